"""train, out of core: a file in, a version out, and no row in the database."""

import pytest


def test_a_file_is_learnt_from_row_by_row(newcomer, small_csv):
    done = newcomer("train", "--data", small_csv, "--out-of-core", "--jobs", "1", "--json")
    assert done.code == 0
    assert (done.json["version"], done.json["active"], done.json["refused"]) == (1, True, {})
    assert done.json["rows"] > 200
    assert newcomer("models").rows[0][:2] == ["v1", "active"]
    assert newcomer("status").code == 0
    again = newcomer("rebuild", "v1", "--verify")
    assert again.code != 0
    assert "read from a file" in again.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out-of-core"], "a file is needed"),
        (["--out-of-core", "--data", "-"], "a file is needed"),
        (["--out-of-core", "--data", "tidak-ada.csv"], "cannot read"),
        (["--out-of-core", "--data", "kosong.csv", "--kind", "naive_bayes"], "only our own features"),
        (["--dask", "di-mana", "--data", "kosong.csv"], "neither tcp://"),
    ],
)
def test_bad_use(newcomer, words, told):
    (newcomer.home.parent / "kosong.csv").write_text("text,label\n")
    done = newcomer("train", *words, "--jobs", "1")
    assert (done.code, done.out) == (2, "")
    assert told in done.err
