"""How many texts a second one core judges without a server: texts as JSON lines on stdin, figures as JSON.

In batches of 64 and alone, by the pipeline as scikit-learn has it and by whatever Siklus serves with.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

from pipeline import Pipeline

from siklus import bootstrap
from siklus.settings import read_settings

BATCH = 64


def per_second(judge: Callable[[list[str]], object], texts: list[str], size: int, seconds: float) -> float:
    """The median over passes of a second part of the time."""
    batches = [texts[at : at + size] for at in range(0, len(texts) - size + 1, size)]
    speeds, until, turn = [], time.perf_counter() + seconds, 0
    judge(batches[0])
    while time.perf_counter() < until or len(speeds) < 3:
        done, started = 0, time.perf_counter()
        while time.perf_counter() < started + seconds / 6:
            judge(batches[turn % len(batches)])
            turn, done = turn + 1, done + size
        speeds.append(done / (time.perf_counter() - started))
    return statistics.median(speeds)


def main() -> None:
    texts = [json.loads(line)["text"] for line in sys.stdin]
    seconds = float(sys.argv[1])
    with bootstrap.running(read_settings()) as services:
        services.serving.refresh()
        judge = services.serving.current().model.judge
        for _ in range(3):  # the words of the texts are known then, as they are to a server that runs
            judge(texts)
        found = {
            "judge_64": per_second(judge, texts, BATCH, seconds),
            "judge_1": per_second(judge, texts, 1, seconds),
        }
    pipeline = Pipeline().pipeline.predict_proba
    found["sklearn_64"] = per_second(pipeline, texts, BATCH, seconds)
    found["sklearn_1"] = per_second(pipeline, texts, 1, seconds)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
