"""Stored models come back bit for bit; a file that is not what its name says is never parsed."""

import hashlib
import io
import json
import zipfile

import numpy as np
import pytest

from siklus.errors import ArtefactDamaged, ArtefactFromOtherLibraries, ArtefactMissing
from siklus.models import archive, registry
from siklus.models.archive import dumped
from siklus.models.registry import ArtefactStore, libraries
from siklus.models.training import fit


@pytest.fixture
def store(tmp_path):
    return ArtefactStore(tmp_path / "models")


@pytest.fixture
def stored(store, model):
    return store.save(model)


@pytest.mark.parametrize("kind", ["model", "bayes"])
def test_a_model_comes_back_bit_for_bit(store, texts, kind, request):
    model = request.getfixturevalue(kind)
    back = store.load(store.save(model).sha256)
    np.testing.assert_array_equal(back.predict_proba(texts), model.predict_proba(texts))
    assert back.judge(["blargh enak"]) == model.judge(["blargh enak"])
    assert (back.recipe, back.reference) == (model.recipe, model.reference)
    assert back.explain(texts[0]) == model.explain(texts[0])


def test_training_again_makes_the_same_file(store, stored, prepared, labels, model):
    assert store.save(fit(prepared, labels)) == stored
    assert store.save(store.load(stored.sha256)) == stored


def test_the_name_is_the_hash_and_the_file_cannot_be_written(store, stored):
    path = store.path(stored.sha256)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stored.sha256
    assert path.stat().st_size == stored.size
    assert path.stat().st_mode & 0o222 == 0
    assert [file.name for file in store.folder.iterdir()] == [path.name]


def overwrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: b"",
        lambda content: content[:500] + bytes([content[500] ^ 1]) + content[501:],
        lambda content: content + b" ",
    ],
    ids=["half", "one byte short", "empty", "one bit", "longer"],
)
def test_a_damaged_file_is_refused_before_it_is_parsed(store, stored, damage, monkeypatch):
    path = store.path(stored.sha256)
    overwrite(path, damage(path.read_bytes()))
    monkeypatch.setattr(archive, "parsed", lambda *_: pytest.fail("was parsed"))

    with pytest.raises(ArtefactDamaged) as caught:
        store.load(stored.sha256)

    assert caught.value.expected == stored.sha256
    assert caught.value.found == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "roll back" in caught.value.advice


def test_saving_again_mends_a_damaged_file(store, stored, model):
    overwrite(store.path(stored.sha256), b"junk")
    assert store.save(model) == stored
    store.load(stored.sha256)


@pytest.mark.parametrize(
    "name", ["0" * 64, "../../etc/passwd", "", "A" * 64], ids=["unknown", "path", "empty", "case"]
)
def test_what_is_not_there_is_missing(store, stored, name):
    with pytest.raises(ArtefactMissing):
        store.load(name)


def exchanged(store, model, name, change):
    """The model's archive with one file changed, stored under its right hash."""
    with zipfile.ZipFile(io.BytesIO(dumped(model))) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    files[name] = change(files[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry, content in files.items():
            archive.writestr(entry, content)
    content = buffer.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    store.folder.mkdir(parents=True, exist_ok=True)
    store.path(sha256).write_bytes(content)
    return sha256


@pytest.mark.parametrize(
    ("theirs", "served"),
    [("1.2.0", False), ("99.9.9", False), (libraries()["scikit-learn"].rsplit(".", 1)[0] + ".99", True)],
    ids=["older", "newer", "another patch"],
)
def test_a_model_of_another_scikit_learn_is_refused(store, model, theirs, served):
    def relabel(content):
        return json.dumps(json.loads(content) | {"scikit-learn": theirs}).encode()

    sha256 = exchanged(store, model, "libraries.json", relabel)
    if served:
        store.load(sha256)
        return
    with pytest.raises(ArtefactFromOtherLibraries) as caught:
        store.load(sha256)
    assert caught.value.theirs == theirs


def test_types_that_are_not_listed_are_never_made(store, model):
    def smuggle(content):
        return content.replace(b'"ReviewFeatures"', b'"OtherFeatures"')

    with pytest.raises(Exception, match="OtherFeatures"):
        store.load(exchanged(store, model, "schema.json", smuggle))


def test_a_write_that_fails_leaves_nothing_behind(store, model, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(registry.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.save(model)
    assert list(store.folder.iterdir()) == []
