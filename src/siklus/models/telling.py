"""Which words of a text speak loudest: the columns' shares, given to the words that they come from."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from siklus.models.languages import NO
from siklus.models.spelling import EXAMPLE_OF
from siklus.models.strings import carriers_of, phrases_of, tone_of
from siklus.models.text import DENIED, words_of

Shares = Mapping[str, float]
_RUN = re.compile(r"(\s+)|(\S+)")
_CORE = re.compile(r"(\W*)(.*?)(\W*)")


def owners_of(words: list[str], scope: int) -> Iterator[tuple[str, list[str]]]:
    """Each distinct phrase of a text, and the words that share it.

    >>> dict(owners_of(["tidak", "enak"], 1))["tidak enak"]
    ['tidak', 'enak']
    """
    toned = defaultdict[str, list[str]](list)
    for carrier in carriers_of(words, scope):
        toned[tone_of(carrier)].append(carrier)
    for phrase in dict.fromkeys(phrases_of(words, scope)):
        yield phrase, toned.get(phrase) or phrase.split(" ")


def loudest(weights: Mapping[str, float], top: int) -> list[tuple[str, float]]:
    """The words with the greatest weights, whatever their sign, as a reader would write them.

    >>> loudest({"enak": 0.5, "tidak_mahal": -0.7, "!": 2.0}, 2)
    [('tidak mahal', -0.7), ('enak', 0.5)]
    """
    named = {word.replace(DENIED, f"{NO} ", 1): value for word, value in weights.items()}
    # Marks belong to the sum but tell a reader nothing.
    telling = [(EXAMPLE_OF.get(w, w), value) for w, value in named.items() if w[0].isalnum()]
    # Rounded, so that words which speak as loudly as each other stand in the order of the alphabet, however
    # the sums were rounded.
    return sorted(telling, key=lambda pair: (-round(abs(pair[1]), 11), pair[0]))[:top]


def by_word(
    words: list[str], scope: int, cut: Callable[[str], list[str]], shares: tuple[Shares, Shares]
) -> dict[str, float]:
    """The shares of one text's columns by word; the sum stays.

    Args:
        scope: words that a negation reaches.
        cut: a word into those of its pieces that are columns.
        shares: of each phrase that is a column, and of each piece.
    """
    phrases, pieces = shares
    given: defaultdict[str, float] = defaultdict(float)
    for phrase, owners in owners_of(words, scope):
        for owner in owners:
            given[owner] += phrases.get(phrase, 0.0) / len(owners)
    carried = carriers_of(words, scope)
    times = Counter(piece for carrier in carried for piece in cut(carrier))
    for carrier in carried:
        given[carrier] += sum(pieces[piece] / times[piece] for piece in cut(carrier))
    return given


def passages(text: str, telling: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """`text` in pieces with what the telling words in each add, 0 where none is; joined they are `text`.

    A word is found in whatever spelling it has; what is denied ("tidak mahal") is found in the denied word.

    Args:
        telling: as `Model.explain` gives them for this text.

    >>> passages("Tempatnya bguuus, tp ga mahal", [("bagus", 0.5), ("tidak mahal", -0.2)])
    [('Tempatnya ', 0.0), ('bguuus', 0.5), (', tp ga ', 0.0), ('mahal', -0.2)]
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for word, weight in telling:
        weights[word.removeprefix(f"{NO} ")] += weight

    def added(run: str) -> float:
        return sum(weights.get(EXAMPLE_OF.get(word, word), 0.0) for word in dict.fromkeys(words_of(run)))

    found: list[tuple[str, float]] = []
    quiet = ""
    for blank, run in _RUN.findall(text):
        weight = added(run)
        if not weight:
            quiet += blank or run
            continue
        before, core, after = _core(run, weight, added)
        found += [(quiet + before, 0.0)] if quiet + before else []
        found.append((core, weight))
        quiet = after
    return [*found, (quiet, 0.0)] if quiet else found


def _core(run: str, weight: float, added: Callable[[str], float]) -> tuple[str, str, str]:
    """The marks before a word, the word, and those after it; all of it is the word where the marks speak."""
    match = _CORE.fullmatch(run)
    if match is None or added(match[2]) != weight:
        return "", run, ""
    return match[1], match[2], match[3]
