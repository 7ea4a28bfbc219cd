"""Probabilities as columns hold them: the first three each in its own, all that come after in one more.

The three columns are older than other labels and keep their names, whatever the first labels are called.
Where there are two labels the third column holds 0.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from siklus.domain.reviews import LABELS

FIRST = ("p_positif", "p_netral", "p_negatif")
OTHERS = "p_others"
MANY = len(LABELS)
MORE = len(FIRST) < MANY
NAMES = (*FIRST, OTHERS) if MORE else FIRST


def values_of(shares: tuple[float, ...]) -> Sequence[Any]:
    """The values of NAMES.

    >>> values_of((0.5, 0.3, 0.2))
    (0.5, 0.3, 0.2)
    """
    if len(FIRST) == MANY:
        return shares
    return (*shares[: len(FIRST)], list(shares[len(FIRST) :])) if MORE else (*shares, 0.0)


def values_for_sqlite(shares: tuple[float, ...]) -> Sequence[Any]:
    """The same as SQLite's driver takes them."""
    found = values_of(shares)
    return (*found[:-1], msgspec.json.encode(found[-1]).decode()) if MORE else found


def shares_of(row: Row[Any]) -> tuple[float, ...]:
    """Back from a row that has these columns."""
    first: tuple[float, ...] = (row.p_positif, row.p_netral, row.p_negatif)
    if len(FIRST) == MANY:
        return first
    return (*first, *row.p_others) if MORE else first[:MANY]


def named(row: dict[str, Any]) -> dict[str, Any]:
    """A row for people: every probability by its label's name."""
    shares = [row[name] for name in FIRST] + list(row[OTHERS] or ())
    ours = {f"p_{label}": share for label, share in zip(LABELS, shares, strict=False)}
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name == FIRST[0]:
            found |= ours
        elif name not in (*FIRST, OTHERS):
            found[name] = value
    return found
