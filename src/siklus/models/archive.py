"""What a model file holds: a skops archive, data and the names of types, no code.

Only the types listed here are ever made of it, so a file from a stranger can at worst be refused.
"""

import io
import json
import warnings
import zipfile
from typing import Any

import skops.io

from siklus.domain.reviews import LABELS
from siklus.errors import ArtefactFromOtherLibraries, SettingInvalid
from siklus.models.foreign import SETTING, plugin
from siklus.models.model import Model
from siklus.models.recipe import OURS, Recipe
from siklus.models.registry import TABLES, libraries

# Listed by hand and never asked of the file. skops itself trusts scikit-learn's estimators and numpy's
# arrays; these are all that our pipelines hold beside them.
TRUSTED = (
    "siklus.models.features.ReviewFeatures",
    "siklus.models.foreign.ForeignFeatures",
    "siklus.models.pipeline.CalibratedClassifier",
)
_SCHEMA, _LIBRARIES_FILE = "schema.json", "libraries.json"
_FEATURES = "features"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can name
_COMPRESSION = 6
_TRIED = "siap"


def dumped(model: Model) -> bytes:
    """A model as an archive; the same model is the same bytes, whenever and wherever it is dumped.

    Raises:
        SettingInvalid: somebody else's features hold types that their package has not listed.
    """
    parts = {
        "pipeline": model.pipeline,
        "recipe": json.dumps(model.recipe.as_dict(), sort_keys=True),
        "reference": json.dumps(model.reference, sort_keys=True),
    }
    content = skops.io.dumps(parts)
    files = _canonical(content)
    made_with = libraries()
    if model.recipe.features != OURS:
        made_with[_FEATURES] = model.recipe.features
        _refuse_unlisted(content, model.recipe.features)
    files[_LIBRARIES_FILE] = json.dumps(made_with, sort_keys=True).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, _COMPRESSION)
    return buffer.getvalue()


def parsed(content: bytes, path: str) -> Model:
    """The model of an archive whose bytes have been verified.

    A model of another scikit-learn minor is refused rather than tried: its fitted attributes may mean
    something else, and a wrong label is worse than no answer while an older version serves. So is one
    that learnt with other tables of chat spelling or tone: the same file would give other answers.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        made_with: dict[str, str] = json.loads(archive.read(_LIBRARIES_FILE))
    _refuse_others(made_with, path)
    trusted = [*TRUSTED, *_of_plugin(made_with.get(_FEATURES, OURS), path)]
    with warnings.catch_warnings():
        # A patch release of scikit-learn warns too; those keep what fitted attributes mean.
        warnings.simplefilter("ignore")
        parts: dict[str, Any] = skops.io.loads(content, trusted=trusted)
    recipe = Recipe(**json.loads(parts["recipe"]))
    found = Model(parts["pipeline"], recipe, json.loads(parts["reference"]))
    theirs = [str(label) for label in found.classifier.classes_]
    if theirs != list(LABELS):
        raise ArtefactFromOtherLibraries(path, "labels", ", ".join(theirs), ", ".join(LABELS))
    if found.own is None:
        found.judge([_TRIED])  # what it needs beside this file is missing now, and not at the first request
    return found


def _refuse_others(made_with: dict[str, str], path: str) -> None:
    ours = libraries()
    for name, parts in (("scikit-learn", 2), (TABLES, 1)):
        theirs = made_with.get(name, "unknown")
        if theirs.split(".")[:parts] != ours[name].split(".")[:parts]:
            raise ArtefactFromOtherLibraries(path, name, theirs, ours[name])


def _of_plugin(name: str, path: str) -> tuple[str, ...]:
    """The types that the package which brings these features has listed; the file is not asked for them."""
    if name == OURS:
        return ()
    try:
        return plugin(name).trusted
    except SettingInvalid:
        raise ArtefactFromOtherLibraries(path, f"features {name!r}", "installed", "absent") from None


def _refuse_unlisted(content: bytes, name: str) -> None:
    """A file that could not be read again is not written."""
    unlisted = set(skops.io.get_untrusted_types(data=content)) - {*TRUSTED, *plugin(name).trusted}
    if unlisted:
        raise SettingInvalid(SETTING, f"{name!r} does not list its types {sorted(unlisted)} as trusted")


def _canonical(content: bytes) -> dict[str, bytes]:
    """The archive's files with memory addresses replaced by 1, 2, 3 … in the order of the schema.

    skops names arrays after the address of the object, so that two dumps of one model differ.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    renamed: dict[str, str] = {}
    schema = json.loads(files.pop(_SCHEMA))
    _renumber(schema, renamed)
    arrays = {
        name: files[f"{old}.npy"]
        for old, at in renamed.items()
        if f"{old}.npy" in files
        for name in [f"{at}.npy"]
    }
    return {_SCHEMA: json.dumps(schema).encode(), **arrays}


def _renumber(node: Any, renamed: dict[str, str]) -> None:
    if isinstance(node, list):
        for child in node:
            _renumber(child, renamed)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("__id__"), int):
        node["__id__"] = int(renamed.setdefault(str(node["__id__"]), str(len(renamed) + 1)))
    if isinstance(node.get("file"), str):
        old = node["file"].removesuffix(".npy")
        node["file"] = renamed.setdefault(old, str(len(renamed) + 1)) + ".npy"
    for child in node.values():
        _renumber(child, renamed)
