"""Which texts are learnt from and which are only ever measured on."""

import unicodedata
from enum import StrEnum
from hashlib import blake2b

# Twelve letters are two or three words. With five, usual endings decide for whole crowds: of 11,000 reviews
# two 5-grams alone held a fifth of the golden side, which was then no sample of the rest.
SHINGLE = 12
GOLDEN_SHARE = 0.10

# The digest is compared as an integer of 8 bytes; changing any of these four moves texts across.
_BYTES = 8
_GOLDEN_BELOW = int(GOLDEN_SHARE * 2 ** (8 * _BYTES))


class Split(StrEnum):
    """A text's side, for ever the same."""

    TRAIN = "train"
    GOLDEN = "golden"


def normal_form(text: str) -> str:
    """Casefolded letters only: case, blanks, digits and punctuation do not make another text.

    >>> normal_form("Enak BANGET!!  5/5")
    'enakbanget'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    # A text of digits or emoji only still needs something of its own to be hashed by.
    return "".join(filter(str.isalpha, folded)) or folded.strip()


def _digest(piece: str) -> bytes:
    return blake2b(piece.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest()


def split_of(text: str) -> Split:
    """The side of `text`: golden for about one text in ten, the same on every machine and day.

    The smallest hash over the character 12-grams of the normal form (one min-hash) decides, hashed
    once more so that a text's length does not shift its odds. Two texts with a share J of their 12-grams in
    common (Jaccard) have the same smallest hash with probability J, and are then on the same side for
    certain; otherwise they land apart by chance. So they are apart with probability (1 - J) · 0.18:
    0 for copies, 0.9 % for J = .95, 18 % for texts that have nothing in common.

    Source: Broder (1997), On the resemblance and containment of documents.

    >>> split_of("Makanannya enak sekali!") == split_of("makanannya  ENAK sekali")
    True
    """
    normal = normal_form(text)
    starts = range(max(1, len(normal) - SHINGLE + 1))
    smallest = min(_digest(shingle) for shingle in {normal[at : at + SHINGLE] for at in starts})
    drawn = int.from_bytes(blake2b(smallest, digest_size=_BYTES, person=b"split").digest(), "big")
    return Split.GOLDEN if drawn < _GOLDEN_BELOW else Split.TRAIN
