"""The gate's report in plain words."""

from collections.abc import Iterator, Mapping
from typing import Any

Figures = Mapping[str, Any]


def figures_in_words(report: Figures) -> Iterator[str]:
    """A line for each figure that the gate judged by; of an older report, for those that it has.

    >>> list(figures_in_words({"figures": {"audits": {"n": 0}}}))
    []
    """
    figures = report["figures"]
    golden, audits, look = (figures.get(name) for name in ("golden", "audits", "look"))
    if golden and golden["n"]:
        yield (
            f"golden: macro-F1 {golden['active_macro_f1']:.3f} to {golden['candidate_macro_f1']:.3f} on "
            f"{golden['n']} texts ({golden['change_low']:+.3f} to {golden['change_high']:+.3f})"
        )
    if audits and audits["n"]:
        yield (
            f"audits alone: {audits['won']:g} won, {audits['lost']:g} lost of {audits['n']}, "
            f"p = {audits['p']:.4f}; a gain is {audits['chance_of_gain']:.0%} likely"
        )
    yield from _slices(figures.get("slices") or {})
    if look:
        yield (
            f"look {look['number']} at these labels: {look['bound']:+.2f} standard errors are needed; "
            f"chance of an error so far {look['spent']:.1%}"
        )


def _slices(found: Figures) -> Iterator[str]:
    for part in ("golden", "fresh"):
        for name, one in found.get(part, {}).items():
            yield f"{part} {name}: {one['change']:+.3f} on {one['n']} texts, p = {one['p']:.4f}"
