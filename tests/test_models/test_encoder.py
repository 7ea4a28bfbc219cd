"""A sentence encoder in a folder as the first step: the same vectors in any company, and only that one."""

import numpy as np
import pytest

from siklus.errors import ArtefactDamaged, ArtefactMissing, SettingInvalid
from siklus.models.archive import dumped, parsed
from siklus.models.encoder import AT_ONCE, SentenceEncoder, content_of
from siklus.models.foreign import recipe_with
from siklus.models.recipe import Recipe
from siklus.models.training import featurise, fit
from support.encoders import SIZE, write_encoder


@pytest.fixture
def folder(tmp_path, texts):
    return write_encoder(tmp_path / "encoder", " ".join(texts).lower().split())


@pytest.fixture
def encoder(folder):
    return SentenceEncoder(str(folder), content_of(folder))


def test_a_text_is_the_mean_of_its_tokens_at_length_1_alone_or_in_company(encoder, texts):
    found = encoder.transform(texts[: AT_ONCE + 3])
    assert found.shape == (AT_ONCE + 3, SIZE)
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0)
    alone = np.concatenate([encoder.transform([text]) for text in texts[: AT_ONCE + 3]])
    assert np.allclose(found, alone, atol=1e-6)
    assert encoder.transform([]).shape == (0, SIZE)
    assert np.isfinite(encoder.transform(["", "\U0001f600", "x" * 9_000])).all()


def test_a_model_on_it_learns_and_its_file_needs_that_very_encoder(folder, texts, labels):
    recipe = recipe_with(Recipe(), "encoder", {"path": str(folder)})
    model = fit(featurise(texts, recipe), labels)
    right = sum(one.label == label for one, label in zip(model.judge(texts), labels, strict=True))
    assert right / len(texts) > 0.8
    content = dumped(model)
    assert b"model.onnx" not in content
    assert len(content) < 100_000  # the encoder itself is not in it
    assert parsed(content, "v1").judge(texts[:3]) == model.judge(texts[:3])


@pytest.mark.parametrize("change", ["another", "gone"])
def test_another_encoder_in_its_place_is_refused(change, folder, texts, labels, tmp_path):
    model = fit(featurise(texts, recipe_with(Recipe(), "encoder", {"path": str(folder)})), labels)
    content = dumped(model)
    moved = folder.rename(tmp_path / "elsewhere")
    if change == "another":
        write_encoder(folder, ["kata"], seed=1)
    # A process that has not loaded it yet: what is loaded stays in use until the process ends.
    _forget_loaded()
    with pytest.raises(ArtefactDamaged if change == "another" else ArtefactMissing):
        parsed(content, "v1")
    assert moved.is_dir()


@pytest.mark.parametrize("options", [{}, {"path": 3}, {"path": "nowhere"}, {"path": ".", "colour": 1}])
def test_options_that_name_no_encoder_are_told(options, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingInvalid, match="SIKLUS_FEATURES_OPTIONS"):
        recipe_with(Recipe(), "encoder", options)


def _forget_loaded() -> None:
    from siklus.models import encoder

    encoder._loaded.cache_clear()
