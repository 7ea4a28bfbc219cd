"""Two versions on the same rows: what their live figures, of different weeks, cannot say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from siklus.database.store import Store, Transaction
from siklus.domain.examples import Example
from siklus.domain.lifecycle import ModelVersion
from siklus.domain.reviews import Label
from siklus.domain.scores import Paired, paired
from siklus.domain.snapshots import divide
from siklus.models.registry import ArtefactStore

MOST_AUDITED = 500
Judge = Callable[[Sequence[str]], list[Label]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Labelled texts that neither version has learnt."""

    name: str  # golden, audited
    rows: tuple[Example, ...]
    learnt: int  # left out, because a version has learnt their text
    since: datetime | None  # no older ones; None: whatever their age


@dataclass(frozen=True, slots=True)
class ComparisonService:
    """Comparisons on request; nothing is stored."""

    store: Store
    artefacts: ArtefactStore

    def compare(self, first: int, second: int) -> dict[str, Any]:
        """Let two versions judge the golden texts, and the newest audited ones.

        The audited ones are from after the later of the two came to be active, or was made where it never
        was: `since`. At most 500, each text once, and none that a version has learnt.

        Raises:
            VersionNotFound: there is no such version.
            ArtefactMissing, ArtefactDamaged: its file cannot be loaded.
        """
        with self.store.reading() as tx:
            pair = (tx.versions.get(first), tx.versions.get(second))
            found = _rows(tx, pair)
        judges = [self.artefacts.load(version.sha256).judge for version in pair]
        return {
            "a": first,
            "b": second,
            "same_rows": [
                _facts(part, _paired(part.rows, [[j.label for j in judge(_texts(part))] for judge in judges]))
                for part in found
            ],
        }


def _rows(tx: Transaction, pair: Sequence[ModelVersion]) -> tuple[Rows, Rows]:
    learnt = set[str]()
    for version in pair:
        snapshot = tx.snapshots.get(version.snapshot_id)
        learnt |= {example.text_key for example in divide(tx.examples.by_ids(snapshot.example_ids)).train}
    since = max(_at_work_since(tx, version) for version in pair)
    audited = _once(tx.examples.audited_since(since, MOST_AUDITED))
    seen = {example.text_key for example in audited}
    golden = [one for one in divide(tx.examples.golden()).golden if one.text_key not in seen]
    return _unlearnt("golden", golden, learnt, None), _unlearnt("audited", audited, learnt, since)


def _at_work_since(tx: Transaction, version: ModelVersion) -> datetime:
    begun = [link.at for link in tx.deployments.chain() if link.version == version.version]
    return min(begun, default=version.created_at)


def _once(rows: Sequence[Example]) -> list[Example]:
    """Each text once, with the first of its labels."""
    found: dict[str, Example] = {}
    for example in rows:
        found.setdefault(example.text_key, example)
    return list(found.values())


def _unlearnt(name: str, rows: Sequence[Example], learnt: set[str], since: datetime | None) -> Rows:
    kept = tuple(example for example in rows if example.text_key not in learnt)
    return Rows(name, kept, len(rows) - len(kept), since)


def _texts(part: Rows) -> list[str]:
    return [example.text for example in part.rows]


def _paired(rows: Sequence[Example], said: Sequence[Sequence[Label]]) -> Paired:
    return paired([example.label for example in rows], *said)


def _facts(part: Rows, found: Paired) -> dict[str, Any]:
    low, high = found.interval()
    return {
        "rows": part.name,
        "n": found.n,
        "learnt": part.learnt,
        "since": part.since.isoformat() if part.since else None,
        "a_right": found.both + found.only_first,
        "b_right": found.both + found.only_second,
        "only_a": found.only_first,
        "only_b": found.only_second,
        "difference": found.difference,
        "low": low,
        "high": high,
        "p_value": found.p_value,
    }
