"""Everything into one file while the service runs, and back from it, on either engine."""

import hashlib
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import text

from siklus.bootstrap import assemble
from siklus.database.copying import Copying, tables
from siklus.database.engine import make_engine
from siklus.database.revision import newest_revision
from siklus.database.store import Store
from siklus.database.upgrade import upgrade
from siklus.domain.examples import Origin
from siklus.errors import (
    BackupInvalid,
    BackupNewer,
    InstallationNotEmpty,
    SecretMismatch,
    SettingInvalid,
    SubjectNotFound,
    VersionErased,
)
from siklus.models.registry import ArtefactStore
from siklus.secret import claim, fingerprint
from siklus.services.backup_file import MANIFEST, SUMS
from siklus.services.prediction import Request
from siklus.services.restoring import RestoreService
from siklus.settings import read_settings
from support.rows import REVIEW
from support.starter import as_csv, starter_rows

SECRET = b"a-secret-of-the-tests-that-protects-nothing"


@pytest.fixture
def busy(trained, clock):
    """An installation in which every kind of thing has happened."""
    claim(trained.store, SECRET, clock())
    trained.scorers.ensure(1)
    trained.serving.refresh()
    for number in range(3):
        said = trained.prediction.predict(
            Request(f"{REVIEW} nomor {number}", consent=True, subject=f"pelanggan-{number}")
        )
        trained.feedback.answer(said.id, said.feedback_token, correct=True)
    trained.importing.add(as_csv(starter_rows(20, skip=700)), actor="Ani", origin=Origin.STARTER)
    trained.access.create("Ani", "admin", actor="cli")
    trained.rollups.recompute(None, None)
    clock.advance(minutes=5)
    return trained


@pytest.fixture
def file(tmp_path):
    return tmp_path / "all.siklus"


@pytest.fixture
def crossed():
    """Whether a test restores into the other engine."""
    return False


@pytest.fixture
def empty_url(request, database_url, crossed, tmp_path):
    """The URL of a database without any table, on the engine of the backup or on the other one."""
    if database_url.startswith("postgres") != crossed:
        return request.getfixturevalue("empty_postgres")
    return f"sqlite:///{tmp_path / 'restored.db'}"


@pytest.fixture
def target(empty_url, tmp_path, clock):
    """An installation that holds nothing yet: how to restore into it, and what it is afterwards."""
    target = Target(empty_url, tmp_path / "restored", clock)
    yield target
    target.engine.dispose()


class Target:
    def __init__(self, url, home, clock):
        self.settings = read_settings(_env_file=None, home=home, database_url=url, secret=SECRET.decode())
        self.engine = make_engine(url, create=True)
        self.store, self.clock = Store(self.engine), clock

    def restore(self, path, secret=SECRET):
        artefacts = ArtefactStore(self.settings.artefacts)
        service = RestoreService(self.engine, artefacts, fingerprint, self.clock)
        return service.restore(path, secret, actor="Budi")

    @property
    def services(self):
        return assemble(self.settings, self.store, SECRET, self.clock)


def rows_of(store):
    """Every row of every table."""
    with store.reading() as tx:
        copying = Copying(tx.connection)
        return {name: [row for part in copying.rows(name) for row in part] for name in tables()}


@pytest.mark.parametrize("crossed", [False, True], ids=["same", "other"])
def test_every_row_comes_back_on_either_engine_and_the_chain_goes_on(busy, file, target):
    before = rows_of(busy.store)
    made = busy.backing_up.write(file, actor="Ani")
    assert made.whole
    assert made.rows == sum(map(len, before.values()))
    assert made.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()

    found = target.restore(file)
    assert (found.sound, found.rows, found.revision) == (True, made.rows, newest_revision())
    after = rows_of(target.store)
    [restored] = after["audit_log"][len(before["audit_log"]) :]
    after["audit_log"].remove(restored)
    assert after == before
    assert target.services.auditing.verify(noted=made.manifest.audit_head).sound
    [last] = target.services.auditing.newest(1)
    assert (last.actor, last.action, last.details["sha256"]) == ("Budi", "backup.restored", made.sha256)


@pytest.mark.parametrize("crossed", [False, True], ids=["same", "other"])
def test_what_came_back_answers_as_before_and_knows_its_people(busy, file, target):
    busy.backing_up.write(file, actor="Ani")
    target.restore(file)
    services = target.services
    services.serving.refresh()
    said = [each.prediction.predict(Request(REVIEW)) for each in (busy, services)]
    assert said[0].probabilities == said[1].probabilities
    assert type(services.serving.current().model) is type(busy.serving.current().model)
    assert services.erasure.erase("pelanggan-1", actor="Budi").gone.texts == 1


def test_making_one_is_noted_in_the_audit_log(busy, file):
    made = busy.backing_up.write(file, actor="Ani")
    [last] = busy.auditing.newest(1)
    assert (last.actor, last.action) == ("Ani", "backup.made")
    assert last.details == {"sha256": made.sha256, "rows": made.rows, "with_secret": False}


