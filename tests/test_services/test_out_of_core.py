"""A file that memory need not hold is learnt from as well, and what came of it is a version like others."""

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from siklus.domain.reviews import Label
from siklus.errors import (
    ColumnMissing,
    NotEnoughData,
    OutOfCoreImpossible,
    ReviewsChanged,
    VersionNotRepeatable,
)
from siklus.services.out_of_core import OutOfCore
from siklus.services.prediction import Request
from support.rows import REVIEW
from support.starter import as_csv, starter_rows


def silent(stage, share):
    pass


@pytest.fixture
def database_url(sqlite_url):
    """What is stored is stored as by every training; here it is about the file."""
    return sqlite_url


@pytest.fixture
def training(services, tmp_path):
    (tmp_path / "shelf").mkdir()
    return OutOfCore(services.retraining, tmp_path / "shelf")


@pytest.fixture(scope="module")
def rows():
    return [{name: row[name] for name in ("text", "label")} for row in starter_rows(1_000)]


def write(path, rows):
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return path


def test_it_is_about_as_good_as_a_training_in_memory_and_sorted_rows_do_no_harm(
    training, services, rows, tmp_path
):
    by_label = write(tmp_path / "sorted.csv", sorted(rows, key=lambda row: row["label"]))
    imported = services.importing.add(as_csv(rows), actor="test")
    version, _ = services.retraining.train_version(imported.ids, actor="test")

    found = training.train(by_label, actor="test", progress=silent)

    assert found.version.scores["n"] == version.scores["n"]
    assert found.version.scores["macro_f1"] > version.scores["macro_f1"] - 0.05
    assert list((tmp_path / "shelf").iterdir()) == []


def test_the_first_version_answers_and_says_what_it_was_made_of(training, services, rows, tmp_path):
    found = training.train(write(tmp_path / "in.csv", rows), actor="test", progress=silent)

    assert found.link is not None
    services.serving.refresh()
    assert services.prediction.predict(Request(REVIEW)).label in list(Label)
    assert services.scorers.newest(1).verdict == "same"
    with services.store.reading() as tx:
        snapshot = tx.snapshots.get(found.version.snapshot_id)
        assert tx.examples.usable() == []  # the rows are the file's
    assert (snapshot.example_ids, snapshot.counts["streamed"]) == ((), found.rows)
    assert snapshot.content_hash == found.version.provenance["content_hash"]
    assert found.version.recipe["out_of_core"]["passes"] == 10
    assert f"{found.rows} rows learnt from" in found.version.card
    with pytest.raises(VersionNotRepeatable, match="read from a file"):
        services.rebuilding.rebuild(1)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_every_form_of_file_makes_the_same_model(training, rows, tmp_path, kind):
    first = training.train(write(tmp_path / "in.csv", rows[:400]), actor="test", progress=silent)
    other = training.train(write(tmp_path / f"in.{kind}", rows[:400]), actor="test", progress=silent)
    assert other.version.sha256 == first.version.sha256


def test_rows_that_cannot_be_learnt_from_are_left_out_and_counted(training, rows, tmp_path):
    bad = [
        {"text": "Bagus sekali ini barang", "label": "senang"},
        {"text": " ", "label": "positif"},
        {"text": "kata " * 1_200, "label": "positif"},
        {"text": "Hubungi 0812-3456-7890 kalau barangnya rusak", "label": "NEGATIF "},
    ]
    found = training.train(write(tmp_path / "in.csv", [*rows[:400], *bad]), actor="test", progress=silent)
    assert found.refused == {"unknown_label": 1, "text_missing": 1, "review_too_long": 1}


def test_what_names_a_person_is_not_learnt(training, services, rows, tmp_path):
    named = [{"text": f"{row['text']} hubungi 0812-3456-7890", "label": row["label"]} for row in rows[:400]]
    found = training.train(write(tmp_path / "in.csv", named), actor="test", progress=silent)
    model = services.artefacts.load(found.version.sha256)
    assert "telepon" in model.own.known_words_


def test_a_file_that_changes_meanwhile_makes_no_version(training, services, rows, tmp_path):
    path = write(tmp_path / "in.csv", rows[:400])

    def tell(stage, share):
        if stage == "featurise":
            path.write_bytes(path.read_bytes() + b"satu lagi,positif\n")

    with pytest.raises(ReviewsChanged):
        training.train(path, actor="test", progress=tell)
    assert services.deployment.versions() == []


@pytest.mark.parametrize(
    ("rows_of", "error"),
    [
        (lambda rows: rows[:50], NotEnoughData),
        (lambda rows: [row | {"label": "netral"} for row in rows], NotEnoughData),
        (lambda rows: [{"text": row["text"], "stars": "5"} for row in rows], ColumnMissing),
    ],
    ids=["too few", "one label", "no label"],
)
def test_a_file_that_teaches_nothing_is_refused(training, rows, tmp_path, rows_of, error):
    with pytest.raises(error):
        training.train(write(tmp_path / "in.csv", rows_of(rows)), actor="test", progress=silent)
    with training.retraining.store.reading() as tx:
        assert tx.deployments.last() is None


def test_other_classifiers_are_refused(services, rows, tmp_path):
    training = OutOfCore(services.retraining.of_kind("naive_bayes"), tmp_path)
    with pytest.raises(OutOfCoreImpossible, match="naive_bayes"):
        training.train(write(tmp_path / "in.csv", rows), actor="test", progress=silent)
