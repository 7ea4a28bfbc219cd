"""Replace personal data in a text before anything keeps the text."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile

from siklus.privacy import patterns
from siklus.privacy.numbers import has_check_digit, is_nik, is_npwp
from siklus.privacy.patterns import PLACEHOLDERS, Kind
from siklus.privacy.words import NOT_NAMES, NOT_PLATE_ENDINGS

# Stored with every row. Raise it with every change of what is found or of how it is written.
ANONYMISER_VERSION = "id-1"

_ROUNDS = 4

# First digits of the cards in use: Visa, Mastercard, the 6s (GPN and others), American Express, JCB.
_ISSUER = re.compile(r"4|5[1-5]|2[2-7]|6|3[457]")
_PHONE = re.compile(r"(?:0|62|0062)(?:8[0-9]{7,11}|[2-79][0-9]{7,10})")


Found = dict[Kind, int]  # kinds that occurred, each at least 1


@dataclass(slots=True)  # not frozen: that would cost as much as half of what is done with one
class Redacted:
    """A text without the personal data that was found in it, and how much of each kind that was."""

    text: str
    counts: Found


def anonymise(text: str) -> Redacted:
    """Put a placeholder where `text` holds personal data.

    What comes back is in NFKC, with ASCII digits and without invisible characters; apart from that only
    personal data is replaced. Prices, dates, times and quantities stay. Doing it twice changes nothing more,
    and the time grows linearly with the text.

    This is pseudonymising, not more: a free-standing name ("Budi melayani dengan ramah") cannot be told from
    other words, since *indah*, *murni* and *bagus* are names too. Names are found after a form of address
    if they are capitalised ("Pak Budi"), and after "nama saya", "a.n." and their like in any writing.

    >>> anonymise("Hubungi Pak Budi di 0812-3456-7890, harganya Rp1.250.000").text
    'Hubungi Pak [NAMA] di [TELEPON], harganya Rp1.250.000'
    >>> anonymise("NIK saya 3171011708450001").counts
    {<Kind.NIK: 'nik'>: 1}
    """
    found: Found = {}
    text = _fold(text)
    # A replaced number can lay bare what it was glued to. Nearly always the second round finds nothing;
    # the bound keeps a text that was made for it from costing the square of its length.
    for _ in range(_ROUNDS):
        before, text = text, _once(text, found)
        if text == before:
            break
    return Redacted(text, found)


def _once(text: str, found: Found) -> str:
    # The order matters: a number inside an address belongs to the address, and a plate or a name may only
    # begin once the number it was glued to is gone.
    text = _links(text, found)
    if _holds(text, patterns.DIGITS):
        text = _plates(_numbers(text, found), found)
    return _names(text, found)


def _fold(text: str) -> str:
    """NFKC, every script's digits as 0-9, no invisible characters."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    text = patterns.FOREIGN_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
    # Without an invisible character two neighbours may compose, and NFKC would not hold any more.
    text = patterns.INVISIBLE.sub("", text)
    if patterns.JOINER in text:
        text = patterns.LOOSE_JOINER.sub("", text)
    return unicodedata.normalize("NFKC", text)


def _put(kind: Kind, found: Found) -> str:
    found[kind] = found.get(kind, 0) + 1
    return PLACEHOLDERS[kind]


# --- links --------------------------------------------------------------------------------------


def _links(text: str, found: Found) -> str:
    # The spelled ones first: of "nama(at)domain.co.id" the other pattern would take the domain alone.
    if _may_spell_email(text):
        text = patterns.SPELLED_EMAIL.sub(lambda _: _put(Kind.EMAIL, found), text)
    if _may_hold_link(text):
        # No link holds a blank, and the alternation is dear: only words that can hold one go through it.
        text = " ".join(
            _without_links(word, found) if "." in word or "@" in word or "://" in word else word
            for word in text.split(" ")
        )
    return text


