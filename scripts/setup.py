"""Build .venv from uv.lock with nothing but Python's standard library.

    python3 scripts/setup.py [--no-dev]
    python3 scripts/setup.py --print-uv      only fetch uv, and print where it is

Uses `uv` where it is on the PATH; otherwise takes it from the wheel that uv.lock names for this platform,
checks its sha256, and unpacks the program into .tools/. Debian's bare python3 has no pip, so pip is not used.
"""

import hashlib
import io
import os
import platform
import shutil
import ssl
import stat
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"


def main() -> None:
    """Sync the environment; say what to do where it cannot be done."""
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        found = platform.python_version()
        sys.exit(
            f"Siklus needs Python 3.11, 3.12 or 3.13; this is {found}. Name another: make PYTHON=python3.12 …"
        )
    if "--print-uv" in sys.argv:
        print(find_uv())
        return
    groups = ["--no-dev"] if "--no-dev" in sys.argv else []
    command = [find_uv(), "sync", "--locked", "--quiet", "--python", sys.executable, *groups]
    done = subprocess.run(command, cwd=ROOT, env=surroundings(), check=False)
    if done.returncode:
        sys.exit(f"The environment could not be built (uv ended with {done.returncode}); see above.")


def surroundings() -> dict[str, str]:
    """The environment that uv runs in."""
    # An environment of another project that happens to be active must not be filled instead of .venv.
    found = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    if ssl.create_default_context().cert_store_stats()["x509_ca"]:
        # The machine's own certificates, where it has any: behind a company's proxy only those will do.
        found = {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true"} | found
    return found


def find_uv() -> str:
    """The path of a uv that runs here."""
    on_path = shutil.which("uv")
    if on_path:
        return on_path
    wheel = locked_wheel()
    program = TOOLS / wheel["hash"].removeprefix("sha256:")[:16] / "uv"
    if not program.exists():
        unpack(download(wheel), program)
    return str(program)


def locked_wheel() -> dict[str, str]:
    """The wheel of uv that uv.lock names for this platform."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    wheels = next(package["wheels"] for package in lock["package"] if package["name"] == "uv")
    machine = {"amd64": "x86_64", "aarch64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    system = {"Linux": "manylinux", "Darwin": "macosx"}.get(platform.system(), platform.system().lower())
    for wheel in wheels:
        name = wheel["url"].rsplit("/", 1)[-1]
        if system in name and machine in name:
            return wheel
    sys.exit(f"uv.lock names no uv for {platform.system()} on {machine}; install uv yourself and try again.")


def download(wheel: dict[str, str]) -> bytes:
    """The wheel's bytes, checked."""
    print("fetching uv …", file=sys.stderr)
    try:
        with urllib.request.urlopen(wheel["url"], timeout=120) as reply:
            content = reply.read()
    except urllib.error.URLError as error:
        sys.exit(f"uv could not be fetched ({error.reason}); check the network, or install uv and try again.")
    found = "sha256:" + hashlib.sha256(content).hexdigest()
    if found != wheel["hash"]:
        sys.exit(f"uv as fetched has {found}, but uv.lock says {wheel['hash']}; nothing was installed.")
    return content


def unpack(content: bytes, program: Path) -> None:
    """Write the program out of the wheel; in one step, so that a stopped set-up leaves no half file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        program.parent.mkdir(parents=True, exist_ok=True)
        beside = program.with_suffix(".part")
        beside.write_bytes(archive.read(name))
    beside.chmod(beside.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    beside.rename(program)


if __name__ == "__main__":
    main()
