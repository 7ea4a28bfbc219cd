"""Kinds of texts, each judged on its own: a version that is better on the whole may fail one of them.

A row is of one domain, one length, one register, one language and one label, so of five slices. A slice
with enough rows is a breach where its accuracy falls by more than a margin and chance does not explain it.
With so many slices one of them falls by chance now and then, so the chance is divided by their number
(Bonferroni).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from siklus.domain.limits import GatePolicy
from siklus.domain.paired import Pairs

Kind = tuple[str, ...]  # the slices of one text: ("domain:toko", "length:short", …)
SHORT, LONG = 15, 40  # words


@dataclass(frozen=True, slots=True)
class Change:
    """One row that both versions judged."""

    slices: Kind
    change: int  # +1 where only the candidate is right, -1 where only the active version is, else 0
    weight: float = 1.0  # as evidence, 0..1


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one kind."""

    rows: int
    weight: float
    pairs: Pairs

    @classmethod
    def of(cls, changes: Sequence[Change]) -> "Slice":
        """Count them."""
        won, lost = (sum(c.weight for c in changes if c.change == sign) for sign in (1, -1))
        return cls(len(changes), sum(c.weight for c in changes), Pairs(won, lost))

    @property
    def change(self) -> float:
        """By how much the share of right answers rises, -1..1."""
        return (self.pairs.won - self.pairs.lost) / self.weight if self.weight else 0.0


def length_of(words: int) -> str:
    """How long a text is.

    >>> [length_of(words) for words in (7, 15, 40)]
    ['short', 'medium', 'long']
    """
    return "short" if words < SHORT else "medium" if words < LONG else "long"


def judge_slices(
    parts: Mapping[str, Sequence[Change]], policy: GatePolicy
) -> tuple[dict[str, Any], list[str]]:
    """The figures of every slice with enough rows, and in words which are a breach.

    Args:
        parts: the rows by where they come from: `golden`, `fresh`.
    """
    found = {(part, name): s for part, rows in parts.items() for name, s in _slices(rows, policy)}
    figures: dict[str, Any] = {"judged": len(found)} | {part: {} for part in parts}
    breaches = []
    for (part, name), part_slice in found.items():
        p = min(1.0, part_slice.pairs.p_worse * len(found))
        figures[part][name] = {
            "n": part_slice.rows,
            "won": round(part_slice.pairs.won, 3),
            "lost": round(part_slice.pairs.lost, 3),
            "change": round(part_slice.change, 4),
            "p": round(p, 4),
        }
        if part_slice.change < -policy.slice_margin and p < policy.slice_p:
            breaches.append(
                f"accuracy on {part} texts of {name} falls by {-part_slice.change:.3f} "
                f"(margin {policy.slice_margin}, {part_slice.rows} texts, p = {p:.4f})"
            )
    return figures, breaches


def _slices(rows: Sequence[Change], policy: GatePolicy) -> Iterable[tuple[str, Slice]]:
    of_slice: dict[str, list[Change]] = {}
    for row in rows:
        for name in row.slices:
            of_slice.setdefault(name, []).append(row)
    for name in sorted(of_slice):
        # A slice that is all rows says what the whole says, and would cost the others certainty.
        if policy.slice_rows <= len(of_slice[name]) < len(rows):
            yield name, Slice.of(of_slice[name])


# --- as a run keeps them ------------------------------------------------------------------------


def packed(kinds: Sequence[Kind]) -> dict[str, Any]:
    """One number a row, and what the numbers stand for.

    >>> packed([("length:short",), ("length:long",), ("length:short",)])
    {'kinds': [['length:short'], ['length:long']], 'codes': [0, 1, 0]}
    """
    order = {kind: code for code, kind in enumerate(dict.fromkeys(kinds))}
    return {"kinds": [list(kind) for kind in order], "codes": [order[kind] for kind in kinds]}


def unpacked(kept: Mapping[str, Any]) -> list[Kind]:
    """What `packed` was given.

    >>> unpacked({"kinds": [["length:short"], ["length:long"]], "codes": [1, 0]})
    [('length:long',), ('length:short',)]
    """
    kinds = [tuple(kind) for kind in kept["kinds"]]
    return [kinds[code] for code in kept["codes"]]
