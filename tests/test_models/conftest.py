"""A small world of made-up reviews, and models of it that all tests share."""

from itertools import product

import pytest

from siklus.domain.reviews import LABELS, Label
from siklus.models.model import Model
from siklus.models.recipe import Recipe
from siklus.models.training import Prepared, featurise, fit

THINGS = ["makanannya", "pelayanannya", "barangnya", "tempatnya", "kurirnya", "aplikasinya"]
PRAISE = [
    "bagus sekali dan saya puas",
    "enak bgt mantap",
    "tidak mengecewakan, recommended",
    "ramah dan cepat 👍",
]
COMPLAINT = [
    "jelek dan saya kecewa",
    "gak enak, lambat bgt",
    "tidak sesuai pesanan",
    "kotor dan rusak parah 😡",
]
FACTS = [
    "buka pukul sembilan pagi",
    "terletak di jalan merdeka",
    "dikelola oleh dinas kota",
    "akan dibahas pada rapat",
]
DENIALS = [  # of a fourth label, where there is one
    "isn't very good, I don't like it",
    "never works, not even once",
    "cant be used without help",
    "hardly ever arrives, not nice",
]
ENDINGS = ["waktu itu", "kemarin siang", "di kota kami", "bulan lalu", "menurut saya", "untuk keluarga"]

MADE_UP = [
    (f"{thing} {said} {ending}", label)
    for label, sayings in zip(LABELS, (PRAISE, FACTS, COMPLAINT, DENIALS), strict=False)
    for thing, said, ending in product(THINGS, sayings, ENDINGS)
]
TEXTS = [text for text, _ in MADE_UP]
LABELS_OF = [label for _, label in MADE_UP]


@pytest.fixture(scope="session")
def texts() -> list[str]:
    return TEXTS


@pytest.fixture(scope="session")
def labels() -> list[Label]:
    return LABELS_OF


@pytest.fixture(scope="session")
def prepared() -> Prepared:
    return featurise(TEXTS, Recipe(seed=3))


@pytest.fixture(scope="session")
def model(prepared) -> Model:
    return fit(prepared, LABELS_OF)


@pytest.fixture(scope="session")
def bayes(texts, labels) -> Model:
    return fit(featurise(texts, Recipe(kind="naive_bayes")), labels)
