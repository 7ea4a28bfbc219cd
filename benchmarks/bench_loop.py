"""What the loop is worth on real data: `python benchmarks/bench_loop.py --data FOLDER [--rows prdect,quiet]`.

Runs `siklus simulate` on the public sets and prints one table. FOLDER holds smsa_train.csv, smsa_valid.csv,
smsa_test.csv, prdect.csv and vaccine_tweets_2021.csv (`siklus data get`, or a mirror). What is finished stays
in the folder given with --work, so a run that was stopped goes on where it was. A run without --rows takes
about half an hour on two cores.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "loop.json"
PICTURE = ROOT / "docs" / "images" / "loop-worth.svg"
Figures = dict[str, float]


@dataclass(frozen=True)
class Row:
    """One stream of the table."""

    name: str
    about: str
    seeds: int
    arms: str
    options: tuple[str, ...]


def rows(data: Path) -> list[Row]:
    """The streams, the quickest to judge first."""
    train, product = f"{data}/smsa_train.csv", f"{data}/prdect.csv:2400"
    parts = ("smsa_valid.csv:1200", "prdect.csv:2400", "vaccine_tweets_2021.csv:1800", "smsa_test.csv")
    several = tuple(word for part in parts for word in ("--stream", f"{data}/{part}"))
    return [
        Row(
            "prdect",
            "product reviews",
            10,
            "static,siklus,online,oracle",
            ("--base", train, "--stream", product, "--shuffle"),
        ),
        Row(
            "quiet",
            "nothing changes",
            20,
            "static,siklus",
            ("--base", train, "--stream", f"{data}/smsa_valid.csv:1200", "--shuffle"),
        ),
        Row(
            "shift",
            "product reviews, 85 % positif",
            5,
            "static,siklus,online,oracle",
            (
                "--base",
                train,
                "--stream",
                product,
                "--shuffle",
                "--mix",
                "positif=.85,negatif=.15",
            ),
        ),
        Row(
            "cold",
            "300 starter reviews, then product reviews",
            5,
            "static,siklus,online,oracle",
            ("--base-rows", "300", "--stream", product, "--shuffle"),
        ),
        Row("parts", "four sources in turn", 5, "static,siklus,online", ("--base", train, *several)),
    ]


def simulate(row: Row, folder: Path, jobs: int) -> dict[str, Any]:
    """The report of one stream."""
    command = [
        *(sys.executable, "-m", "siklus", "simulate", "--json", "--seed", "1", "--jobs", str(jobs)),
        *("--seeds", str(row.seeds), "--arms", row.arms, "--out", str(folder / row.name), *row.options),
    ]
    # One thread each: the arms themselves run side by side.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def figures_of(row: Row, report: dict[str, Any]) -> Figures:
    """The figures by name: stream, arm, what."""
    found: Figures = {}
    for arm, facts in report["arms"].items():
        for what in ("accuracy", "headroom_recovered", "labels_used", "label_share", "deployments"):
            if facts[what] is not None:
                found[f"{row.name}_{arm}_{what}"] = facts[what]
        found[f"{row.name}_{arm}_harmful_deployments"] = facts["harmful_deployments"]
        for at, block in enumerate(facts["blocks"], start=1):
            found[f"{row.name}_{arm}_block_{at}"] = block["mean"] if isinstance(block, dict) else block
        for part, share in facts["parts"].items():
            found[f"{row.name}_{arm}_part_{part}"] = share["mean"]
        for method, facts_of in facts["estimators"].items():
            for what in ("mean_absolute_error", "coverage"):
                found[f"{row.name}_{arm}_{method}_{what}"] = facts_of[what]
    return {name: round(value, 4) for name, value in found.items()}


def show(row: Row, report: dict[str, Any]) -> None:
    """The lines of one stream."""
    print(f"\n{row.name}: {row.about}, {row.seeds} seeds")
    print(f"{'arm':<10}{'accuracy':>9}{'headroom':>10}{'labels':>8}{'deployed':>9}{'harmful':>8}  by part")
    for arm, facts in report["arms"].items():
        headroom = facts["headroom_recovered"]
        parts = "  ".join(f"{part} {share['mean']:.3f}" for part, share in facts["parts"].items())
        print(
            f"{arm:<10}{facts['accuracy']:>9.4f}"
            f"{'' if headroom is None else f'{headroom:.0%}':>10}{facts['labels_used']:>8.0f}"
            f"{facts['deployments']:>9.1f}{facts['harmful_deployments']:>8.1f}  {parts}",
            flush=True,
        )
        for method, found in facts["estimators"].items():
            error, held = found["mean_absolute_error"], found["coverage"]
            print(f"{'':<10}{method}: off by {error:.3f} a block, its interval holds the truth in {held:.0%}")


def draw(report: dict[str, Any]) -> None:
    """The picture of the README: accuracy per block on the product reviews."""
    points = [
        {"block": at, "arm": arm, "accuracy": block["mean"] if isinstance(block, dict) else block}
        for arm, facts in report["arms"].items()
        for at, block in enumerate(facts["blocks"], start=1)
    ]
    chart = (
        alt.Chart(alt.Data(values=points), title="2,400 product reviews, blocks of 300, mean over seeds")
        .mark_line(point=True)
        .encode(
            x=alt.X("block:O", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("accuracy:Q", scale=alt.Scale(zero=False), axis=alt.Axis(format=".0%")),
            color=alt.Color("arm:N", sort=list(report["arms"])),
            strokeDash=alt.StrokeDash("arm:N", sort=list(report["arms"]), legend=None),
        )
        .properties(width=560, height=260)
    )
    chart.save(PICTURE)


def main() -> None:
    """Run the streams asked for, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", default="prdect,quiet,shift,cold,parts")
    parser.add_argument("--work", type=Path, help="keeps what is finished; a new folder if left out")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    figures: Figures = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        for row in rows(given.data.absolute()):
            if row.name not in given.rows.split(","):
                continue
            report = simulate(row, given.work or Path(temporary), given.jobs)
            show(row, report)
            figures = {k: v for k, v in figures.items() if not k.startswith(f"{row.name}_")}
            figures |= figures_of(row, report)
            RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
            if row.name == "prdect":
                draw(report)


if __name__ == "__main__":
    main()
