"""Versions go from one installation to another in one file, and only whole."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest

from siklus.bootstrap import assemble
from siklus.database.engine import make_engine
from siklus.database.store import Store
from siklus.domain.examples import Origin
from siklus.domain.lifecycle import VersionState
from siklus.domain.limits import GatePolicy
from siklus.domain.triggers import Outcome
from siklus.errors import (
    ArtefactFromOtherLibraries,
    VersionFileInvalid,
    VersionKnown,
    VersionNotFound,
    VersionNotRepeatable,
)
from siklus.models.parcel import CARD, MANIFEST, MODEL, SUMS
from siklus.models.registry import libraries
from siklus.services.prediction import Request
from siklus.settings import read_settings
from support.starter import as_csv, starter_rows

REVIEW = "Makanannya enak sekali dan pelayanannya juga sangat ramah"


@pytest.fixture
def elsewhere(tmp_path, sqlite_copy, clock):
    """Another installation, with another secret and a first version of its own."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    settings = read_settings(_env_file=None, home=home, database_url=sqlite_copy(home / "siklus.db"))
    engine = make_engine(settings.url)
    found = assemble(settings, Store(engine), b"another-secret-of-the-tests-altogether", clock)
    imported = found.importing.add(as_csv(starter_rows(120, skip=600)), actor="Ani", origin=Origin.STARTER)
    found.retraining.train_version(imported.ids, actor="Ani")
    clock.advance(minutes=1)
    yield found
    engine.dispose()


@pytest.fixture
def exported(trained):
    return trained.transfer.export(1, actor="Ani")


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sums_of(members: dict[str, bytes]) -> bytes:
    named = (MANIFEST, CARD, MODEL)
    return b"".join(f"{hashlib.sha256(members[n]).hexdigest()}  {n}\n".encode() for n in named)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def forged(content: bytes, **changes: object) -> bytes:
    """The file with other facts in its manifest, or another model, and the right hashes again."""
    members = members_of(content)
    members[MODEL] = changes.pop("model", members[MODEL])
    facts = json.loads(members[MANIFEST]) | {"sha256": hashlib.sha256(members[MODEL]).hexdigest()} | changes
    members[MANIFEST] = json.dumps({name: fact for name, fact in facts.items() if fact != "gone"}).encode()
    return zipped(members | {SUMS: sums_of(members)})


def test_a_version_answers_elsewhere_as_it_does_here_once_it_is_chosen(trained, elsewhere, exported):
    before = elsewhere.deployment.active()
    version = elsewhere.transfer.bring_in(exported, "v1.siklus", actor="Budi")
    assert (version.version, version.parent, version.state) == (2, None, VersionState.CANDIDATE)
    assert elsewhere.deployment.active() == before

    here = trained.deployment.version(1)
    there = elsewhere.deployment.version(2)
    for name in ("sha256", "size_bytes", "scores", "recipe", "libraries", "reference", "created_at"):
        assert getattr(there, name) == getattr(here, name), name
    assert there.provenance["content_hash"] == here.provenance["content_hash"]
    assert there.provenance["imported"] == {"version": 1}

    elsewhere.deployment.activate(2, actor="Budi", reason="coba")
    elsewhere.serving.refresh()
    trained.scorers.ensure(1)  # so that both answer by their scorers
    trained.serving.refresh()
    said = [one.prediction.predict(Request(REVIEW)).probabilities for one in (trained, elsewhere)]
    assert said[0] == said[1]


def test_both_acts_are_in_the_audit_log(trained, elsewhere, exported):
    sha256 = trained.deployment.version(1).sha256
    elsewhere.transfer.bring_in(exported, "v1.siklus", actor="Budi")
    left, came = trained.auditing.newest(1)[0], elsewhere.auditing.newest(1)[0]
    assert (left.actor, left.action) == ("Ani", "version.exported")
    assert left.details == {"version": 1, "sha256": sha256, "form": "siklus"}
    assert (came.actor, came.action) == ("Budi", "version.imported")
    assert came.details == {"version": 2, "sha256": sha256, "exported_as": 1}


def test_the_file_is_the_same_each_time_and_holds_no_row(trained, exported, small_model):
    assert trained.transfer.export(1, actor="Ani") == exported
    members = members_of(exported)
    assert set(members) == {MANIFEST, CARD, MODEL, SUMS}
    words = b"".join(members[name] for name in (MANIFEST, CARD))
    assert not [e.text for e in small_model.examples if e.text.encode() in words]
    assert not [e.id for e in small_model.examples if e.id.encode() in words]


def test_the_loop_goes_on_from_an_imported_version(elsewhere, exported, clock):
    version = elsewhere.transfer.bring_in(exported, "v1.siklus", actor="Budi")
    elsewhere.deployment.activate(version.version, actor="Budi", reason="coba")
    clock.advance(minutes=1)
    elsewhere.importing.add(as_csv(starter_rows(40, skip=800)), actor="Ani")
    retraining = replace(elsewhere.retraining, gate_policy=GatePolicy(open=True))
    clock.advance(minutes=1)
    run = retraining.request(actor="Ani", note="")
    for step in ("take_snapshot", "train", "gate", "deploy"):
        getattr(retraining, step)(run.id)
    assert retraining.run(run.id).outcome is Outcome.DEPLOYED
    assert elsewhere.deployment.version(3).parent == 2


