"""The page on sizes: docs/sizing.txt with what was measured and the arithmetic that follows from it."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USED = ("serving", "sizing", "monitoring", "score", "models", "faults")
DAY, PEAK, BUSY = 86_400, 3, 0.5  # seconds; peak over mean; how busy a process is at the peak
SIZES = (10_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)  # predictions a day
KEPT_DAYS, CHANNELS, SHARE, AUDITS, DEFAULT_SHARE = 30, 3, 0.01, 500, 0.03
DISK = 20e9  # bytes


def sizing_page() -> str:
    """The page, without its head; the same results make the same text."""
    results = ROOT / "benchmarks" / "results"
    measured = {name: json.loads((results / f"{name}.json").read_text()) for name in USED}
    rate = measured["serving"]["siklus_postgres_c64_per_second"] * BUSY
    size, log = measured["sizing"]["prediction_bytes"], measured["sizing"]["wal_bytes"]
    template = (ROOT / "docs" / "sizing.txt").read_text()
    return template.format(
        **measured,
        **_billion(rate, size, log),
        **_elsewhere(measured, rate, size),
        table="\n".join(_row(count, rate, size, log) for count in SIZES),
        peak=PEAK,
        days=KEPT_DAYS,
        channels=CHANNELS,
        audits=AUDITS,
        share=SHARE,
    )


def _row(count: int, rate: float, size: float, log: float) -> str:
    peak = count / DAY * PEAK
    cells = (
        f"{count:,}",
        in_words(count / DAY),
        in_words(peak),
        f"{processes(peak, rate)}",
        f"{in_bytes(peak * log)}/s",
        in_bytes(count * size),
        in_bytes(count * size * KEPT_DAYS),
    )
    return f"| {' | '.join(cells)} |"


def _billion(rate: float, size: float, log: float) -> dict[str, object]:
    count = SIZES[-1]
    peak, stored = count / DAY * PEAK, count * SHARE
    return {
        "b_mean": in_words(count / DAY),
        "b_peak": in_words(peak),
        "b_processes": processes(peak, rate),
        "b_log": in_bytes(peak * log),
        "b_kept": in_bytes(count * size * KEPT_DAYS),
        "stored": in_words(stored),
        "s_peak": in_words(peak * SHARE),
        "s_day": in_bytes(stored * size),
        "s_kept": in_bytes(stored * size * KEPT_DAYS),
        "audit_share": AUDITS / stored,
        "default_audits": in_words(stored * DEFAULT_SHARE),
    }


def _elsewhere(measured: dict[str, dict[str, float]], rate: float, size: float) -> dict[str, object]:
    score, models, sizing = measured["score"], measured["models"], measured["sizing"]
    hour_rows = 24 * CHANNELS
    return {
        "alone": in_words(rate * DAY / PEAK),
        "disk": in_words(DISK / size / KEPT_DAYS),
        "train_hour": in_words(models["rows"] / models["training_s"] * 3_600),
        "bulk_hour": in_words(score["per_second"] * 3_600),
        "b_bulk": SIZES[-1] / score["per_second"] / 3_600,
        "hour_rows": hour_rows,
        "hour_rows_bytes": in_bytes(hour_rows * sizing["rollup_hour_bytes"]),
        "year_bytes": in_bytes(365 * CHANNELS * sizing["rollup_day_bytes"]),
    }


def processes(peak: float, rate: float) -> int:
    """How many API processes a peak takes.

    >>> processes(35_000, 3_100), processes(1, 3_100)
    (12, 1)
    """
    return max(1, -int(-peak // rate))


def in_words(count: float) -> str:
    """A count by its first two digits: more would promise too much.

    >>> in_words(0.116), in_words(11574.07), in_words(89136000.0)
    ('0.12', '12,000', '89,000,000')
    """
    rounded = float(f"{count:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def in_bytes(count: float) -> str:
    """Bytes by their first two digits.

    >>> in_bytes(52_700_000), in_bytes(907), in_bytes(27.2e12)
    ('53 MB', '910 B', '27 TB')
    """
    units = ["B", "kB", "MB", "GB", "TB"]
    rounded = float(f"{count:.2g}")
    while rounded >= 1_000:
        rounded, units = rounded / 1_000, units[1:]
    return f"{rounded:g} {units[0]}"
