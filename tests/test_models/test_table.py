"""The reader in the documentation gives the model's own probabilities, without any of our code."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from siklus.domain.reviews import LABELS, Label
from siklus.models.adaptation import NewRows, adapt
from siklus.models.recipe import Recipe
from siklus.models.table import table_of
from siklus.models.training import featurise, lay

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/move-a-version.md").read_text("utf-8")
ODD = [
    "Gk enakkkk bgt!!! tidak terlalu enak, mahal :( 😭😭 wkwkwk baik2 5/5",
    "bukan jelek sih tapi KURANG bagusnya ... tidak_ada a_b",
    "x" * 5_000 + " " + "haha" * 40,
    "ﬁnal ＦＵＬＬ ½ İstanbul ß é",
    "tanpa itu ini yang di jelek",
    "Æ",
    "",
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory) -> Path:
    [program] = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    path = tmp_path_factory.mktemp("reader") / "read.py"
    path.write_text(program, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def reviews() -> tuple[list[str], list[Label]]:
    with (ROOT / "src/siklus/data/starter.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [Label(row["label"]) for row in rows]


@pytest.fixture(scope="module", params=["linear", "naive_bayes", "adapted", "two labels"])
def trained(request, reviews):
    texts, labels = reviews
    if request.param == "two labels":
        kept = [at for at in range(500) if labels[at] != Label.NETRAL]
        return lay(featurise([texts[at] for at in kept], Recipe()), [labels[at] for at in kept]).model
    kind = "naive_bayes" if request.param == "naive_bayes" else "linear"
    foundation = lay(featurise(texts[:500], Recipe(kind=kind, scope=2)), labels[:500])
    if request.param != "adapted":
        return foundation.model
    none = np.full(200, -1, dtype=np.intp)
    new = NewRows(texts[500:700], [Label.NETRAL] * 200, np.ones(200), np.zeros(200), none)
    return adapt(foundation, new, np.array([], dtype=np.intp)).model


def test_the_reader_without_scikit_learn_gives_the_same_probabilities(trained, reader, reviews):
    table = reader.with_name("model.json")
    table.write_text(json.dumps(table_of(trained), ensure_ascii=False), encoding="utf-8")
    asked = [*ODD, *reviews[0][600:900]]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(reader), str(table)],
        input="\n".join(asked) + "\n",
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    given = np.array([[one[label] for label in LABELS] for one in said])
    np.testing.assert_allclose(given, trained.predict_proba(asked), rtol=0, atol=1e-12)


def test_the_reader_is_short_and_needs_the_standard_library_alone(reader):
    program = reader.read_text("utf-8")
    assert len([line for line in program.splitlines() if line.strip()]) <= 50
    imported = re.findall(r"^(?:import|from) (.*?)(?: import.*)?$", program, re.MULTILINE)
    names = {name.strip().split(".")[0] for line in imported for name in line.split(",")}
    assert names <= set(sys.stdlib_module_names)
