"""keys, erase, db, settings: what an operator types."""

import sys
from pathlib import Path

import pytest

from siklus import bootstrap
from siklus.database.engine import make_engine
from siklus.services.importing import Imported
from siklus.services.prediction import Request
from siklus.settings import read_settings

from .conftest import REVIEW


def test_a_key_is_printed_alone_listed_without_itself_and_revoked(newcomer):
    made = newcomer("keys", "create", "--role", "reviewer", "--name", "Sari")
    key = made.out.strip()
    assert made.out == f"{key}\n"
    assert key.startswith("sk_")
    listed = newcomer("keys", "list", "--json")
    [one] = listed.json
    assert (one["name"], one["role"], one["revoked_at"]) == ("Sari", "reviewer", None)
    assert key not in listed.out
    assert newcomer("keys", "revoke", "Sari").rows == [["Sari", "1"]]
    assert newcomer("keys", "list").rows[0][4] != ""
    assert newcomer("keys", "revoke", "Sari").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["keys", "create", "--role", "raja"],
        ["keys", "create"],
        ["keys", "create", "--role", "admin", "--name", " "],
        ["keys", "create", "--role", "admin", "--name", "x" * 51],
        ["api", "--port", "0"],
        ["api", "--port", "99999"],
        ["fly"],
        ["predict"],
        ["train", "--data"],
    ],
)
def test_bad_use_is_two(newcomer, words):
    done = newcomer(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_erase_says_what_went_and_which_versions_had_learnt_from_it(siklus):
    assert siklus("erase", "tidak-dikenal").code == 2
    with bootstrap.running(read_settings(_env_file=None, home=siklus.home)) as services:
        services.serving.refresh()
        text = "Barangnya sampai dengan cepat dan kualitasnya memang bagus"
        services.prediction.predict(Request(text, consent=True, subject="pelanggan-17"))
    found = siklus("erase", "pelanggan-17", "--json").json
    assert (found["texts"], found["predictions"], found["versions"]) == (1, 1, [])
    assert siklus("erase", "--status", "--json").json == [found]
    with bootstrap.running(read_settings(_env_file=None, home=siklus.home)) as services:
        assert services.exporting.rows("predictions") == []
    # Figures hold nobody's data: that there was a prediction is still counted.
    assert siklus("status", "--json").json["predictions"] == 1


def test_erase_says_until_when_a_version_may_answer_and_status_what_came_of_it(siklus):
    with bootstrap.running(read_settings(_env_file=None, home=siklus.home)) as services:
        services.serving.refresh()
        text = "Barangnya sampai dengan cepat dan kualitasnya memang bagus"
        said = services.prediction.predict(Request(text, consent=True, subject="pelanggan-17"))
        services.feedback.answer(said.id, said.feedback_token, correct=True)
        with services.store.reading() as tx:
            ids = [example.id for example in tx.examples.usable()]
        version, _ = services.retraining.train_version(ids, actor="test")
        services.deployment.activate(version.version, actor="test", reason="uji")
    assert siklus("erase", "--status").err.startswith("nothing has been erased")
    done = siklus("erase", "--prediction", said.id)
    facts = dict(row[:2] for row in done.rows)
    assert (facts["examples"], facts["versions"], facts["state"]) == ("1", version.name, "open")
    assert f"another version must answer by {facts['due_at']}" in done.err
    [row] = siklus("erase", "--status").rows
    assert (row[0], row[3], row[4]) == ("open", version.name, "")
    siklus("activate", "v1", "--reason", "penghapusan data")
    [row] = siklus("erase", "--status").rows
    assert (row[0], row[4], row[6]) == ("done", "v1", "in time")
    refused = siklus("activate", version.name, "--reason", "uji")
    assert (refused.code, f"{version.name} learnt from rows that were erased since" in refused.err) == (
        1,
        True,
    )


@pytest.mark.parametrize("words", [[], ["saya", "--status"], ["saya", "--prediction", "x"]])
def test_erase_wants_one_thing(siklus, words):
    assert siklus("erase", *words).code == 2


def test_the_database_is_made_checked_and_printed(newcomer):
    assert newcomer("db", "check").code == 3
    made = newcomer("db", "upgrade")
    assert made.rows[0][0] == "revision"
    assert newcomer("db", "check").out == newcomer("db", "upgrade").out == made.out
    assert "CREATE TABLE" in newcomer("db", "schema").out


def test_retention_says_what_would_go(siklus):
    found = {row["kind"]: row for row in siklus("db", "retention", "--json").json}
    assert found["evaluations"] == {"kind": "evaluations", "keep_days": 90, "rows": 0, "due": 0}
    assert found["predictions"]["keep_days"] is None
    assert [row[0] for row in siklus("db", "retention").rows] == list(found)


def test_tables_of_another_version_are_refused_with_advice(newcomer):
    newcomer("db", "upgrade")
    engine = make_engine(f"sqlite:///{newcomer.home / 'siklus.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    for words in (["db", "check"], ["models"], ["db", "upgrade"]):
        done = newcomer(*words)
        assert done.code == 3
        assert "9999" in done.err


@pytest.mark.parametrize(
    ("settings", "code", "told"),
    [
        ({"port": "abc"}, 2, "SIKLUS_PORT"),
        ({"secret": "pendek"}, 2, "SIKLUS_SECRET: must have at least 32 characters"),
        ({"database_url": "mysql://u:sandi@h/d"}, 2, "SIKLUS_DATABASE_URL"),
        ({"database_url": "postgresql://u:sandi@h:port/d"}, 2, "is not a database URL"),
        ({"database_url": "postgresql://u:apa@sandi@h/d"}, 2, "%40"),
        ({"database_url": "postgresql://u:sandi@h/d?pgbouncer=true"}, 2, "pgbouncer"),
        ({"database_url": "postgresql://u:sandi@127.0.0.1:1/d"}, 3, "Connection refused"),
        ({"database_url": "sqlite:////not/there/siklus.db"}, 3, "/not/there/siklus.db"),
    ],
)
def test_a_wrong_setting_is_named_and_no_password_repeated(siklus, settings, code, told):
    done = siklus("status", **settings)
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert "sandi" not in done.err
    assert "pendek" not in done.err


def test_a_lost_or_damaged_model_file_is_three(siklus):
    for file in (siklus.home / "models").iterdir():
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:-1])
    damaged = siklus("predict", REVIEW)
    for file in (siklus.home / "models").iterdir():
        file.unlink()
    lost = siklus("predict", REVIEW)
    assert (damaged.code, lost.code) == (3, 3)
    assert "siklus rollback" in damaged.err
    assert "no model file" in lost.err


