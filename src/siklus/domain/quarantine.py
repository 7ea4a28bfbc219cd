"""Which readers' answers may teach, and why the others may not yet; in the order of weight."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from siklus.domain.feedback import Held
from siklus.domain.reviews import Label
from siklus.domain.splits import normal_form

# A reader loses trust late and regains it early: an answer that changes its state at every training helps
# nobody.
DISTRUSTED_ABOVE, TRUSTED_BELOW = 0.8, 0.5
READER_SHARE = 0.10
# Whatever the share comes to, so many answers of one reader may teach: while labels are few, one who corrects
# a lot is worth more than the danger that he is.
LEAST_OF_ONE = 20
# Five letters are about a word: one word in ten may be another one.
PIECE, ALIKE = 5, 0.6


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, as far as the rules look at it."""

    reader: str
    person: bool  # False: `reader` stands for many, of whom nothing tells one from another
    text_key: str
    alike: int  # the same number for near-duplicates
    label: Label
    settled: Label | None  # what a reviewer said of the same text


def distrusted(flips: Mapping[str, float], before: Set[str]) -> set[str]:
    """The readers who are thought to answer wrongly on purpose.

    Args:
        flips: by reader, the probability that he does.
        before: those who were thought to until now.

    >>> sorted(distrusted({"a": 0.9, "b": 0.7, "c": 0.7, "d": 0.4}, before={"c", "d"}))
    ['a', 'c']
    """
    return {
        reader
        for reader, flipping in flips.items()
        if flipping > (TRUSTED_BELOW if reader in before else DISTRUSTED_ABOVE)
    }


def holds(
    said: Sequence[Said], out: Set[str], *, others: int, recent: int, share: float = READER_SHARE
) -> list[Held | None]:
    """Why each answer is quarantined; None where it may teach.

    Args:
        said: the oldest first.
        out: readers who are distrusted.
        others: labels by reviewers that teach beside these.
        recent: as many of the newest labels decide what is learnt.
        share: of these, how many may be one reader's.
    """
    why = [_alone(one, out) for one in said]
    for rule in (_copies, _disputes):
        for at in rule(said, _standing(why)):
            why[at] = Held.COPY if rule is _copies else Held.DISPUTED
    standing = _standing(why)
    persons = len({said[at].reader for at in standing if said[at].person})
    most = most_of_one(persons, min(recent, len(standing) + others), share)
    for at in _too_many(said, standing, most):
        why[at] = Held.SHARE
    return why


def most_of_one(persons: int, labels: int, share: float) -> int:
    """How many of `labels` one of so many readers may supply.

    Where there are few readers, a tenth each would leave most labels unused: then twice the even share.

    >>> most_of_one(200, 400, 0.10), most_of_one(4, 400, 0.10), most_of_one(1, 400, 0.10)
    (40, 200, 400)
    """
    even = 2 / max(persons, 1)
    return max(LEAST_OF_ONE, math.ceil(labels * min(1.0, max(share, even))))


def _alone(one: Said, out: Set[str]) -> Held | None:
    """What can be said of an answer without looking at the others."""
    if one.settled is not None:
        return Held.CONTRADICTED if one.settled != one.label else None
    return Held.READER if one.reader in out else None


def _standing(why: Sequence[Held | None]) -> list[int]:
    return [at for at, held in enumerate(why) if held is None]


def _copies(said: Sequence[Said], standing: Iterable[int]) -> list[int]:
    """All but the first of those that say the same of nearly the same text."""
    seen: set[tuple[int, Label]] = set()
    found = []
    for at in standing:
        key = said[at].alike, said[at].label
        if key in seen:
            found.append(at)
        seen.add(key)
    return found


def _disputes(said: Sequence[Said], standing: Iterable[int]) -> list[int]:
    """Those about one text that name different labels; of a text that a reviewer settled only one is left."""
    by_text: dict[str, list[int]] = defaultdict(list)
    for at in standing:
        by_text[said[at].text_key].append(at)
    return [at for places in by_text.values() if len({said[at].label for at in places}) > 1 for at in places]


def _too_many(said: Sequence[Said], standing: Sequence[int], most: int) -> list[int]:
    """The older ones of a reader who supplies more than `most`."""
    count: Counter[str] = Counter()
    found = []
    for at in reversed(standing):
        if said[at].person:
            count[said[at].reader] += 1
            if count[said[at].reader] > most:
                found.append(at)
    return found


def alike(texts: Sequence[str]) -> list[int]:
    """For each text the place of the first one that it nearly repeats; its own where it repeats none.

    Two texts are nearly the same where they share 60 % of their pieces of five letters (Jaccard): case,
    blanks, digits and punctuation do not count, nor one word in ten.

    >>> alike(["Barang bagus, pengiriman cepat sekali", "barang BAGUS pengiriman cepat sekali 2!",
    ...        "Barang rusak waktu datang, kecewa berat"])
    [0, 0, 2]
    """
    firsts: dict[int, int] = {}  # place → how many pieces
    holding: dict[str, list[int]] = defaultdict(list)
    found = []
    for at, text in enumerate(texts):
        pieces = _pieces(text)
        shared = Counter(first for piece in pieces for first in holding.get(piece, ()))
        near = [first for first, n in shared.items() if n / (len(pieces) + firsts[first] - n) >= ALIKE]
        if near:
            found.append(min(near))
            continue
        found.append(at)
        firsts[at] = len(pieces)
        for piece in pieces:
            holding[piece].append(at)
    return found


def _pieces(text: str) -> set[str]:
    normal = normal_form(text)
    return {normal[at : at + PIECE] for at in range(max(1, len(normal) - PIECE + 1))}
