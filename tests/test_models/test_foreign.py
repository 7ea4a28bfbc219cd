"""Somebody else's features as the first step: chosen by name, kept in a file, known to be theirs."""

import io
import json
import zipfile
from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest
from skops.io.exceptions import UntrustedTypesFoundException

from siklus.errors import ArtefactFromOtherLibraries, SettingInvalid, VersionHasNoTable
from siklus.models.archive import dumped, parsed
from siklus.models.foreign import ForeignFeatures, offered, recipe_with
from siklus.models.likeness import likeness
from siklus.models.recipe import Recipe
from siklus.models.table import table_of
from siklus.models.training import featurise, fit
from siklus.settings import read_settings
from support.packages import OFFERED, Package


def relabelled(content: bytes, changes: dict[str, str]) -> bytes:
    """A model file that says something else of what it was made with."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "libraries.json":
                part = json.dumps(json.loads(part) | changes).encode()
            new.writestr(name, part)
    return written.getvalue()


@pytest.fixture
def package(tmp_path, monkeypatch) -> Package:
    return Package(tmp_path / "package", f"theirs_{uuid4().hex[:8]}", monkeypatch)


@pytest.fixture
def foreign(package, texts, labels):
    """A model of somebody else's words."""
    recipe = recipe_with(Recipe(seed=3), "words", {"min_df": 2})
    return fit(featurise(texts, recipe), labels)


def test_what_installed_packages_offer_is_known_by_name(package):
    assert set(offered()) >= {"encoder", *OFFERED}


def test_the_recipe_says_whose_features_they_are_and_takes_what_goes_better_with_them(package):
    recipe = recipe_with(Recipe(seed=3), "words", {"min_df": 2})
    assert (recipe.features, recipe.options, recipe.penalty, recipe.seed) == (
        "words",
        '{"min_df": 2}',
        2e-5,
        3,
    )
    assert Recipe(**recipe.as_dict()) == recipe
    assert "features" not in Recipe().as_dict()


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("nobody", {}, "no installed package offers 'nobody'; there is: siklus, .*encoder.*words"),
        ("gone", {}, "cannot be loaded: No module named 'no_such_module'"),
        ("nothing", {}, "names a int and no Plugin"),
        ("wrong", {}, r"asks for \['colour'\], which no recipe has"),
        ("words", {"colour": 1}, "'words' does not take them: .*colour"),
        ("siklus", {"colour": 1}, "'siklus' has no options"),
    ],
)
def test_a_name_that_cannot_be_used_is_told_with_the_setting(package, name, options, said):
    with pytest.raises(SettingInvalid, match=said) as told:
        recipe_with(Recipe(), name, options)
    assert str(told.value).startswith("SIKLUS_FEATURES")


def test_settings_name_the_features_and_their_options(package, monkeypatch):
    monkeypatch.setenv("SIKLUS_FEATURES", "words")
    monkeypatch.setenv("SIKLUS_FEATURES_OPTIONS", '{"min_df": 3}')
    assert read_settings(_env_file=None).recipe.options == '{"min_df": 3}'


def test_a_model_of_them_judges_as_its_pipeline_does_and_knows_new_words(foreign, texts):
    judged = foreign.judge([texts[0], "zorp kwil"])
    assert np.allclose(judged[0].probabilities, foreign.pipeline.predict_proba([texts[0]])[0], atol=1e-15)
    assert [one.oov_share for one in judged] == [0.0, 1.0]
    assert foreign.judge([]) == []
    assert foreign.own is None


def test_the_words_that_moved_it_are_those_whose_absence_moves_it_back(foreign):
    text = "Makanannya jelek dan saya kecewa, menurut saya."
    [(word, weight), *_] = foreign.explain(text)
    assert word in ("jelek", "kecewa")
    assert weight > 0
    without = text.replace("jelek" if word == "jelek" else "kecewa,", "")
    assert foreign.judge([without])[0].confidence < foreign.judge([text])[0].confidence


def test_its_file_is_the_same_bytes_again_and_needs_the_package(foreign, package, texts):
    content = dumped(foreign)
    again = parsed(content, "v1.skops")
    assert dumped(again) == content
    assert again.judge(texts[:5]) == foreign.judge(texts[:5])
    assert isinstance(again.features, ForeignFeatures)
    package.take_away()
    with pytest.raises(ArtefactFromOtherLibraries, match="features 'words'"):
        parsed(content, "v1.skops")


def test_a_type_of_the_package_is_read_only_where_the_package_lists_it(package, texts, labels):
    listed = fit(featurise(texts, recipe_with(Recipe(), "lengths", {})), labels)
    assert parsed(dumped(listed), "v1").judge(texts[:3]) == listed.judge(texts[:3])
    unlisted = replace(listed, recipe=replace(listed.recipe, features="stranger"))
    with pytest.raises(SettingInvalid, match=r"'stranger' does not list its types \['theirs_\w+.Lengths'\]"):
        dumped(unlisted)
    forged = relabelled(dumped(listed), {"features": "words"})
    with pytest.raises(UntrustedTypesFoundException, match="Lengths"):
        parsed(forged, "v1")


def test_numbers_that_are_none_are_refused_before_anything_is_learnt(package, texts):
    with pytest.raises(ValueError, match="not finite"):
        featurise(texts, recipe_with(Recipe(), "broken", {}))


def test_two_of_them_are_compared_by_what_can_be_compared(foreign, model):
    assert all(part.same for part in likeness(foreign, foreign))
    differing = {part.name for part in likeness(foreign, model) if not part.same}
    assert {"coefficients", "recipe"} <= differing


def test_there_is_no_table_of_them(foreign):
    with pytest.raises(VersionHasNoTable, match="'words'"):
        table_of(foreign)
