"""What personal data looks like in Indonesian reviews.

Only shapes live here; `redaction` decides what a shape is. Two rules keep every pattern linear on hostile
input: a run is read possessively (`++`, no way back) or is bounded, and what may stand between two digits
is never a digit.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby


class Kind(StrEnum):
    """A kind of personal data."""

    NIK = "nik"  # identity number, 16 digits
    NPWP = "npwp"  # tax number, 15 or 16 digits
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    HANDLE = "handle"  # @name
    CARD = "card"  # payment card, by its check digit
    ACCOUNT = "account"  # account, receipt and other numbers of 8 digits or more
    PLATE = "plate"  # vehicle registration
    NAME = "name"  # only after a form of address or "nama saya"


# Stored texts and trained vocabularies hold these: a change is a new anonymiser version.
# Letters only, so that no later pass can read a digit or an @ out of one.
PLACEHOLDERS: dict[Kind, str] = {
    Kind.NIK: "[NIK]",
    Kind.NPWP: "[NPWP]",
    Kind.PHONE: "[TELEPON]",
    Kind.EMAIL: "[SUREL]",
    Kind.URL: "[TAUTAN]",
    Kind.HANDLE: "[AKUN]",
    Kind.CARD: "[KARTU]",
    Kind.ACCOUNT: "[NOMOR]",
    Kind.PLATE: "[PLAT]",
    Kind.NAME: "[NAMA]",
}

# --- characters ---------------------------------------------------------------------------------

# Soft hyphen, zero-width space, direction marks, word joiner, byte order mark, variation selectors of text.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0e\ufeff]+"
)
# A zero-width joiner goes too, except before an emoji, which it may be holding together.
JOINER = "\u200d"
LOOSE_JOINER = re.compile("(?<!\u200d)\u200d++(?=[\\w\\s!-~]|$)")
FOREIGN_DIGIT = re.compile(r"[^\D0-9]")

# Between two digits of one number. The last two turn a digit into a keycap emoji.
GAP = r"[ \t.\-\u2010-\u2015\u2212\ufe0f\u20e3]"

# --- links: addresses, profiles -----------------------------------------------------------------

TLD = (
    r"(?:com|net|org|info|biz|xyz|shop|store|site|online|(?:co|ac|go|or|web|sch|my|biz|net|mil|desa)\.id"
    r"|com\.(?:my|sg|au)|co\.uk)"
)
SHORT_TLD = r"(?:id|me|ly|co|be|gl|ee|io|to|gg|cc|tv|link|app|us|in|my|sg)"

# "@15rb", "@Rp5000" and "@2pcs" are prices a piece, not profiles.
A_PIECE = (
    r"(?!(?:[Rr][Pp]|IDR|idr)\.?[0-9]"
    r"|[0-9][0-9.,]*+(?:[Rr][Bb]|ribu|[Kk]|[Jj][Tt]|juta|[Kk][Gg]|[Gg][Rr]?|pcs|ml|lt?|cm|m|buah|biji|box|pack|x)?(?!\w))"
)

# A bare domain needs a well-known ending, since reviews glue sentences together ("bagus.murah"); a short
# ending also needs a path, or a label of three letters before `.id`.
# What a bare domain may not be followed by. Digits may, and
# go with it: a second run would see a domain where the number after it was replaced.
_END = r"(?![^\W\d]|[\-@]|\.[A-Za-z])"

LINK = re.compile(
    rf"""
    (?P<url>
        (?i:https?)://[^\s<>"]*[^\s<>".,;:!?)\]'}}]
      | (?i:www)\.[^\s<>"]*[^\s<>".,;:!?)\]'}}]
      | (?<![A-Za-z0-9@])(?:[A-Za-z0-9][A-Za-z0-9\-]{{0,62}}+\.){{1,5}}
        (?:(?i:{TLD})(?:(?=(?i:https?)://)|{_END})(?:[0-9][^\s<>"]*+|[/?][^\s<>"]*[^\s<>".,;:!?)\]'}}])?
         | (?i:{SHORT_TLD})/[^\s<>"]*[^\s<>".,;:!?)\]'}}])
      | (?<![A-Za-z0-9@])[A-Za-z0-9][A-Za-z0-9\-]{{2,62}}\.id(?:(?=(?i:https?)://)|{_END})(?:[0-9][^\s<>"]*+)?
    )
  | (?P<email> (?<![\w.+%\-])(?=[.+%\-]*+\w)[\w.+%\-]++@{A_PIECE}(?=[A-Za-z0-9])[\w\-]++(?:\.[\w\-]++)*+ )
  | (?P<handle> @{A_PIECE}(?=[\w.]*[A-Za-z_])[\w.]*[\w] )
    """,
    re.VERBOSE,
)
# Every link holds one of these, or a full stop right before an ending; looked for before the alternation
# runs. The pattern begins with one plain character, which the engine skips to.
LINK_MARKS = ("@", "://", "www.")  # in lower case
LINK_DOT = re.compile(r"\.[A-Za-z]{2,6}(?![A-Za-z])")

# Spelled for people: "nama [at] gmail (dot) com", "nama at domain dot com", "nama @ gmail . com".
SPELLED_EMAIL = re.compile(
    r"""
    (?<![\w.+\-]) \w[\w.+\-]*+ (?:\ (?:dot|titik)\ [\w+\-]++){0,3}
    (?: \ ?[\[({<]\ ?(?:at|@)\ ?[\])}>]\ ? [\w\-]++ (?:DOT [\w\-]++){0,4}
      | (?:\ at\ |\ @\ ?|@\ ) [\w\-]++ (?:DOT [\w\-]++){0,2}? DOT (?:com|net|org|id|edu|info|io|me) )
    (?![^\W\d])
    """.replace("DOT", r"(?:\ ?[\[({<]\ ?(?:dot|titik)\ ?[\])}>]\ ?|\ (?:dot|titik)\ |\ ?\.\ ?)"),
    re.VERBOSE | re.IGNORECASE,
)
# What opens a spelled one, and what stands there then (lower case). A look for one character is nearly free.
SPELLED_EMAIL_HINTS = {
    "@": ("@ ", "(@", "[@"),
    "(": ("(at", "( at"),
    "[": ("[at", "[ at"),
    "{": ("{at",),
    "<": ("<at",),
}
SPELLED_EMAIL_WORD = " at "

# --- numbers ------------------------------------------------------------------------------------

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)[0-9]{2}"
_CLOCK = r"(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9]"

# Where a number may begin: a run of six digits or more, or one that goes on after a gap. It skips what most
# digits in reviews are ("2 kali", "150rb") at the speed of a search for one character.
NUMBER_START = re.compile(rf"[0-9](?<![0-9][0-9])[0-9]*+(?:(?<=[0-9]{{6}})|(?=\)?{GAP}{{0,3}}[(0-9oO]))")

# Matched at such a start; the first branch that fits wins. What is kept comes first where it could be taken
# for a phone ("08.00-17.00 25 orang"), and long shapes come before short ones, so that no part of an identity
# number is left standing.
NUMBER = re.compile(
    rf"""
    (?:
      (?P<date>
          {_DAY}(?P<d>[\-./]){_MONTH}(?P=d)(?:{_YEAR}|[0-9]{{2}})(?![0-9]|[\-./][0-9])
        | {_DAY}\ {_MONTH}\ {_YEAR}(?![0-9]|[ \-./][0-9])
        | {_YEAR}(?P<i>[\-./]){_MONTH}(?P=i){_DAY}(?![0-9]|[\-./][0-9])
        | {_CLOCK}(?:[.:][0-5][0-9])?
          (?:\ ?(?:[\-\u2010-\u2015]|s/d|sd|sampai|hingga)\ ?{_CLOCK})?
          (?![0-9]|[\-.][0-9]|\ ?[\-.]\ ?[0-9]{{3}})
        | {_YEAR}(?:\ ?[\-\u2010-\u2015/ ]\ ?{_YEAR}(?![0-9]))++
      )
    | (?P<npwp>
          [0-9]{{2}}[. ][0-9]{{3}}[. ][0-9]{{3}}[. ][0-9][\-. ]{{1,3}}[0-9]{{3}}[. ][0-9]{{3}}(?![0-9])
      )
    | (?P<sixteen>
          [0-9]{{4}}{GAP}[0-9]{{4}}{GAP}[0-9]{{4}}{GAP}[0-9]{{4}}(?:{GAP}[0-9]{{3}})?(?![0-9])
        | [0-9]{{6}}{GAP}?[0-9]{{6}}{GAP}[0-9]{{4}}(?![0-9])
        | [0-9]{{6}}{GAP}[0-9]{{6}}{GAP}?[0-9]{{4}}(?![0-9])
        | (?:[0-9]{{2}}{GAP}){{3}}[0-9]{{6}}{GAP}[0-9]{{4}}(?![0-9])
        | [0-9]{{4}}{GAP}[0-9]{{6}}{GAP}[0-9]{{5}}(?![0-9])
        | [0-9](?:{GAP}{{1,3}}[0-9]){{15}}(?!{GAP}{{0,3}}[0-9])
      )
    | (?P<phone>
          # 0812…, +62 812…, 62812…, (0812)…, +62 (0) 812…; an o or O stands for a zero
          (?:(?:00)?6{GAP}?2\)?{GAP}{{0,3}}(?:\(?0\)?{GAP}{{0,3}})?|0\)?{GAP}{{0,3}}|(?<=[oO]))
          8(?:[0-9]{{8,11}}(?![0-9oO])
            | {GAP}{{0,3}}[1-35-9]
              (?:\)?{GAP}{{0,3}}[0-9]|[oO](?![^\W0-9oO_])|{GAP}[oO](?=[0-9])){{6,10}}(?![0-9]))
          # (021) 555 1234, 0274-123456, +62 21 555 1234
        | (?:(?<=\+)62\)?{GAP}{{0,3}}(?:\(?0\)?)?[2-79][0-9]{{1,2}}|0[2-79][0-9]{{1,2}})
          \)?{GAP}{{0,3}}[1-9](?:{GAP}?[0-9]){{4,7}}(?![0-9])
          # +1 415 555 2671, but not +1.250.000
        | (?<=\+)(?![0-9]{{1,3}}(?:[.,][0-9]{{3}})+(?![0-9]))[1-9](?:[ .\-()]{{0,2}}[0-9]){{7,14}}(?![0-9])
      )
    | (?P<price>
          [1-9][0-9]{{0,2}}(?:(?:[.,]|\ [.,]\ )[0-9]{{3}}(?![0-9]))++(?:,[0-9]{{1,2}}(?![0-9]))?
          (?![0-9]|[.,\-][0-9])
      )
    | (?P<long>
          [0-9]{{8,}}+
        | [0-9](?:[ .\-][0-9](?![0-9])){{7,}}+
        | [0-9]{{3,7}}(?P<s>[ .\-])[0-9]{{3,7}}(?![0-9])(?:(?P=s)[0-9]{{2,7}}(?![0-9]))++
          (?:[ .\-][0-9]{{2,7}}(?![0-9]))*+
      )
      # Only after "norek", "resi" and their like:
    | (?P<short> [0-9]{{3,7}}[.\-][0-9]{{3,7}}(?![0-9]) | [0-9]{{6,7}}(?![0-9]) )
    )
    """,
    re.VERBOSE,
)
DIGITS = "0123456789"
# What stands before a phone number and belongs to it; the pattern begins at its first digit.
PHONE_PREFIX = re.compile(r"(?:\(?\+|(?<![^\W_])[oO])$")

# Read leftwards from a number, over the words that may stand between: "no. rek bank bca saya : 123…".
LOOK_BEHIND = 48
ACCOUNT_CUE = re.compile(
    r"""
    (?<![^\W\d_])(?: (?:no|nomor|nomer|nmr)?[.\s]{0,2}(?:rekening|norek|rek|resi|va|virtual\ account|briva)
      | (?:no|nomor|nomer|nmr|kode|id)[.\s]{0,2}
        (?:pesanan|order|transaksi|trx|invoice|pelanggan|polis|kartu|anggota|member|booking|tiket|meter|akun)
    )(?:nya|ku)?
    (?:[\s:=.,\#]{1,3}(?:bank|bca|bni|bri|bsi|btn|mandiri|cimb|niaga|permata|danamon|bjb|jago|seabank|saya|aku|kami
        |tujuan|adalah|yaitu|ini|no|nomor|jne|jnt|j&t|sicepat|anteraja|pos|tiki|a/n|dengan))*
    [\s:=.,\#]{0,3}[A-Za-z]{0,6}$
    """,
    re.VERBOSE | re.IGNORECASE,
)
MONEY_BEFORE = re.compile(r"(?:\brp|\bidr|\busd|\$)[\s.]{0,3}$", re.IGNORECASE)
MONEY_AFTER = re.compile(r",-|,00|\s?(?:rupiah|perak|rp)\b", re.IGNORECASE)

# --- number plates ------------------------------------------------------------------------------

_REGION = (
    r"(?:A[ABDEG]?|B[ABDEGHKLMNP]?|C[CD]|D[ABCDEGHKLMNRSTW]?|E[ABD]?|F|G|H|K[BHTU]?"
    r"|L|M|N|P[ABGSTY]?|R|S|T|W|Z)"
)
# Four digits, or three with two letters after them: "D 2 kamar" and "N 95" are none.
PLATE = re.compile(
    rf"(?<![\w\-./]){_REGION}"
    rf"(?:(?P<gap>[ \-])[0-9]{{3,4}}(?P=gap)|[0-9]{{4}} ?)(?P<ending>[A-Z]{{2,3}})(?![\w/])"
)
PLATE_GATE = re.compile(r"[A-Z][ \-]?[0-9]{3,4}[ \-]?[A-Z]")
# After "plat", "nopol" or "nomor polisi" any writing counts.
CUED_PLATE = re.compile(
    rf"\b(?P<cue>(?:no(?:mor|mer)?\.? ?)?(?:plat|pelat|nopol|polisi)(?:nya)?"
    rf"(?: (?:no(?:mor|mer)?|mobil|motor|kendaraan))?(?:[ :.]{{1,3}}))"
    rf"(?P<plate>{_REGION}[ \-]?[0-9]{{1,4}}[ \-]?[A-Z]{{1,3}})(?!\w)",
    re.IGNORECASE,
)
CUED_PLATE_HINTS = ("plat", "pelat", "nopol", "polisi")  # in lower case

# --- names --------------------------------------------------------------------------------------


def _forms(words: str) -> set[str]:
    return {form for word in words.split() for form in (word, word.capitalize(), word.upper())}


def _before_capital(forms: Iterable[str], blanks: int) -> str:
    """An alternation of looks back from behind a capital over blanks to one of the whole words."""
    groups = groupby(sorted(forms, key=lambda form: (len(form), form)), key=len)
    return "|".join(
        rf"(?<=(?<!\w)(?:{'|'.join(map(re.escape, group))})\s{{{blanks}}}.)" for _, group in groups
    )


def _any_case(words: str) -> str:
    """An alternation of whole words in lower case, Capitalised and in CAPITALS.

    Every branch begins with a letter and looks back after it, so that the engine can skip to those letters.
    A look back at the very start, or ignoring case, would make it try every branch at every character.
    """
    forms = sorted(_forms(words), key=lambda form: (form[0], -len(form), form))
    groups = groupby(forms, key=lambda form: form[0])
    return "|".join(
        rf"{first}(?<!\w{first})(?:{'|'.join(form[1:] for form in group)})" for first, group in groups
    )


_ADDRESS_WORDS = (
    "pak bapak bu ibu mas mbak mba kak kakak bang abang kang om tante koh cik ustadz ustad "
    "bpk bpk. sdr sdr. sdri sdri. tn tn. ny ny."
)
# "dr" without its dot is "dari" in every second review, so it counts with the dot or a capital only.
_DOCTORS = ("dr.", "drg", "drg.", "Dr", "Dr.", "DR", "DR.", "Drg", "Drg.")
_ADDRESS = (
    _any_case(_ADDRESS_WORDS).replace(".", r"\.") + r"|d(?<!\wd)(?:r\.|rg\.?)|D(?<!\wD)(?:[Rr]\.?|rg\.?)"
)
_ADDRESS_FORMS = (*_forms(_ADDRESS_WORDS), *_DOCTORS)
_WORD = r"[^\W\d_][\w'’\u200d]*+(?:-[^\W\d_][\w'’\u200d]*+)?"
ADDRESSED = re.compile(rf"(?P<cue>(?:{_ADDRESS}))\s{{1,2}}(?P<name>{_WORD}(?: {_WORD}){{0,2}})")
# A form of address with a capital after it, found from the capital: few texts have many. A letter that
# is not of ASCII may be one.
ADDRESSED_GATE = re.compile(
    rf"[A-Z\u0080-\U0010ffff](?<=\s.)(?:{_before_capital(_ADDRESS_FORMS, 1)}"
    rf"|(?<=\s\s.)(?:{_before_capital(_ADDRESS_FORMS, 2)}))"
)
LONGEST_ADDRESS = max(map(len, _ADDRESS_FORMS)) + len("  ")

# "nama saya", "a.n." and their like leave no doubt: any word after them counts.
INTRODUCED = re.compile(
    rf"""
    (?<!\w)(?P<cue>
        (?:nama\ (?:saya|aku|lengkap|penerima|pemesan|pengirim|pelanggan)|namaku|(?:saya|aku)\ bernama
          |perkenalkan\ saya|atas\ nama)(?:\ (?:adalah|ialah|yaitu))?\s?[:=]?\s{{0,2}}
      | a\.n\.?\s{{0,2}} | a/n\.?\s{{1,2}}
        # not of "70 an", "44%an", "50 ribu an"
      | (?<![0-9%\-])(?<![0-9%\-]\ )(?<!ribu\ )(?<!juta\ )an\ ?\.\s{{1,2}}
      | nama\ ?:\s{{0,2}}
    )(?P<name>{_WORD}(?:\ {_WORD}){{0,2}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
INTRODUCED_HINTS = ("nama", "a.n", "a/n", "perkenalkan")  # in lower case
# Too many words end in "an." to look for that alone.
INTRODUCED_AN = re.compile(r"an(?<!\wan) ?\.\s")
INTRODUCED_AN_HINTS = ("an.", "an .")
LONGEST_BEFORE_HINT = len("saya ber")  # from the beginning of a cue to the hint in it