def _may_spell_email(text: str) -> bool:
    lowered = text.lower()
    if patterns.SPELLED_EMAIL_WORD in lowered:
        return True
    for mark, hints in patterns.SPELLED_EMAIL_HINTS.items():
        if mark in text and _holds(lowered, hints):
            return True
    return False


def _may_hold_link(text: str) -> bool:
    return ("." in text and bool(patterns.LINK_DOT.search(text))) or _holds(text.lower(), patterns.LINK_MARKS)


def _without_links(word: str, found: Found) -> str:
    if not _may_hold_link(word):
        return word
    return patterns.LINK.sub(lambda match: _put(Kind(match.lastgroup or ""), found), word)


def _holds(text: str, hints: Iterable[str]) -> bool:
    for hint in hints:  # noqa: SIM110 (a plain loop: `any` costs more than all the looks)
        if hint in text:
            return True
    return False


# --- numbers ------------------------------------------------------------------------------------


def _numbers(text: str, found: Found) -> str:
    kept: list[str] = []
    end = 0
    start = patterns.NUMBER_START.search(text)
    while start:
        match = patterns.NUMBER.match(text, start.start())
        kind = match and _number_kind(match)
        if match and kind:
            kept += [text[end : _left_edge(match, kind)], _put(kind, found)]
            end = match.end()
        start = patterns.NUMBER_START.search(text, (match or start).end())
    return "".join([*kept, text[end:]]) if kept else text


def _left_edge(match: re.Match[str], kind: Kind) -> int:
    """Where the number begins, with the "+", the "(" or the letter for a zero that may stand before it."""
    if kind is not Kind.PHONE:
        return match.start()
    if prefix := patterns.PHONE_PREFIX.search(match.string, max(0, match.start() - 3), match.start()):
        return prefix.start()
    opened = ")" in match[0] and match.string[match.start() - 1 : match.start()] == "("
    return match.start() - opened


def _number_kind(match: re.Match[str]) -> Kind | None:
    """What the number is; None is a date, a price or a quantity."""
    shape = match.lastgroup
    if shape == "date":
        return None
    if shape == "npwp":
        return Kind.NPWP
    if shape == "phone":
        return Kind.PHONE
    digits = "".join(filter(str.isdigit, match[0]))
    if shape == "sixteen":
        return _digits_kind(digits)
    if shape == "long":
        return None if _is_quantity(match, digits) else _digits_kind(digits)
    return Kind.ACCOUNT if _is_account(match, digits) else None


def _digits_kind(digits: str) -> Kind:
    """The kind of 8 or more digits that are no price."""
    if is_nik(digits):
        return Kind.NIK
    if _PHONE.fullmatch(digits):
        return Kind.PHONE
    # The old tax number and the cards of 15 digits overlap; a card is right in its last digit too.
    if 13 <= len(digits) <= 19 and _ISSUER.match(digits) and has_check_digit(digits):
        return Kind.CARD
    return Kind.NPWP if is_npwp(digits) else Kind.ACCOUNT


def _is_quantity(match: re.Match[str], digits: str) -> bool:
    """Whether a long number is money ("Rp 12500000"), or too short to be a number in groups."""
    grouped = len(digits) < len(match[0])
    if grouped:
        return len(digits) < 10
    return len(digits) <= 12 and bool(
        patterns.MONEY_BEFORE.search(_before(match)) or patterns.MONEY_AFTER.match(match.string, match.end())
    )


def _is_account(match: re.Match[str], digits: str) -> bool:
    """Whether a number that looks like a price or a quantity is announced as an account or receipt."""
    # Below seven digits an amount is likelier: "saldo rekening 500000".
    least = 8 if match.lastgroup == "price" else 7
    return len(digits) >= least and bool(patterns.ACCOUNT_CUE.search(_before(match)))


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - patterns.LOOK_BEHIND) : match.start()]


# --- plates -------------------------------------------------------------------------------------


