"""The goals of serving, what was measured, and the picture of it."""

from pathlib import Path

import altair as alt
from rich.console import Console
from rich.table import Table

PEERS = ("fastapi_sklearn", "mlflow", "bentoml", "litserve")  # as people run them
BATCHING = ("bentoml", "litserve")
OURS = {
    "sqlite": "siklus_sqlite",
    "postgres": "siklus_postgres",
    "sqlite_numba": "siklus_sqlite_numba",
    "postgres_numba": "siklus_postgres_numba",
}
# Name of the figure, what it is, the goal, and whether less is better. One for each of OURS.
GOALS = (
    ("c64_ratio_vs_mlflow", "c = 64 against mlflow models serve", 30, False),
    ("c64_ratio_vs_fastapi_sklearn", "c = 64 against FastAPI + scikit-learn", 20, False),
    ("c64_ratio_vs_batching", "c = 64 against the best batching peer", 15, False),
    ("c64_ratio_vs_fastapi_scorer", "c = 64 against FastAPI + our scorer", 2, False),
    ("c64_share_of_limit", "share of our scorer's batch limit", 0.40, False),
    ("c64_p99_of_best_p50", "p99 at c = 64, of the best peer's p50", 0.2, True),
    ("c1_ratio_vs_peers", "c = 1 against every peer", 3, False),
    ("scorer_ratio_vs_sklearn", "scorer against scikit-learn, batches of 64", 4, False),
    ("start_s", "start to ready, s", 2.5, True),
    ("memory_mb", "resident memory, MB", 230, True),
)
HARDER = {"scorer_ratio_vs_sklearn": 12}  # with numba
WITHOUT_NUMBA = ("start_s", "memory_mb")
Figures = dict[str, float]


def compared(figures: Figures) -> Figures:
    """The figures of the goals, as far as their parts were measured."""
    found: Figures = {}
    for suffix, name in OURS.items():
        made = _of_one(figures, name, "_numba" if suffix.endswith("numba") else "")
        found |= {f"{goal}_{suffix}": round(value, 4) for goal, value in made.items()}
    return found


def _of_one(figures: Figures, name: str, numba: str) -> Figures:
    ours, limit = figures.get(f"{name}_c64_per_second"), figures[f"in_process_judge_64{numba}"]
    found = {"scorer_ratio_vs_sklearn": limit / figures[f"in_process_sklearn_64{numba}"]}
    if ours is None:
        return found
    found["c64_share_of_limit"] = ours / limit
    found["start_s"], found["memory_mb"] = figures[f"{name}_start_s"], figures[f"{name}_c64_memory_mb"]
    others = {
        "mlflow": ("mlflow",),
        "fastapi_sklearn": ("fastapi_sklearn",),
        "batching": BATCHING,
        "fastapi_scorer": (f"fastapi_scorer{numba}",),
    }
    for goal, peers in others.items():
        if best := _all(figures, peers, "c64_per_second"):
            found[f"c64_ratio_vs_{goal}"] = ours / max(best)
    if alone := _all(figures, PEERS, "c1_per_second"):
        found["c1_ratio_vs_peers"] = figures[f"{name}_c1_per_second"] / max(alone)
    if waits := _all(figures, PEERS, "c64_p50_ms"):
        found["c64_p99_of_best_p50"] = figures[f"{name}_c64_p99_ms"] / min(waits)
    return found


def _all(figures: Figures, peers: tuple[str, ...], name: str) -> list[float]:
    return [figures[key] for peer in peers if (key := f"{peer}_{name}") in figures]


def show(figures: Figures, failed: dict[str, str]) -> None:
    """Two tables: what every server did, and the goals."""
    console = Console(width=150)
    console.print(_servers(figures), _goals(figures))
    for name, why in failed.items():
        console.print(f"{name} was given up: {why}", markup=False)


def _servers(figures: Figures) -> Table:
    table = Table(title="Medians of the rounds", title_justify="left")
    for head in (
        "server",
        "start s",
        "c",
        "answers/s",
        "p50 ms",
        "p99 ms",
        "CPU us",
        "MB",
        "not 2xx",
        "broken",
    ):
        table.add_column(head, justify="left" if head == "server" else "right")
    for key in figures:
        name, cut, rest = key.partition("_c")
        if cut and rest.endswith("_per_second"):
            at = f"{name}_c{rest.removesuffix('_per_second')}"
            table.add_row(
                name, f"{figures[f'{name}_start_s']:.2f}", rest.removesuffix("_per_second"),
                f"{figures[key]:,.0f}", f"{figures[f'{at}_p50_ms']:.2f}", f"{figures[f'{at}_p99_ms']:.2f}",
                f"{figures[f'{at}_cpu_us']:,.0f}", f"{figures[f'{at}_memory_mb']:.0f}",
                f"{figures[f'{at}_refused']:.0f}", f"{figures[f'{at}_broken']:.0f}",
            )  # fmt: skip
    return table


def _goals(figures: Figures) -> Table:
    table = Table(title="Goals", title_justify="left")
    for head in ("measure", "goal", *(suffix.replace("_", ", ") for suffix in OURS)):
        table.add_column(head, justify="left" if head == "measure" else "right")
    for name, words, goal, less in GOALS:
        cells = [_cell(figures.get(f"{name}_{suffix}"), name, suffix) for suffix in OURS]
        harder = f" / {HARDER[name]}" if name in HARDER else ""
        table.add_row(words, f"{'≤' if less else '≥'} {goal:g}{harder}", *cells)
    return table


def _cell(value: float | None, name: str, suffix: str) -> str:
    if value is None:
        return "not measured"
    if name in WITHOUT_NUMBA and suffix.endswith("numba"):
        return f"{value:.3g}"
    return f"{value:.3g} {'met' if is_met(value, name, suffix) else 'MISSED'}"


def is_met(value: float, name: str, suffix: str) -> bool:
    """Whether a figure reaches its goal."""
    goal, less = next((goal, less) for each, _, goal, less in GOALS if each == name)
    if suffix.endswith("numba"):
        goal = HARDER.get(name, goal)
    return value <= goal if less else value >= goal


def draw(figures: Figures, path: Path) -> None:
    """Answers a second at 64 connections, as multiples of the slowest server's."""
    groups = (("Siklus, every row committed", OURS.values()), ("nothing stored", _others(figures)))
    found = [
        (name, figures[key], whose)
        for whose, names in groups
        for name in names
        if (key := f"{name}_c64_per_second") in figures
    ]
    least = min(answers for _, answers, _ in found)
    bars = [
        {"server": name.replace("_", " + "), "times": answers / least, "whose": whose}
        for name, answers, whose in found
    ]
    base = alt.Chart(alt.Data(values=bars)).encode(
        x=alt.X("times:Q", title="answers a second at 64 connections on one core, of the slowest server's"),
        y=alt.Y("server:N", sort="-x", title=None),
    )
    words = base.mark_text(align="left", dx=4).encode(text=alt.Text("times:Q", format=".1f"))
    colours = alt.Color("whose:N", title=None, legend=alt.Legend(orient="bottom"))
    chart = base.mark_bar().encode(color=colours) + words
    chart.properties(width=560, height=280).save(path)


def _others(figures: Figures) -> list[str]:
    return sorted({key.split("_c64_")[0] for key in figures if "_c64_per_second" in key} - set(OURS.values()))
