"""In what register is a text, roughly: as one writes to an office, or as one chats.

Words without a vowel (`yg`, `bgt`), words drawn out (`bagusss`) and some hundred that hardly anybody writes
in a letter are counted; no model, no dependency. It sorts texts into kinds and is no judge of a single one.
"""

import re
import unicodedata
from enum import StrEnum


class Register(StrEnum):
    """What is told apart."""

    FORMAL = "formal"
    COLLOQUIAL = "colloquial"


COLLOQUIAL_FROM = 0.1  # share of the words
_CHAT = """
gak ga nggak enggak gk kagak kaga ngga engga gag udah udh dah uda blom belom aja aj doang doank gue gua gw gwe
aku aq lu lo elu loe kalo klo kaya kayak kek gitu gini gimana gmana napa sih dong donk deh nih tuh kok lho loh
yah yuk ayo wah wow banget bget cuma cuman trus terus emang bener pengen dapet pake abis bikin nyampe sampe
dateng cepet mantul mantab maknyus gan sis bro min kak om nyesel males kesel ogah bete lemot lelet zonk murmer
anjir buset gila oke ok okeh thx thanks makasih mksh makasi trims recommended rekomen worth best ori wkwk
wkwkwk haha hahaha hehe hehehe hihi huhu hiks btw
"""
_CHATTED = frozenset(_CHAT.split())
_WORD = re.compile(r"[^\W\d_]+2?")
_NO_VOWEL = re.compile(r"[^aeiou\d]{2,}2?")
_DRAWN_OUT = re.compile(r"([a-z])\1{2}")


def register_of(text: str) -> Register:
    """The register of one text.

    >>> register_of("Pelayanan di kantor ini sangat ramah dan cepat"), register_of("brgnya gk sesuai bgt kak")
    (<Register.FORMAL: 'formal'>, <Register.COLLOQUIAL: 'colloquial'>)
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    chatted = sum(map(_is_chatted, words))
    return Register.COLLOQUIAL if words and chatted >= COLLOQUIAL_FROM * len(words) else Register.FORMAL


def _is_chatted(word: str) -> bool:
    if word in _CHATTED or _DRAWN_OUT.search(word) is not None:
        return True
    return _NO_VOWEL.fullmatch(word) is not None