def _plates(text: str, found: Found) -> str:
    def replace(match: re.Match[str]) -> str:
        if match["ending"].lower() in NOT_PLATE_ENDINGS:
            return match[0]
        return _put(Kind.PLATE, found)

    if _holds(text.lower(), patterns.CUED_PLATE_HINTS):
        text = patterns.CUED_PLATE.sub(lambda match: match["cue"] + _put(Kind.PLATE, found), text)
    if patterns.PLATE_GATE.search(text):
        text = patterns.PLATE.sub(replace, text)
    return text


# --- names --------------------------------------------------------------------------------------


def _names(text: str, found: Found) -> str:
    begin = _introductions(text)
    if begin is not None:
        text = _without_names(text, patterns.INTRODUCED.search, _introduced, found, begin)
    return text if text.islower() else _without_names(text, _next_addressed, _addressed, found)


def _introductions(text: str) -> int | None:
    """Where to look from for "nama saya" and its like; None where the text has none."""
    lowered = text.lower()
    if "[nama]" in lowered:
        lowered = lowered.replace("[nama]", "[....]")  # a name that is gone already introduces nobody
    hinted = _holds(lowered, patterns.INTRODUCED_HINTS)
    # Nearly every text has an "an", and few have one that a dot follows.
    dotted = _holds(lowered, patterns.INTRODUCED_AN_HINTS) and patterns.INTRODUCED_AN.search(lowered)
    if not (hinted or dotted):
        return None
    places = [dotted.start()] if dotted else []
    places += [at for hint in patterns.INTRODUCED_HINTS if (at := lowered.find(hint)) >= 0]
    # A few capitals become two characters; then places in the one text are none in the other.
    return max(0, min(places) - patterns.LONGEST_BEFORE_HINT) if len(lowered) == len(text) else 0


def _next_addressed(text: str, begin: int) -> re.Match[str] | None:
    """The next form of address that a capital follows; without one it is not followed by a name."""
    gate = patterns.ADDRESSED_GATE.search(text, begin)
    return gate and patterns.ADDRESSED.search(text, max(begin, gate.start() - patterns.LONGEST_ADDRESS))


def _without_names(
    text: str,
    next_cue: Callable[[str, int], re.Match[str] | None],
    name_of: Callable[[str, list[str]], int],
    found: Found,
    begin: int = 0,
) -> str:
    """`text` with the words replaced that `name_of` counts as the name after each cue."""
    kept: list[str] = []
    end = 0
    match = next_cue(text, begin)
    while match:
        words = match["name"].split(" ")
        length = name_of(match["cue"], words)
        # Only the cue is used up when no name follows: in "Pak RT Pak Budi" the next cue is in the "name".
        resume = match.start("name")
        if length:
            kept += [text[end:resume], _put(Kind.NAME, found)]
            end = resume = resume + len(" ".join(words[:length]))
        match = next_cue(text, resume)
    return "".join([*kept, text[end:]]) if kept else text


def _introduced(_cue: str, words: list[str]) -> int:
    """How many of the words after "nama saya" or "a.n." are the name; a surname may be in lower case too."""
    if not _may_be_name(words[0]):
        return 0
    surname = words[1:2] if words[0].islower() else []
    if surname and len(surname[0]) > 2 and _may_be_name(surname[0]):
        return 2
    return 1 + _capitalised(words[1:])


def _addressed(cue: str, words: list[str]) -> int:
    """How many of the words after "Pak" or "Bu" are the name: the capitalised ones."""
    if not (words[0][0].isupper() and _may_be_name(words[0])):
        return 0
    # Where everything is in capitals they say nothing: "MAKASIH PAK BUDI CEPAT SAMPAI".
    shouted = len(cue) > 1 and cue.isupper() and words[0].isupper()
    return 1 if shouted else 1 + _capitalised(words[1:])


def _capitalised(words: list[str]) -> int:
    """How many words from the first on may be a name by their capital letter."""
    return sum(1 for _ in takewhile(lambda word: word[0].isupper() and _may_be_name(word), words))


def _may_be_name(word: str) -> bool:
    return len(word) > 1 and word.lower() not in NOT_NAMES
