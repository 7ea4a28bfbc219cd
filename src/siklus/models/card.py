"""The model card of a version, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from siklus.choice import CHOICE
from siklus.domain.lifecycle import Deployment
from siklus.domain.reviews import LABELS
from siklus.domain.scores import Scores

_OURS = (
    "Sorts Indonesian reviews, complaints and app ratings of seven words or more into positif, netral and "
    "negatif, to be read in sums and to find what needs an answer. Not made for decisions about a person, "
    "nor for other languages."
)
_OF_ANY = (
    "Sorts texts of seven words or more (language: {language}) into {labels}, to be read in sums and to find "
    "what needs an answer. Not made for decisions about a person, nor for other languages. What the labels "
    "mean is for whoever labelled its training data to say."
)
_INTENDED = (
    _OURS if CHOICE.ready_made else _OF_ANY.format(language=CHOICE.language, labels=", ".join(CHOICE.labels))
)
_MEANING = """\
* Labels mean: *positif* praise outweighs, *negatif* complaint outweighs, *netral* states facts or weighs both
  sides evenly. A middling star rating is often a complaint, not netral.
"""
_LIMITS = """\
* Irony, and praise told as a story without a telling word, are often misread.
* Probabilities are calibrated on texts like those it learnt from; on other texts they say too much.
* Live texts were learnt from with consent only and are pseudonymised, not anonymous: free-standing names can
  remain. A withdrawn text leaves the data at once and the model with the next training.
* The golden texts were never trained on; they are as old as the data they came with."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card tells of one version."""

    version: int
    parent: int | None
    created_at: datetime
    counts: Mapping[str, Mapping[str, int]]  # origin → label → rows trained on
    recipe: Mapping[str, Any]
    libraries: Mapping[str, str]
    sha256: str
    golden: Scores | None  # None where there is no golden text
    behaviour: Mapping[str, Any] | None = None  # as `siklus.domain.behaviour.summary` gives it
    adaptation: Mapping[str, Any] | None = None  # None where there was no label from the live service
    provenance: Mapping[str, Any] | None = None  # as `Provenance.as_dict`
    licence: str = "MIT (program); the texts keep the licences of their sources"


def render_card(facts: CardFacts) -> str:
    """The card; the same facts make the same text."""
    sections = [
        f"# Siklus model v{facts.version}",
        _origin(facts),
        f"## Intended use\n\n{_INTENDED}",
        f"## Training data\n\n{_counts(facts.counts)}",
        f"## Scores on golden texts\n\n{_scores(facts.golden)}",
        f"## Behaviour\n\n{_behaviour(facts.behaviour)}",
        f"## Limits\n\n{_MEANING if CHOICE.ready_made else ''}{_LIMITS}",
        f"## Recipe\n\n{_pairs(facts.recipe)}",
        f"## Libraries\n\n{_pairs(facts.libraries)}",
        f"## Licence\n\n{facts.licence}",
    ]
    return "\n\n".join(sections) + "\n"


def _origin(facts: CardFacts) -> str:
    parent = f"v{facts.parent}" if facts.parent is not None else "none, the first of its line"
    lines = [
        f"* Made: {facts.created_at.isoformat(timespec='seconds')}",
        f"* Parent: {parent}",
        f"* Artefact: sha256 `{facts.sha256}`",
    ]
    if facts.provenance is not None:
        lines += _made_of(facts.provenance, facts.recipe)
    if facts.adaptation is not None:
        mass, rows = facts.adaptation["anchor_mass"], facts.adaptation["new_rows"]
        balance = f"the old data weighing as {mass:g}" if mass else "which changed nothing"
        lines.append(f"* Fitted to the {rows} newest live labels, {balance}")
    return "\n".join(lines)


def _made_of(provenance: Mapping[str, Any], recipe: Mapping[str, Any]) -> list[str]:
    rows = f"{provenance['train']} rows learnt from and {provenance['golden']} measured on"
    return [
        f"* Snapshot: {rows}, sha256 `{provenance['content_hash']}`",
        f"* Code: {provenance['code']}",
        f"* Seed: {recipe.get('seed', 'unknown')}",
        f"* Arithmetic: {provenance['arithmetic']}",
        f"* Click ratio: {provenance['click_ratio']:.2f}, at most so much likelier is a wrong answer clicked",
    ]


def gate_section(report: Mapping[str, Any] | None) -> str:
    """What the gate said of a version, as a part of its card.

    Args:
        report: as `GateReport.as_dict`; None for a version that never stood before the gate.
    """
    if report is None:
        said = "It did not stand before the gate: it was trained or brought in by hand."
        return f"## Gate\n\n{said}\n"
    reasons = "\n".join(f"* {_cell(reason)}" for reason in report["reasons"])
    figures = _pairs(dict(_flat(report["figures"])))
    return f"## Gate\n\nDecision: **{report['decision']}**\n\n{reasons}\n\n{figures}\n"


def by_hand_section(links: Sequence[Deployment]) -> str:
    """Who made the version active by hand, whatever the gate had said, and why; nothing where nobody did."""
    if not links:
        return ""
    lines = (
        f"* {link.at.isoformat(timespec='seconds')} by {_cell(link.actor)}: {_cell(link.reason)}"
        for link in links
    )
    return "\n## Activated by hand\n\n" + "\n".join(lines) + "\n"


def _flat(figures: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Figures within figures, as one list with names joined by points.

    >>> list(_flat({"golden": {"n": 40}, "click_ratio": 2.0}))
    [('golden.n', 40), ('click_ratio', 2.0)]
    """
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _counts(counts: Mapping[str, Mapping[str, int]]) -> str:
    rows = [
        [origin, *(str(by_label.get(label.value, 0)) for label in LABELS), str(sum(by_label.values()))]
        for origin, by_label in sorted(counts.items())
    ]
    return _table(["origin", *LABELS, "all"], rows)


def _scores(golden: Scores | None) -> str:
    if golden is None:
        return "There are no golden texts yet."
    summary = (
        f"{golden.n} texts: macro-F1 {golden.macro_f1:.3f}, accuracy {golden.accuracy:.3f}, "
        f"expected calibration error {golden.ece:.3f}."
    )
    by_label = [
        [label, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}", str(s.support)]
        for label, s in golden.labels.items()
    ]
    confusion = [[f"is {label}", *map(str, row)] for label, row in zip(LABELS, golden.confusion, strict=True)]
    return "\n\n".join(
        [
            summary,
            _table(["label", "precision", "recall", "F1", "texts"], by_label),
            _table(["", *(f"judged {label}" for label in LABELS)], confusion),
        ]
    )


def _behaviour(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return (
            "The behaviour suite was not run."
            if CHOICE.ready_made
            else "No behaviour suite fits these labels."
        )
    summary = (
        f"Passes {found['passed']} of {found['cases']} cases of the behaviour suite ({_share(found)}), "
        "which were written for this program and are never learnt from."
    )
    rows = [
        [name, str(part["passed"]), str(part["cases"]), _share(part)]
        for name, part in found["capabilities"].items()
    ]
    return f"{summary}\n\n{_table(['capability', 'passed', 'cases', 'share (95 % interval)'], rows)}"


def _share(found: Mapping[str, Any]) -> str:
    return f"{found['rate']:.3f}, {found['low']:.3f} to {found['high']:.3f}"


def _pairs(values: Mapping[str, Any]) -> str:
    return _table(["name", "value"], [[name, str(value)] for name, value in values.items()])


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: str) -> str:
    """`value` as one cell: a bar or a line end would break the table."""
    return value.replace("|", "\\|").replace("\n", " ")
