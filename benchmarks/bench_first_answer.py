"""How long a stranger waits: from `make run` in a fresh clone to the first prediction that is answered.

    python benchmarks/bench_first_answer.py

Clones this repository into a temporary folder and runs `make run` there three times over: with nothing at all
(the package cache is empty too, so every package is fetched), again with a new installation folder (the
environment is there), and again as it is (the model is there). Needs git, make and the package index.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "first_answer.json"
TEXT = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan."
PATIENCE = 600  # seconds


def main() -> None:
    """Measure, print, write."""
    with tempfile.TemporaryDirectory() as folder:
        clone, work = Path(folder) / "siklus", Path(folder)
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        figures = {
            "fresh_clone_s": first_answer(clone, work / "home-1", work / "cache"),
            "fresh_home_s": first_answer(clone, work / "home-2", work / "cache"),
            "second_start_s": first_answer(clone, work / "home-2", work / "cache"),
        }
    for name, seconds in figures.items():
        print(f"{name:16s} {seconds:6.1f}")
    RESULTS.write_text(json.dumps({name: round(s, 1) for name, s in figures.items()}, indent=2) + "\n")


def first_answer(clone: Path, home: Path, cache: Path) -> float:
    """Seconds from `make run` to the first answer."""
    port = free_port()
    environment = {
        **os.environ,
        "SIKLUS_HOME": str(home),
        "SIKLUS_PORT": str(port),
        "SIKLUS_UI_PORT": str(free_port()),
        "UV_CACHE_DIR": str(cache),
    }
    started = time.perf_counter()
    running = subprocess.Popen(
        ["make", "run", f"PYTHON={sys.executable}"], cwd=clone, env=environment, start_new_session=True
    )
    try:
        while not answered(port):
            if running.poll() is not None or time.perf_counter() - started > PATIENCE:
                raise SystemExit("`make run` did not come to an answer")
            time.sleep(0.1)
        return time.perf_counter() - started
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.wait(60)


def answered(port: int) -> bool:
    """Whether a review is judged."""
    try:
        reply = httpx.post(f"http://127.0.0.1:{port}/v1/predictions", json={"text": TEXT}, timeout=5)
    except httpx.HTTPError:
        return False
    return reply.status_code == httpx.codes.OK


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
