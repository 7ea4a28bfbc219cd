"""backup and restore: an installation that was lost is there again."""

import shutil

from siklus.models.registry import ArtefactStore

from .conftest import REVIEW


def probabilities(siklus):
    return siklus("predict", REVIEW, "--json").json["probabilities"]


def test_a_deleted_installation_comes_back_from_one_file_and_answers_as_before(siklus, stored, tmp_path):
    file, before = tmp_path / "all.siklus", probabilities(siklus)
    made = siklus("backup", file, "--with-secret", "--json")
    assert (made.code, made.json["bytes"]) == (0, file.stat().st_size)
    shutil.rmtree(siklus.home)

    done = siklus("restore", file, "--json")
    assert (done.code, done.json["audit_sound"], done.json["rows"]) == (0, True, made.json["rows"])
    assert "erase it again" in done.err
    assert probabilities(siklus) == before
    verified = siklus("audit", "verify", "--head", made.json["audit_head"])
    assert verified.code == 0
    assert siklus("db", "check").code == 0
    answered = siklus("feedback", stored["id"], stored["feedback_token"], "--right")
    assert answered.code == 0, answered.err


def test_without_the_secret_nothing_is_restored_and_no_other_one_is_made(siklus, tmp_path):
    file = tmp_path / "all.siklus"
    said = siklus("backup", file)
    assert "the secret is not in it" in said.err
    secret = (siklus.home / "secret").read_bytes()
    shutil.rmtree(siklus.home)
    refused = siklus("restore", file)
    assert (refused.code, "SIKLUS_SECRET" in refused.err) == (2, True)
    assert not (siklus.home / "secret").exists()
    assert siklus("restore", file, secret="another-secret-of-more-than-32-characters").code == 2

    assert siklus("restore", file, secret=secret.decode()).code == 0
    assert siklus("status", secret=secret.decode()).code == 0


def test_what_is_there_is_not_written_over(siklus, tmp_path):
    file = tmp_path / "all.siklus"
    siklus("backup", file)
    refused = siklus("restore", file)
    assert (refused.code, refused.out) == (1, "")
    assert "this installation is not empty: rows in" in refused.err


def test_a_damaged_file_is_bad_use_and_leaves_nothing_behind(siklus, newcomer, tmp_path):
    file = tmp_path / "all.siklus"
    siklus("backup", file, "--with-secret")
    file.write_bytes(file.read_bytes()[:-100])
    refused = newcomer("restore", file)
    assert (refused.code, "only a part of one" in refused.err) == (2, True)
    assert newcomer("restore", tmp_path / "not-there").code == 2
    assert not (newcomer.home / "siklus.db").exists()


def test_a_lost_model_file_is_no_and_the_rest_is_written(siklus, newcomer, tmp_path):
    file, artefacts = tmp_path / "all.siklus", ArtefactStore(siklus.home / "models")
    [sha256] = [one["sha256"] for one in siklus("models", "--json").json if one["version"] == 2]
    artefacts.delete(sha256)
    done = siklus("backup", file, "--with-secret")
    assert (done.code, "not whole: the model files of v2 are missing" in done.err) == (1, True)
    restored = newcomer("restore", file)
    assert (restored.code, "v2 were not in it" in restored.err) == (1, True)
    assert newcomer("predict", REVIEW).code == 0


def test_a_folder_that_is_not_there_is_said(siklus, tmp_path):
    done = siklus("backup", tmp_path / "nowhere" / "all.siklus")
    assert (done.code, "No such file or directory" in done.err) == (3, True)