def test_labels_from_before_an_import_are_still_to_be_learnt_after_it(elsewhere, exported, clock):
    elsewhere.importing.add(as_csv(starter_rows(30, skip=800)), actor="Ani")
    clock.advance(minutes=1)
    version = elsewhere.transfer.bring_in(exported, "v1.siklus", actor="Budi")
    elsewhere.deployment.activate(version.version, actor="Budi", reason="coba")
    assert elsewhere.retraining.consider().figures["new_labels"] >= 30


def test_an_imported_version_cannot_be_made_again_here(elsewhere, exported):
    elsewhere.transfer.bring_in(exported, "v1.siklus", actor="Budi")
    with pytest.raises(VersionNotRepeatable, match="installation that it was imported from"):
        elsewhere.rebuilding.rebuild(2)


def test_an_imported_version_can_be_handed_on_with_its_card(elsewhere, exported, tmp_path):
    elsewhere.transfer.bring_in(exported, "v1.siklus", actor="Budi")
    card = elsewhere.cards.markdown(2)
    assert card.startswith("# Siklus model v2\n")
    assert "It was v1 in the installation that it came from" in card
    assert card.count("## Gate") == 1
    again = members_of(elsewhere.transfer.export(2, actor="Budi"))
    assert again[MODEL] == members_of(exported)[MODEL]


def test_a_model_that_is_here_already_is_named(trained, exported):
    with pytest.raises(VersionKnown) as refused:
        trained.transfer.bring_in(exported, "v1.siklus", actor="Budi")
    assert refused.value.version == 1
    assert len(trained.deployment.versions()) == 1


def test_an_unknown_version_cannot_be_exported(trained):
    for export in (trained.transfer.export, trained.transfer.export_table):
        with pytest.raises(VersionNotFound):
            export(9, actor="Ani")


def flipped(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def without(content: bytes, name: str) -> bytes:
    return zipped({n: c for n, c in members_of(content).items() if n != name})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c[: len(c) // 2], "damaged"),
        (flipped, "damaged"),
        (lambda c: b"", "no exported version"),
        (lambda c: b"text,label\nabc,positif\n", "no exported version"),
        (lambda c: members_of(c)[MODEL], "no exported version"),
        (lambda c: without(c, SUMS), "no exported version"),
        (lambda c: zipped(members_of(c) | {"run.py": b"1"}), "no exported version"),
        (lambda c: zipped(members_of(c) | {CARD: b"# other"}), "damaged"),
        (lambda c: forged(c, sha256="0" * 64), "not the one that its manifest names"),
        (lambda c: forged(c, siklus=2), "of form 2"),
        (lambda c: forged(c, rows="gone"), "missing required field `rows`"),
        (lambda c: forged(c, created_at="2026-01-01T00:00:00"), "timezone"),
        (lambda c: forged(c, libraries={"numpy": 2}), "Expected `str`"),
        (lambda c: forged(c, model=b"no model"), "its model cannot be used"),
        (lambda c: forged(c, model=zipped({"libraries.json": b"[]"})), "its model cannot be used"),
        (lambda c: forged(c, model=smuggled(c)), "types that are none of ours"),
    ],
    ids=[
        "half", "one bit", "empty", "a CSV", "a model file", "no sums", "one more member", "card exchanged",
        "another sha256", "newer", "no rows", "naive time", "wrong type", "model of nothing", "broken model",
        "foreign types",
    ],
)  # fmt: skip
def test_what_is_not_whole_or_not_ours_is_refused_and_leaves_nothing(elsewhere, exported, change, told):
    before = sorted(elsewhere.settings.artefacts.iterdir())
    with pytest.raises(VersionFileInvalid) as refused:
        elsewhere.transfer.bring_in(change(exported), "v1.siklus", actor="Budi")
    assert told in str(refused.value)
    assert str(refused.value).startswith("v1.siklus: ")
    assert len(elsewhere.deployment.versions()) == 1
    assert sorted(elsewhere.settings.artefacts.iterdir()) == before


def smuggled(content: bytes) -> bytes:
    """The model of a file, with a type in it that is none of ours."""
    parts = members_of(members_of(content)[MODEL])
    parts["schema.json"] = parts["schema.json"].replace(b'"ReviewFeatures"', b'"OtherFeatures"')
    return zipped(parts)


def test_a_model_of_other_libraries_is_refused(elsewhere, exported):
    parts = members_of(members_of(exported)[MODEL])
    parts["libraries.json"] = json.dumps(libraries() | {"scikit-learn": "0.1"}).encode()
    with pytest.raises(ArtefactFromOtherLibraries):
        elsewhere.transfer.bring_in(forged(exported, model=zipped(parts)), "v1.siklus", actor="Budi")


def test_pictures_of_a_foreign_card_are_not_shown(elsewhere, exported):
    members = members_of(exported)
    members[CARD] = b"# x\n\n![x](http://a.example/p.png)"
    content = zipped(members | {SUMS: sums_of(members)})
    elsewhere.transfer.bring_in(content, "v1.siklus", actor="Budi")
    assert "![" not in elsewhere.cards.markdown(2)
