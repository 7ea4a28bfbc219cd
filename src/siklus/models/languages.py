"""By which words texts are read: Indonesian ones, English ones, or those of no language in particular.

What depends on the language stands here and in the two Indonesian tables (`spelling`, `lexicon`): usual
forms, negations and how far they reach, words with a tone. All else (Unicode, case, drawn-out letters,
numbers, laughter, drawings, marks, pieces of words) is the same for every language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from siklus.choice import CHOICE
from siklus.models import lexicon, spelling

# Words between a negation and what it negates: "tidak terlalu enak" denies enak, not terlalu.
_BETWEEN_ID = """
begitu terlalu akan ada bisa pernah sangat lagi sampai jadi sama sekali dapat juga saja yang ini itu di ke nya
lah kah pun si amat cukup
"""
_BETWEEN_EN = """
a an the this that these those it its my your our their so too very really quite all at to of as even just
ever be been being am is are was were do does did done have has had get got go going come much many any
always
"""
# An apostrophe parts words, so that "don't" is read as `don` and `t`: the `t` stands for the negation.
_FORMS_EN = """
not: t dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wont wouldnt shouldnt hasnt havent hadnt
not: aint
never: nvr
no: nope nah
without: wo
you: u
are: r
your: ur
please: pls plz
thanks: thx tks ty
because: cuz coz bc
people: ppl
message: msg
"""


def _forms(table: str) -> dict[str, str]:
    """Other form → usual form; each line is `usual form: other forms`."""
    rows = (line.split(": ", 1) for line in table.strip().splitlines())
    return {form: usual for usual, forms in rows for form in forms.split()}


@dataclass(frozen=True, slots=True)
class Language:
    """What reading takes of a language; nothing, where we know nothing of it."""

    usual: Mapping[str, str] = field(default_factory=dict)  # other form → usual form
    negations: frozenset[str] = frozenset()  # in their usual form
    between: frozenset[str] = frozenset()  # words that a negation reaches past
    no: str = "not"  # what a denied word is shown with
    tone: Callable[[str], str] = lambda _word: ""  # (+), (-) or nothing


LANGUAGES = {
    "id": Language(
        spelling.USUAL_FORM, spelling.NEGATIONS, frozenset(_BETWEEN_ID.split()), "tidak", lexicon.tone
    ),
    "en": Language(
        _forms(_FORMS_EN),
        frozenset({"not", "no", "never", "without", "hardly", "barely", "neither", "nor"}),
        frozenset(_BETWEEN_EN.split()),
    ),
}
CHOSEN = LANGUAGES.get(CHOICE.language, Language())
USUAL_FORM, NEGATIONS, BETWEEN, NO, tone = (
    CHOSEN.usual,
    CHOSEN.negations,
    CHOSEN.between,
    CHOSEN.no,
    CHOSEN.tone,
)
