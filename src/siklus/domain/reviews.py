"""What a review is, and which labels there are."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import filterfalse
from typing import TYPE_CHECKING, Self

from siklus.choice import CHOICE
from siklus.errors import ReviewTooLong, ReviewTooShort, ReviewUnreadable, UnknownLabel

MIN_WORDS = 7
MAX_CHARACTERS = 5_000
LETTER_OR_DIGIT = re.compile(r"[^\W_]")  # what `str.isalnum` says of a character
# Unicode's control characters other than tab and line ends, and halves of surrogate pairs.
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class _Named(StrEnum):
    """Labels by their names."""

    @classmethod
    def read(cls, value: str) -> Self:
        """The label that `value` names, whatever its case and outer blanks.

        Raises:
            UnknownLabel: it names none.

        >>> Label.read(" Positif ")
        <Label.POSITIF: 'positif'>
        """
        try:
            return cls(value.strip().lower())
        except ValueError:
            raise UnknownLabel(value, [one.value for one in cls]) from None


if TYPE_CHECKING:

    class Label(_Named):
        """The answers, in the order of every array and table; here those of whoever chose none."""

        POSITIF = "positif"
        NETRAL = "netral"
        NEGATIF = "negatif"

else:
    # Chosen once for an installation, so that nobody who works with labels need be told which there are.
    Label = _Named("Label", [(name.upper(), name) for name in CHOICE.labels], module=__name__)

LABELS: tuple[Label, ...] = tuple(Label)
# A character for each, where a row of labels is kept as a word; read by `int(digit, MOST)`.
DIGIT_OF = dict(zip(LABELS, "0123456789ab", strict=False))


def clean_text(raw: str) -> str:
    """`raw` in NFKC and trimmed; refuses what is no text.

    Raises:
        ReviewUnreadable: a control character other than tab and line ends, or a lone surrogate.
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    # All of them are unprintable, as line ends are too; to ask that first is cheaper.
    if not text.isprintable() and (found := UNREADABLE.search(text)):
        raise ReviewUnreadable(ord(found[0]), found.start())
    return text


def count_words(text: str) -> int:
    """Words as people count them: runs between blanks that hold a letter or a digit.

    >>> count_words("Enak banget !!! 👍 pokok-nya top")
    4
    """
    words = text.split()
    count = len(words)
    # Most are nothing but letters, and to ask a word is far cheaper than to ask each of its characters.
    for word in filterfalse(str.isalnum, words):
        if not (word[0].isalnum() or LETTER_OR_DIGIT.search(word)):
            count -= 1
    return count


@dataclass(slots=True)  # not frozen: that would cost as much as half of what is done with one
class Review:
    """A text that may be judged: NFKC, trimmed, 7 words or more, 5,000 characters or fewer."""

    text: str
    words: int

    @classmethod
    def read(cls, raw: str) -> "Review":
        """Check `raw` once; what comes back is valid.

        Raises:
            ReviewUnreadable, ReviewTooLong, ReviewTooShort: in this order of looking.

        >>> Review.read("  Makanannya enak sekali dan pelayanannya juga ramah ").words
        7
        """
        # The length first: normalising is linear, but a 100 MB text should not even get there.
        # NFKC can make one character of several and several of one, so it is looked at again.
        if len(raw) > 4 * MAX_CHARACTERS:
            raise ReviewTooLong(len(raw), MAX_CHARACTERS)
        text = clean_text(raw)
        if len(text) > MAX_CHARACTERS:
            raise ReviewTooLong(len(text), MAX_CHARACTERS)
        words = count_words(text)
        if words < MIN_WORDS:
            raise ReviewTooShort(words, MIN_WORDS)
        return cls(text, words)
