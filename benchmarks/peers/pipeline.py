"""What every peer answers with: the pipeline of the version that Siklus serves, as scikit-learn has it."""

import os
from pathlib import Path

from siklus.models.registry import ArtefactStore

LABELS = ("positif", "netral", "negatif")


class Pipeline:
    """A fitted scikit-learn pipeline, loaded with skops."""

    def __init__(self) -> None:
        store = ArtefactStore(Path(os.environ["BENCH_ARTEFACTS"]))
        self.pipeline = store.load(os.environ["BENCH_SHA256"]).pipeline

    def __call__(self, texts: list[str]) -> list[dict]:
        """Label and probabilities of each text."""
        return [answer(row) for row in self.pipeline.predict_proba(texts).tolist()]


def answer(row: list[float]) -> dict:
    """A row of probabilities as a client wants it."""
    best = max(range(len(LABELS)), key=row.__getitem__)
    return {"label": LABELS[best], "probabilities": dict(zip(LABELS, row, strict=True))}