def test_what_is_written_meanwhile_is_not_in_it_and_does_not_wait(busy, file, target, monkeypatch):
    """The rows are those of one moment: the service answers while the file is being written."""
    copied = Copying.rows

    def interrupted(self, name):
        if name == "feedback":
            busy.prediction.predict(Request(f"{REVIEW} di tengah", consent=True))
        return copied(self, name)

    before = rows_of(busy.store)["predictions"]
    monkeypatch.setattr(Copying, "rows", interrupted)
    busy.backing_up.write(file, actor="Ani")
    monkeypatch.undo()
    target.restore(file)
    assert rows_of(target.store)["predictions"] == before
    assert len(rows_of(busy.store)["predictions"]) == len(before) + 1


def test_only_its_maker_may_read_it_and_nothing_is_left_beside_it(busy, file):
    file.write_bytes(b"an earlier one")
    busy.backing_up.write(file, actor="Ani")
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.glob("*.siklus*")] == [file.name]


def test_the_secret_is_in_it_only_where_that_was_asked_for(busy, file, target):
    busy.backing_up.write(file, actor="Ani")
    assert SECRET not in b"".join(members_of(file).values())
    with pytest.raises(SettingInvalid, match="SIKLUS_SECRET"):
        target.restore(file, secret=None)
    busy.backing_up.write(file, actor="Ani", with_secret=True)
    assert target.restore(file, secret=None).secret == SECRET


def test_with_another_secret_nothing_is_restored(busy, file, target):
    busy.backing_up.write(file, actor="Ani", with_secret=True)
    with pytest.raises(SecretMismatch):
        target.restore(file, secret=b"another-secret-of-the-tests-altogether")
    assert target.restore(file).sound


def test_what_is_stored_already_stays(busy, file, target):
    busy.backing_up.write(file, actor="Ani")
    target.restore(file)
    before = rows_of(target.store)
    with pytest.raises(InstallationNotEmpty, match="rows in "):
        target.restore(file)
    assert rows_of(target.store) == before


def test_tables_without_a_row_are_no_hindrance(busy, file, target):
    busy.backing_up.write(file, actor="Ani")
    upgrade(target.engine)
    assert target.restore(file).sound


# --- erasures -----------------------------------------------------------------------------------


def test_erased_people_stay_erased(busy, file, target):
    busy.erasure.erase("pelanggan-2", actor="Ani")
    busy.backing_up.write(file, actor="Ani")
    assert b"nomor 2" not in b"".join(members_of(file).values())
    target.restore(file)
    with pytest.raises(SubjectNotFound):
        target.services.erasure.erase("pelanggan-2", actor="Budi")


def test_a_version_that_learnt_from_them_comes_back_without_its_file_and_may_not_answer(
    busy, file, target, clock
):
    with busy.store.reading() as tx:
        ids = [example.id for example in tx.examples.usable()]
    second, _ = busy.retraining.train_version(ids, actor="Ani")
    busy.deployment.activate(2, actor="Ani", reason="uji")
    busy.erasure.erase("pelanggan-2", actor="Ani")
    busy.deployment.activate(1, actor="Ani", reason="penghapusan data")
    assert busy.erasure.sweep() == [2]

    made = busy.backing_up.write(file, actor="Ani")
    assert made.whole
    assert second.sha256 not in made.manifest.models
    target.restore(file)
    with pytest.raises(VersionErased):
        target.services.deployment.activate(2, actor="Budi", reason="coba")
    assert not target.services.artefacts.path(second.sha256).exists()


def test_an_erasure_that_was_open_still_has_its_deadline(busy, file, target, clock):
    with busy.store.reading() as tx:
        ids = [example.id for example in tx.examples.usable()]
    busy.retraining.train_version(ids, actor="Ani")
    busy.deployment.activate(2, actor="Ani", reason="uji")
    erasure = busy.erasure.erase("pelanggan-2", actor="Ani")
    busy.backing_up.write(file, actor="Ani")
    target.restore(file)
    [proof] = target.services.erasure.newest()
    assert proof.erasure == erasure
    assert proof.erasure.due_at == clock() + timedelta(hours=72)


# --- what is not whole ----------------------------------------------------------------------------


def members_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def forged(path, members):
    """The file with other members and the right hashes again."""
    members.pop(SUMS)
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in members.items()]
    write(path, members | {SUMS: "".join(sums).encode()})


def with_manifest(path, **changes):
    members = members_of(path)
    forged(path, members | {MANIFEST: json.dumps(json.loads(members[MANIFEST]) | changes).encode()})


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def exchange(path):
    members = members_of(path)
    write(
        path, members | {"tables/examples.jsonl": members["tables/examples.jsonl"].replace(b"enak", b"buruk")}
    )


def drop(path, name):
    write(path, {each: content for each, content in members_of(path).items() if each != name})


def lose_a_row(path):
    members = members_of(path)
    lines = members["tables/examples.jsonl"].splitlines(keepends=True)
    forged(path, members | {"tables/examples.jsonl": b"".join(lines[:-1])})


