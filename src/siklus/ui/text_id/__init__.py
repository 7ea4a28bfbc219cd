"""Every word of the interface in Indonesian. `text_en` has the same keys; a test says so."""

from siklus.ui.text_id import (
    analysis,
    errors,
    frame,
    gates,
    imports,
    model,
    monitoring,
    review,
    settings,
    simulation,
    trials,
)

TEXTS: dict[str, str] = {
    **frame.TEXTS,
    **analysis.TEXTS,
    **monitoring.TEXTS,
    **model.TEXTS,
    **trials.TEXTS,
    **gates.TEXTS,
    **imports.TEXTS,
    **review.TEXTS,
    **simulation.TEXTS,
    **settings.TEXTS,
    **errors.TEXTS,
}
