"""In what language is a text, roughly: enough to notice that another one has come.

Scripts and some two hundred frequent words decide; no model, no dependency, a few microseconds. It counts
texts for drift and is no judge of a single one: a Malay text passes for Indonesian, and a short one without
a frequent word for another language.
"""

import re
from enum import StrEnum


class Language(StrEnum):
    """What is told apart."""

    INDONESIAN = "indonesian"
    ENGLISH = "english"
    OTHER_LATIN = "other_latin"
    OTHER_SCRIPT = "other_script"


LANGUAGES = tuple(Language)

# Words that the other language does not have; "di", "a" or "yang" alone would not do.
_INDONESIAN = """
yang yg dan di ke dari dr untuk utk dengan dgn ini itu ada adalah akan pada juga jg saya aku gue gw
kami kita kamu anda dia mereka tidak tdk gak ga nggak enggak gk bukan belum blm jangan sudah sdh udah udh
telah sedang lagi lg masih msh bisa bs dapat harus mau ingin sangat sekali banget bgt lebih paling kurang
cukup terlalu tapi tp tetapi namun karena krn karna jika kalau kalo klo agar supaya oleh dalam luar atas
bawah setelah sebelum saat ketika waktu hari semua setiap banyak sedikit beberapa apa siapa mana kenapa
mengapa bagaimana gimana berapa seperti kayak sama saja aja hanya cuma pun lah kok sih deh dong nih ya
orang barang harga pengiriman bagus baik mantap murah mahal cepat lambat enak kecewa sesuai rusak sampai
terima kasih terimakasih makasih semoga selalu pesan pesanan beli pembeli penjual toko tempat makan
makanan pelayanan kualitas produk ukuran warna kirim datang pakai buat jadi jd pas sayang suka senang
respon tolong mohon kak gan bang pak bu mas mbak dpt bgus brg ok oke nya tsb dll krg
"""
_ENGLISH = """
the of and to in is was were are be been it its this that these those for with on at by from as but or not
no have has had do does did will would can could should i you he she we they my your his her our their me
him them us so very too just really only than then there here when where what who which why how all any
some more most much many about after before because if while an get got don't didn't it's i'm wasn't
doesn't item product delivery price quality seller food service place bought received everything nothing
always never again also
"""
_IN_INDONESIAN, _IN_ENGLISH = frozenset(_INDONESIAN.split()), frozenset(_ENGLISH.split())
# What Indonesian puts around its words, four letters and more of them within.
_FORMED = re.compile(r"(?:me(?:ng|ny|m|n)|ber|ter|pe(?:ng|m|n)|di)\w{4,}|\w{3,}(?:nya|kan)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MOSTLY = 0.5


def language_of(text: str) -> Language:
    """The language of one text.

    >>> language_of("Barangnya bagus, pengiriman cepat sekali"), language_of("The food was cold and bland")
    (<Language.INDONESIAN: 'indonesian'>, <Language.ENGLISH: 'english'>)
    >>> language_of("Очень хорошее качество"), language_of("Das Essen war kalt und viel zu teuer")
    (<Language.OTHER_SCRIPT: 'other_script'>, <Language.OTHER_LATIN: 'other_latin'>)
    """
    words = _WORD.findall(text.casefold())
    if not words:
        return Language.OTHER_SCRIPT
    latin = sum(word[0] < "\u0250" for word in words)
    if latin < _MOSTLY * len(words):
        return Language.OTHER_SCRIPT
    english = sum(word in _IN_ENGLISH for word in words)
    indonesian = sum(word in _IN_INDONESIAN or _FORMED.fullmatch(word) is not None for word in words)
    if max(english, indonesian) < len(words) / 12:
        return Language.OTHER_LATIN
    return Language.ENGLISH if english > indonesian else Language.INDONESIAN