def of_another_kind(path):
    members = members_of(path)
    forged(path, members | {"tables/examples.jsonl": b'{"text": 1}\n'})


def orphan(path):
    members = members_of(path)
    forged(path, members | {"tables/consents.jsonl": b""} | counted(members, consents=0))


def counted(members, **counts):
    manifest = json.loads(members[MANIFEST])
    for name, count in counts.items():
        manifest["tables"][name]["rows"] = count
    return {MANIFEST: json.dumps(manifest).encode()}


def swap_model(path):
    members = members_of(path)
    [name] = [name for name in members if name.endswith(".skops")]
    forged(path, members | {name: b"another model"})


DAMAGE = {
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-400]), "only a part of one"),
    "empty": (lambda path: path.write_bytes(b""), "only a part of one"),
    "a CSV": (lambda path: path.write_text("text,label\n"), "no backup of Siklus"),
    "absent": (lambda path: path.unlink(), "No such file"),
    "one bit": (flip, "damaged"),
    "a row exchanged": (exchange, "damaged: tables/examples.jsonl is not what was written"),
    "no sums": (lambda path: drop(path, SUMS), "no backup of Siklus"),
    "a table missing": (lambda path: drop(path, "tables/feedback.jsonl"), "damaged"),
    "one member more": (lambda path: write(path, members_of(path) | {"run.py": b"1"}), "damaged"),
    "newer form": (lambda path: with_manifest(path, backup=2), "of form 2"),
    "naive time": (lambda path: with_manifest(path, made_at="2026-01-01T00:00:00"), "no backup of Siklus"),
    "a row less": (lose_a_row, "examples does not have the rows that were counted"),
    "other rows": (of_another_kind, "its rows do not fit"),
    "orphans": (orphan, "its rows do not fit"),
    "another model": (swap_model, "is another one"),
}


def test_what_is_damaged_is_refused_and_leaves_no_row(busy, file, target):
    busy.backing_up.write(file, actor="Ani")
    sound = file.read_bytes()
    for name, (change, told) in DAMAGE.items():
        file.write_bytes(sound)
        change(file)
        with pytest.raises(BackupInvalid) as refused:
            target.restore(file)
        assert told in str(refused.value), name
        assert str(refused.value).startswith(str(file)), name
    file.write_bytes(sound)
    assert target.restore(file).sound, "an attempt that failed must not be in the way of the next one"


def test_a_backup_of_a_later_program_is_refused(busy, file, target):
    busy.backing_up.write(file, actor="Ani")
    with_manifest(file, revision="9001")
    with pytest.raises(BackupNewer, match="9001"):
        target.restore(file)


def test_a_backup_of_an_earlier_revision_is_brought_up_to_date(busy, file, target):
    """Revision 0009 added one table; without it the file is what a program of 0008 would have written."""
    busy.backing_up.write(file, actor="Ani")
    members = members_of(file)
    manifest = json.loads(members[MANIFEST]) | {"revision": "0008"}
    del manifest["tables"]["scorer_checks"], members["tables/scorer_checks.jsonl"]
    for table, later in (("installation", {"labels", "language"}), ("predictions", {"p_others"})):
        columns, name = manifest["tables"][table]["columns"], f"tables/{table}.jsonl"
        kept = [at for at, column in enumerate(columns) if column not in later]
        rows = [[row[at] for at in kept] for row in map(json.loads, members[name].splitlines())]
        members[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        for column in later:
            del columns[column]
    forged(file, members | {MANIFEST: json.dumps(manifest).encode()})
    found = target.restore(file)
    assert (found.sound, found.revision) == (True, newest_revision())
    services = target.services
    services.serving.refresh()
    assert services.prediction.predict(Request(REVIEW)).model_version == 1


def test_tables_of_a_later_revision_are_not_filled_with_rows_of_an_earlier_one(busy, file, target):
    busy.backing_up.write(file, actor="Ani")
    with_manifest(file, revision="0008")
    upgrade(target.engine)
    with pytest.raises(InstallationNotEmpty, match="the backup is of 0008"):
        target.restore(file)


def test_a_lost_model_file_is_said_and_the_rest_is_kept(busy, file, target):
    busy.artefacts.path(busy.deployment.version(1).sha256).unlink()
    made = busy.backing_up.write(file, actor="Ani")
    assert (made.whole, made.manifest.absent) == (False, [1])
    assert target.restore(file).manifest.absent == [1]


def test_a_log_that_was_broken_before_comes_back_and_is_said_to_be(busy, file, target):
    with busy.store.transaction() as tx:
        tx.connection.execute(text(f"UPDATE {place(busy)}audit_log SET actor = 'Eve' WHERE seq = 2"))
    busy.backing_up.write(file, actor="Ani")
    found = target.restore(file)
    assert (found.sound, found.log.seq) == (False, 2)


def place(services):
    return "siklus." if services.store.engine.dialect.name == "postgresql" else ""
