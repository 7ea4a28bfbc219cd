"""The strings that a text is counted by: words, pairs, negated words, tones, and pieces of words."""

from functools import lru_cache
from itertools import pairwise

from siklus.models.languages import NO, tone
from siklus.models.text import DENIED, negated

# Denied words are rare: their two-letter pieces would be noise.
SHORTEST_DENIED = 3


def phrases_of(words: list[str], scope: int) -> list[str]:
    """Words, pairs of neighbours, what negations deny, and the tones of all these words.

    >>> phrases_of(["tidak", "enak"], scope=1)
    ['tidak', 'enak', 'tidak enak', 'tidak_enak', '(+)', 'tidak (+)']
    """
    pairs = [f"{left} {right}" for left, right in pairwise(words)]
    denied = negated(words, scope)
    return [*words, *pairs, *denied, *filter(None, map(tone_of, [*words, *denied]))]


@lru_cache(maxsize=65_536)
def tone_of(carrier: str) -> str:
    """The tone of a word, or of a denied one.

    >>> tone_of("enak"), tone_of("tidak_enak"), tone_of("tidak_meja")
    ('(+)', 'tidak (+)', '')
    """
    if not carrier.startswith(DENIED):
        return tone(carrier)
    denied = tone(carrier[len(DENIED) :])
    return f"{NO} {denied}" if denied else ""


def carriers_of(words: list[str], scope: int) -> list[str]:
    """What is cut into pieces: every word, and once more what negations deny.

    >>> carriers_of(["tidak", "enak"], scope=1)
    ['tidak', 'enak', 'tidak_enak']
    """
    return [*words, *negated(words, scope)]


def pieces_of(carrier: str, shortest: int, longest: int) -> list[str]:
    """The runs of `shortest` to `longest` characters of a word with a blank at either end.

    The pieces of a denied word are strings of their own (marked ~), so that an ending which speaks for a
    label speaks for another one under a negation.

    >>> pieces_of("ok", 2, 3)
    [' o', 'ok', 'k ', ' ok', 'ok ']
    >>> pieces_of("tidak_ok", 2, 4)
    ['~ ok', '~ok ', '~ ok ']
    """
    denied = carrier.startswith(DENIED)
    framed = f" {carrier[len(DENIED) :] if denied else carrier} "
    sizes = range(max(shortest, SHORTEST_DENIED) if denied else shortest, longest + 1)
    cut = [framed[at : at + size] for size in sizes for at in range(len(framed) - size + 1)]
    return ["~" + piece for piece in cut] if denied else cut
