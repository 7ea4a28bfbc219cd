"""Environments for the programs that benchmarks compare with: made once, outside of the repository."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

UV = Path(sys.executable).with_name("uv")
PEERS = Path(__file__).resolve().parent / "peers"


def cache() -> Path:
    """Where environments and models of benchmarks are kept: SIKLUS_BENCH_CACHE, or the user's cache."""
    chosen = os.environ.get("SIKLUS_BENCH_CACHE")
    folder = Path(chosen) if chosen else Path.home() / ".cache" / "siklus-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def environment(name: str, *requirements: str) -> Path:
    """The Python of an environment that holds exactly these requirements; made where it is not there yet."""
    asked = "\n".join(requirements)
    folder = cache() / f"{name}-{hashlib.sha256(asked.encode()).hexdigest()[:8]}"
    python, done = folder / "bin" / "python", folder / ".done"
    if not done.exists():
        print(f"making the environment of {name}", file=sys.stderr, flush=True)
        _run([UV, "venv", "--quiet", "--clear", "--python", sys.executable, folder])
        _run([UV, "pip", "install", "--quiet", "--python", python, *requirements])
        done.write_text(asked)
    return python


def _run(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr[-2000:]}")
