"""What is kept between trainings is used again for the very same only."""

from dataclasses import replace

import pytest

from siklus.models.training import train
from siklus.services.remembered import LastReads

TEXTS = ["Barangnya bagus sekali dan pengirimannya cepat", "Kecewa, barang rusak dan penjual tidak ramah"]


@pytest.fixture
def reads():
    return LastReads()


@pytest.fixture
def model(trained, small_model):
    return trained.artefacts.load(small_model.version.sha256)


def test_texts_are_read_once_for_models_on_one_foundation(reads, model):
    first = reads.of("golden", model, TEXTS)
    other = replace(model, reference={})
    assert reads.of("golden", other, list(TEXTS)) is first
    assert other.judge_read(first) == model.judge(TEXTS)


def test_other_texts_or_features_are_read_anew(reads, model):
    first = reads.of("golden", model, TEXTS)
    assert reads.of("golden", model, TEXTS[:1]).texts == (TEXTS[0],)

    texts = [f"{text} nomor {number}" for number in range(5) for text in TEXTS]
    other = train(texts, ["positif", "negatif"] * 5, model.recipe)
    found = reads.of("golden", other, TEXTS)
    assert found.matrix.shape != first.matrix.shape
    assert other.judge_read(found) == other.judge(TEXTS)
