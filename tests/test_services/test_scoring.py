"""Files of reviews are scored row by row, in their order, whatever happens half-way."""

import csv
import json
import subprocess
import sys
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siklus.domain.reviews import LABELS, Label
from siklus.domain.scores import Judgement
from siklus.errors import (
    ReviewsChanged,
    ScoresUnderWay,
    ScoringChanged,
    SiklusError,
    VersionNotFound,
)
from siklus.services.crew import Alone, Pool
from siklus.services.scoring.journal import Growing
from siklus.services.scoring.judging import verdicts
from siklus.services.scoring.reading import ROWS, open_source
from siklus.services.scoring.service import Order, ScoringService
from support.models import add_version

GOOD = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan saya"
BAD = "Barang datang rusak dan penjualnya sama sekali tidak mau tanggung jawab"
TEXTS = (GOOD, "pendek saja", BAD, 'dengan "kutip", koma\ndan baris baru di dalam satu ulasan ini', "")
MANY = 2 * ROWS + 100


class Interrupted(BaseException):
    """What a test throws into a run."""


def silent(stage, share):
    pass


@pytest.fixture
def scoring(trained):
    return ScoringService(trained.store, trained.scorers)


@pytest.fixture
def many(tmp_path):
    path = tmp_path / "many.csv"
    write_csv(path, ["pendek saja" if number % 100 else GOOD for number in range(MANY)])
    return path


def write_csv(path, texts):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *enumerate(texts)])


def write(path, texts):
    rows = [{"id": number, "text": text} for number, text in enumerate(texts)]
    if path.suffix == ".csv":
        write_csv(path, texts)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        pq.write_table(pa.Table.from_pylist(rows), path)


