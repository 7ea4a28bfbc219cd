"""FastAPI, an async function and Siklus's own scorer, which it takes as Siklus does: nothing is stored."""

from contextlib import asynccontextmanager

from fastapi import FastAPI
from pydantic import BaseModel

from siklus import bootstrap
from siklus.settings import read_settings


class Asked(BaseModel):
    text: str


class Answer(BaseModel):
    label: str
    probabilities: dict[str, float]


@asynccontextmanager
async def lifespan(app: FastAPI):  # noqa: ANN201
    with bootstrap.running(read_settings()) as services:
        services.serving.refresh()
        app.state.judge = services.serving.current().model.judge
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/ready")
async def ready() -> str:
    return "ok"


@app.post("/predict")
async def predict(asked: Asked) -> Answer:
    [judged] = app.state.judge([asked.text])
    positif, netral, negatif = judged.probabilities
    shares = {"positif": positif, "netral": netral, "negatif": negatif}
    return Answer(label=judged.label.value, probabilities=shares)
