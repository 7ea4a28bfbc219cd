"""What the exact scorer saves: `python benchmarks/bench_scorer.py --data FOLDER`.

FOLDER holds smsa_train.csv, which version 1 learns, and smsa_valid.csv, which is judged. Processor time of
one thread, the least of several rounds taken in turn: scikit-learn, the scorer, and its compiled pass; each
text alone, and in batches of 64. Then the service is started a few times: seconds from its start to the first
reply that it is ready, and what it holds in memory once it has answered, with and without the scorer.
"""

import argparse
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import numpy as np

from siklus.domain.examples import Origin
from siklus.domain.reviews import LABELS
from siklus.models.memo import MOST_WORDS
from siklus.models.plain import Plain, packed, plain_of, unpacked
from siklus.models.scorer import Judge, Scorer
from siklus.simulation.base import SECRET, Clock, installation, prepare
from siklus.simulation.setting import START
from siklus.simulation.streams import read_lines

RESULTS = Path(__file__).resolve().parent / "results" / "scorer.json"
BATCH, ROUNDS, ALONE, STARTS = 64, 9, 300, 3
SIKLUS = Path(sys.executable).with_name("siklus")
MB = 2**20

Figures = dict[str, float]


def spent(act: Callable[[], object]) -> float:
    """Processor seconds of this thread."""
    started = time.thread_time()
    act()
    return time.thread_time() - started


def speeds(judges: dict[str, Judge], texts: Sequence[str]) -> Figures:
    """µs a text, alone and in batches, and how many times faster than scikit-learn in batches."""
    batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    alone = [[text] for text in texts[:ALONE]]
    best: Figures = {}
    for _ in range(ROUNDS):
        for name, judge in judges.items():
            for kind, asked in (("batch", batches), ("alone", alone)):
                took = spent(lambda judge=judge, asked=asked: [judge.judge(some) for some in asked])
                each = took / sum(map(len, asked)) * 1e6
                best[f"{name}_{kind}_us"] = min(best.get(f"{name}_{kind}_us", np.inf), each)
    ratios = {
        f"{name}_ratio_{kind}": best[f"sklearn_{kind}_us"] / best[f"{name}_{kind}_us"]
        for name in judges
        for kind in ("batch", "alone")
        if name != "sklearn"
    }
    return best | ratios


def largest_difference(judges: dict[str, Judge], texts: Sequence[str]) -> Figures:
    """The largest difference of a probability from what scikit-learn says, and texts with another label."""
    said = {name: judge.judge(texts) for name, judge in judges.items()}
    truth = np.array([one.probabilities for one in said["sklearn"]])
    figures: Figures = {}
    for name in judges.keys() - {"sklearn"}:
        found = np.array([one.probabilities for one in said[name]])
        figures[f"{name}_largest_difference"] = float(np.abs(found - truth).max())
        figures[f"{name}_other_labels"] = float((found.argmax(1) != truth.argmax(1)).sum())
    return figures


def cold(content: bytes, sha256: str, texts: Sequence[str]) -> Figures:
    """Reading the scorer's file, and the first judgement of texts whose words it has not met."""
    started = time.perf_counter()
    scorer = Scorer(unpacked(content, sha256))
    loaded = time.perf_counter() - started
    first = spent(lambda: scorer.judge(texts)) / len(texts) * 1e6
    return {
        "file_mb": len(content) / MB,
        "load_s": loaded,
        "first_batch_us": first,
        "memo_words": len(scorer.memo),
        "memo_arrays_mb": scorer.memo.size / MB,
    }


def fullest(plain: Plain) -> Figures:
    """What a memo holds that strangers have filled with as many words as it takes."""
    scorer, draw = Scorer(plain), random.Random(0)
    tracemalloc.start()
    while len(scorer.memo) < MOST_WORDS:
        words = ["".join(draw.choices("aeioubdgklmnprst", k=draw.randint(3, 12))) for _ in range(2_000)]
        scorer.judge([" ".join(words)])
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"memo_full_mb": held / MB}


def started(home: Path, text: str, **settings: str) -> tuple[float, float, float]:
    """Seconds until the service is ready, processor seconds until then, and megabytes after some answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = {
        "SIKLUS_HOME": str(home),
        "SIKLUS_PORT": str(port),
        "SIKLUS_RATE_PER_MINUTE": "100000",
        "SIKLUS_SECRET": SECRET.decode(),
    }
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    address, began = f"http://127.0.0.1:{port}", time.perf_counter()
    process = subprocess.Popen(
        [SIKLUS, "api"], env=kept | given | settings, cwd=home, stderr=subprocess.DEVNULL
    )
    try:
        while not ready(address):
            time.sleep(0.01)
        took, worked = time.perf_counter() - began, processor_seconds(process.pid)
        for number in range(200):
            body = {"text": f"{text} {number}", "consent": True}
            httpx.post(f"{address}/v1/predictions", json=body, timeout=30).raise_for_status()
        status = Path(f"/proc/{process.pid}/status").read_text()
        return took, worked, int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]
    finally:
        process.terminate()
        process.wait(30)


def processor_seconds(pid: int) -> float:
    """What a process has worked: on a busy machine it waits for much longer."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def starts(home: Path, text: str, name: str, **settings: str) -> Figures:
    """Medians of several starts."""
    found = [started(home, text, **settings) for _ in range(STARTS)]
    parts = zip(("ready_s", "ready_cpu_s", "rss_mb"), zip(*found, strict=True), strict=True)
    return {f"{name}_{part}": statistics.median(values) for part, values in parts}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    data: Path = parser.parse_args().data
    texts = [line.text for line in read_lines(data / "smsa_valid.csv", LABELS)]
    rows = tuple((line.text, line.label) for line in read_lines(data / "smsa_train.csv", LABELS))
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        prepare(Path(temporary) / "base", rows, Origin.IMPORT).copy_to(home)
        with installation(home, Clock(START)) as services:
            version = services.deployment.version(1)
            services.scorers.ensure(1)
            model = services.artefacts.load(version.sha256)
        content = packed(plain_of(model), version.sha256)
        plain = unpacked(content, version.sha256)
        judges: dict[str, Judge] = {"sklearn": model, "scorer": Scorer(plain)}
        judges["numba"] = Scorer(plain, fast=True)
        figures = largest_difference(judges, texts) | speeds(judges, texts)
        figures |= cold(content, version.sha256, texts) | fullest(plain)
        figures |= starts(home, texts[0], "scorer", SIKLUS_FAST="false")
        figures |= starts(home, texts[0], "numba", SIKLUS_FAST="true")
        next((home / "models").glob("*.scorer")).unlink()
        figures |= starts(home, texts[0], "sklearn", SIKLUS_FAST="false")
    for name, value in figures.items():
        print(f"{name:<28} {value:12.4g}")
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