def read(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [{name: cell or None for name, cell in row.items()} for row in csv.DictReader(file)]
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return pq.read_table(path).to_pylist()


@pytest.mark.parametrize("target", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("source", ["csv", "jsonl", "parquet"])
def test_every_row_is_kept_in_order_with_an_answer_or_a_reason(scoring, tmp_path, source, target):
    given_, made = tmp_path / f"in.{source}", tmp_path / f"out.{target}"
    write(given_, TEXTS)

    done = scoring.score(Order(given_, made), silent)

    rows = read(made)
    assert [str(row["id"]) for row in rows] == ["0", "1", "2", "3", "4"]
    assert [row["text"] or "" for row in rows] == list(TEXTS)
    assert [row["reason"] for row in rows] == [None, "review_too_short", None, None, "review_too_short"]
    assert [row["label"] in list(Label) for row in rows] == [True, False, True, True, False]
    shares = [float(rows[0][f"p_{label}"]) for label in LABELS]
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert float(rows[0]["confidence"]) == max(shares)
    assert {int(row["model_version"]) for row in rows} == {1}
    assert (done.rows, done.judged, done.counts["review_too_short"]) == (5, 3, 2)


def test_columns_keep_their_types_from_parquet_to_parquet(scoring, tmp_path):
    table = pa.table({
        "text": pa.array([GOOD, None], pa.large_string()),
        "stars": pa.array([5, None], pa.int8()),
        "tags": pa.array([["a"], []], pa.list_(pa.string())),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "in.parquet")

    scoring.score(Order(tmp_path / "in.parquet", tmp_path / "out.parquet"), silent)

    found = pq.read_table(tmp_path / "out.parquet")
    assert found.select(table.column_names).equals(table)
    assert found["reason"].to_pylist() == [None, "text_missing"]


def test_lines_of_json_stay_as_they_are(scoring, tmp_path):
    line = f'{{"text": "{GOOD}", "besar": 123456789012345678901234567890, "isi": {{"a": [1.0]}}}}'
    (tmp_path / "in.jsonl").write_text(f'{line}\n\n{{"text":null}}')

    scoring.score(Order(tmp_path / "in.jsonl", tmp_path / "out.jsonl"), silent)

    first, second = (tmp_path / "out.jsonl").read_text().splitlines()
    assert first.startswith(line[:-1])
    assert json.loads(second)["reason"] == "text_missing"


def test_a_key_that_comes_late_is_a_column_too(scoring, tmp_path):
    rows = [{"text": GOOD}, {"text": BAD, "toko": {"kota": "Solo"}, "label": "negatif"}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))

    scoring.score(Order(tmp_path / "in.jsonl", tmp_path / "out.csv"), silent)

    first, second = read(tmp_path / "out.csv")
    assert (first["toko"], json.loads(second["toko"])) == (None, {"kota": "Solo"})
    assert second["label"] == "negatif"
    assert first["predicted_label"] in list(Label)


def test_what_is_judged_is_what_would_be_stored(trained):
    class Listener:
        def judge(self, texts):
            self.heard = texts
            return [Judgement((0.8, 0.1, 0.1), oov_share=0.0) for _ in texts]

    listener = Listener()
    verdicts(listener, ["Terima kasih Pak Budi, pesanan saya cepat sampai. WA 081234567890"])
    assert listener.heard == ["Terima kasih Pak [NAMA], pesanan saya cepat sampai. WA [TELEPON]"]


def test_nothing_is_stored(trained, scoring, many, tmp_path):
    scoring.score(Order(many, tmp_path / "out.csv"), silent)
    assert trained.exporting.rows("predictions") == []


def interrupted(scoring, order, after):
    """Run until so many pieces are written."""

    def tell(stage, share, seen=Counter()):  # noqa: B006 (counts the calls)
        seen["pieces"] += 1
        if seen["pieces"] == after:
            raise Interrupted

    with pytest.raises(Interrupted):
        scoring.score(order, tell)


@pytest.mark.parametrize("target", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("torn", ["nothing", "part", "journal", "part behind"])
def test_an_interrupted_run_goes_on_and_comes_to_the_same_bytes(scoring, many, tmp_path, target, torn):
    whole, again = tmp_path / f"whole.{target}", tmp_path / f"again.{target}"
    scoring.score(Order(many, whole), silent)
    interrupted(scoring, Order(many, again), after=2)
    growing = Growing(again)
    assert not again.exists()
    if torn == "part":
        growing.part.write_bytes(growing.part.read_bytes() + b"half a li")
    elif torn == "journal":
        growing.journal.write_text(growing.journal.read_text()[:-9])
    elif torn == "part behind":  # a power cut that kept the journal only
        growing.part.write_bytes(growing.part.read_bytes()[:-9])

    done = scoring.score(Order(many, again), silent)

    assert done.resumed == (2 * ROWS if torn in ("nothing", "part") else ROWS)
    assert done.rows == MANY
    assert again.read_bytes() == whole.read_bytes()
    assert not growing.part.exists()
    assert not growing.journal.exists()


@pytest.mark.parametrize("source", ["jsonl", "parquet"])
def test_other_sources_go_on_too(scoring, tmp_path, source):
    path = tmp_path / f"in.{source}"
    write(path, ["pendek saja"] * (ROWS + 10) + [GOOD])
    interrupted(scoring, Order(path, tmp_path / "again.csv"), after=1)
    assert scoring.score(Order(path, tmp_path / "again.csv"), silent).resumed == ROWS
    scoring.score(Order(path, tmp_path / "whole.csv"), silent)
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_processes_write_what_one_alone_writes(scoring, many, tmp_path):
    scoring.score(Order(many, tmp_path / "one.csv"), silent)
    scoring.score(Order(many, tmp_path / "two.csv"), silent, Pool(2))
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


def test_a_changed_input_is_not_mixed_with_what_was_done(scoring, many, tmp_path):
    order = Order(many, tmp_path / "out.csv")
    interrupted(scoring, order, after=1)
    write_csv(many, ["pendek sekali"] * MANY)

    with pytest.raises(ScoringChanged, match="input_sha256"):
        scoring.score(order, silent)

    done = scoring.score(Order(many, order.output, force=True), silent)
    assert (done.resumed, done.judged) == (0, 0)


def test_another_version_is_not_mixed_with_what_was_done(trained, scoring, small_model, many, tmp_path):
    add_version(trained, small_model)
    interrupted(scoring, Order(many, tmp_path / "out.csv"), after=1)
    with pytest.raises(ScoringChanged, match="begun with v1"):
        scoring.score(Order(many, tmp_path / "out.csv", version=2), silent)
    with pytest.raises(VersionNotFound):
        scoring.score(Order(many, tmp_path / "out.csv", version=9), silent)


def test_an_input_that_changes_meanwhile_gives_no_output(scoring, many, tmp_path):
    def tell(stage, share):
        if share == 1:
            many.write_bytes(many.read_bytes() + b"7,tambahan\n")

    with pytest.raises(ReviewsChanged):
        scoring.score(Order(many, tmp_path / "out.csv"), tell)
    assert not (tmp_path / "out.csv").exists()


def test_two_runs_do_not_write_one_file(scoring, many, tmp_path):
    order = Order(many, tmp_path / "out.csv")

    def tell(stage, share):
        with pytest.raises(ScoresUnderWay):
            scoring.score(order, silent)
        raise Interrupted

    with pytest.raises(Interrupted):
        scoring.score(order, tell)


def test_a_lost_model_is_told_by_every_number_of_processes(trained, scoring, many, tmp_path):
    for path in trained.artefacts.folder.iterdir():
        path.unlink()
    for crew in (Alone(), Pool(2)):
        with pytest.raises(SiklusError, match="no model file"):
            scoring.score(Order(many, tmp_path / "out.csv"), silent, crew)


fields = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(fields, fields), min_size=1, max_size=8), data=st.data())
def test_a_csv_is_read_from_the_end_of_any_row(tmp_path, rows, data):
    head, path = tmp_path / "head.csv", tmp_path / "in.csv"
    done = data.draw(st.integers(1, len(rows)))
    for at, some in ((path, rows), (head, rows[:done])):
        with at.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("text", "b"), *some])
    source = open_source(path, "text")
    assert [tuple(row) for piece in source.pieces(0) for row in piece.rows] == rows
    rest = source.pieces(head.stat().st_size)
    assert [tuple(row) for piece in rest for row in piece.rows] == rows[done:]


def test_a_process_that_judges_loads_no_database():
    """It would start half a second later, and take as much memory again."""
    code = "import sys, siklus.services.scoring.judging; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "siklus" in loaded.split()
    assert not {"sqlalchemy", "psycopg", "alembic", "sklearn", "scipy"} & set(loaded.split())