def test_a_dotenv_that_is_no_text_is_named(newcomer):
    (newcomer.home.parent / ".env").write_bytes(b"SIKLUS_PORT=\xff\n")
    done = newcomer("status")
    assert done.code == 2
    assert ".env: byte 12 is not UTF-8" in done.err


def test_another_secret_on_an_existing_database_is_refused(siklus):
    done = siklus("status", secret="another-secret-of-more-than-32-characters")
    assert done.code == 2
    assert "SIKLUS_SECRET" in done.err
    assert "another-secret" not in done.err


def test_a_home_that_cannot_be_made_is_said_without_a_traceback(newcomer):
    (newcomer.home.parent / "file").write_text("")
    done = newcomer("keys", "create", "--role", "admin", home=str(newcomer.home.parent / "file" / "home"))
    assert done.code == 3
    assert "Not a directory" in done.err


@pytest.mark.skipif(sys.platform != "linux" or not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_said_without_a_traceback(newcomer, monkeypatch):
    newcomer("import", "-", stdin=b"text,label\nKopinya harum dan tempatnya nyaman untuk bekerja,positif\n")
    done = newcomer("export", "/dev/full", "--what", "examples")
    assert done.code == 2  # the name decides how it is written
    monkeypatch.setattr("siklus.services.importing.ImportService.add", _full)
    done = newcomer("import", "-", stdin=b"text,label\n")
    assert done.code == 3
    assert "No space left on device" in done.err


def _full(*_: object, **__: object) -> Imported:
    raise OSError(28, "No space left on device", "/somewhere")


def test_rollups_are_counted_anew(siklus, stored):
    done = siklus("db", "recompute", "--from", "2020-01-01")
    assert (done.code, done.rows) == (0, [["hours", "1"]])
    assert siklus("db", "recompute", "--to", "2020-01-01").rows == [["hours", "0"]]
    assert siklus("db", "recompute", "--from", "kemarin").code == 2
