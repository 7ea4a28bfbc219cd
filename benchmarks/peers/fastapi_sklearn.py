"""FastAPI, an async function and the pipeline: what most tutorials end with."""

from fastapi import FastAPI
from pipeline import Pipeline
from pydantic import BaseModel

app = FastAPI()
pipeline = Pipeline()


class Asked(BaseModel):
    text: str


class Answer(BaseModel):
    label: str
    probabilities: dict[str, float]


@app.get("/ready")
async def ready() -> str:
    return "ok"


@app.post("/predict")
async def predict(asked: Asked) -> Answer:
    return Answer(**pipeline([asked.text])[0])
