"""A model as plain JSON: every table that a text is read with, for readers in any language."""

from collections.abc import Sequence
from typing import Any

from siklus.domain.reviews import LABELS
from siklus.errors import VersionHasNoTable
from siklus.models.calibration import Floats
from siklus.models.languages import tone
from siklus.models.lexicon import COMPLAINT, PRAISE
from siklus.models.model import Model
from siklus.models.strings import SHORTEST_DENIED
from siklus.models.text import reading_rules

FORM = "siklus linear model 1"


def table_of(model: Model) -> dict[str, Any]:
    """The whole model: string → rarity and one weight a label, and how texts become strings.

    `docs/how-to/move-a-version.md` has a reader of it.

    Raises:
        VersionHasNoTable: its features are not ours, so no table says what they are.
    """
    features, classifier = model.own, model.classifier
    if features is None:
        raise VersionHasNoTable(model.recipe.features)
    here = len(features.phrases_)
    return {
        "form": FORM,
        "labels": [label.value for label in LABELS],
        "text": reading_rules() | {"tones": _tones()},
        "scope": features.scope,
        "sizes": {
            "shortest": features.shortest,
            "shortest_denied": max(features.shortest, SHORTEST_DENIED),
            "longest": features.longest,
        },
        "phrases": _rows(features.phrases_, features.phrase_idf_, classifier.coef_[:here]),
        "pieces": _rows(features.pieces_, features.piece_idf_, classifier.coef_[here:]),
        "intercepts": classifier.intercept_.tolist(),
        "scale": classifier.scale_,
        "offsets": classifier.offsets_.tolist(),
    }


def _tones() -> dict[str, str]:
    """Every word that has a tone, with its tone: `tone` as a table; nothing where no words have one."""
    forms = (form for word in sorted(PRAISE | COMPLAINT) for form in (word, f"{word}nya"))
    return {form: tone(form) for form in forms if tone(form)}


def _rows(strings: Sequence[str], rarity: Floats, weights: Floats) -> dict[str, list[float]]:
    columns = zip(strings, rarity.tolist(), weights.tolist(), strict=True)
    return {string: [rare, *row] for string, rare, row in columns}
