"""From a review to tokens: a language as people type it, made regular enough to count."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from siklus.models.languages import BETWEEN, NEGATIONS, NO, USUAL_FORM
from siklus.models.spelling import DRAWING

# One alternation, no nested repeats: time grows with the text's length whatever stands in it.
_EMOTICON = "|".join(re.escape(drawn) for drawn in sorted(DRAWING, key=len, reverse=True) if drawn.isascii())
_TOKEN = re.compile(
    # No emoticon begins with one of these, and nearly every word does: not all of them need be tried there.
    r"[a-su-wyz0-9][^\W_]*"
    rf"|(?:(?<=\s)|^)(?:{_EMOTICON})(?=\s|$)"  # emoticons stand alone: "harga:d" holds none
    r"|[^\W_]+"
    r"|[!?]+|[.,;:()]"
    r"|[\u00a9\u00ae\u203c-\u2bff\u3030-\u303d\U0001f000-\U0001faff]"
)
LONGEST_WORD = 40  # letters; what is longer is no word, and its beginning says as much
_REPEATED = re.compile(r"(.)\1{2,}")
_LAUGH = re.compile(r"(?:w?(?:kw)+k?|(?:ha|he|hi|ho|xi|wk){2,}h?)")
DENIED = f"{NO}_"  # what a denied word begins with; no token holds "_" of its own
STOPS = frozenset(".,;:!?()")


def usual_form(word: str) -> str:
    """The usual spelling of one casefolded word.

    >>> [usual_form(word) for word in ("bagussss", "gk", "baik2", "wkwkwk", "rasanya")]
    ['bagus', 'tidak', 'baik', 'haha', 'rasanya']
    """
    if word in USUAL_FORM:
        return USUAL_FORM[word]
    if word.isdigit():
        return "0" * len(word)  # the size of a number says something, its digits hardly ever
    plain = _REPEATED.sub(r"\1", word)
    if len(plain) > 3 and plain.endswith("2") and plain[:-1].isalpha():
        plain = plain[:-1]  # baik2 is written for baik-baik, which is counted as baik twice
    if _LAUGH.fullmatch(plain):
        return "haha"
    return USUAL_FORM.get(plain, plain)


def words_of(text: str) -> list[str]:
    """The tokens of `text` in their usual spelling: words, drawings, marks.

    >>> words_of("Brgnya ga sesuai!!! kecewaaaa 😭")
    ['brgnya', 'tidak', 'sesuai', '!', 'kecewa', 'emojisedih']
    """
    # What remembers words must not be made to remember novels.
    return [
        _remembered(token) if len(token) <= LONGEST_WORD else word_of(token)
        for token in tokens_in(folded(text))
    ]


def folded(text: str) -> str:
    """Signs that look alike as one, in small letters.

    >>> folded("ＢＡＧＵＳ ﬁnal")
    'bagus final'
    """
    return unicodedata.normalize("NFKC", text).casefold()


def tokens_in(folded_text: str) -> list[str]:
    """Words, drawings and marks as they were typed; none reaches over a blank.

    >>> tokens_in("gk sesuai!!! :(")
    ['gk', 'sesuai', '!!!', ':(']
    """
    found: list[str] = _TOKEN.findall(folded_text)
    return found


def word_of(token: str) -> str:
    """The usual spelling of one token.

    >>> [word_of(token) for token in tokens_in("gk sesuai!!! :(")]
    ['tidak', 'sesuai', '!', 'emojisedih']
    """
    if token in DRAWING:
        return DRAWING[token]
    if token[0] in STOPS:
        return token[0]
    return usual_form(token if len(token) <= LONGEST_WORD else _REPEATED.sub(r"\1", token)[:LONGEST_WORD])


_remembered = lru_cache(maxsize=65_536)(word_of)


def reading_rules() -> dict[str, Any]:
    """The tables and patterns that `words_of` and `negated` read with, as JSON holds them."""
    return {
        "token": _TOKEN.pattern,
        "repeated": _REPEATED.pattern,
        "laugh": _LAUGH.pattern,
        "usual": dict(USUAL_FORM),
        "drawn": DRAWING,
        "stops": "".join(sorted(STOPS)),
        "longest": LONGEST_WORD,
        "denied": DENIED,
        "negations": sorted(NEGATIONS),
        "passed_over": sorted(BETWEEN),
    }


def negated(words: list[str], scope: int) -> list[str]:
    """The words that a negation denies, each as one joined token.

    Args:
        words: as `words_of` gives them.
        scope: how many words one negation reaches; it never reaches past a mark.

    >>> negated(words_of("tidak terlalu enak , mahal"), scope=1)
    ['tidak_enak']
    """
    joined: list[str] = []
    left = 0
    for word in words:
        if word in NEGATIONS:
            left = scope
        elif word in STOPS:
            left = 0
        elif left and word not in BETWEEN:
            joined.append(DENIED + word)
            left -= 1
    return joined
