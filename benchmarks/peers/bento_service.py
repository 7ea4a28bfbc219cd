"""BentoML with adaptive batching around the pipeline."""

import bentoml
from pipeline import Pipeline


@bentoml.service(workers=1, traffic={"timeout": 60}, logging={"access": {"enabled": False}})
class Reviews:
    """Texts in, answers out, in batches of up to 64."""

    def __init__(self) -> None:
        self.pipeline = Pipeline()

    @bentoml.api(batchable=True, max_batch_size=64, max_latency_ms=60_000)
    def predict(self, texts: list[str]) -> list[dict]:
        return self.pipeline(texts)
