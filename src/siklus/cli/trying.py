"""Commands that try the model by hand: predict, feedback, evaluate."""

# ruff: noqa: PLC0415 (commands load what they need when they run: scikit-learn alone takes seconds)

from typing import TYPE_CHECKING, Annotated, Any

import typer

from siklus.cli.output import Json, installation, print_json, print_rows, read_stdin_or, remark
from siklus.domain.reviews import LABELS, Label

if TYPE_CHECKING:
    from siklus.services.prediction import Reply


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (predict, feedback, evaluate):
        app.command()(command)


def predict(
    text: Annotated[str, typer.Argument(help="A review of at least seven words; `-` reads stdin.")],
    consent: Annotated[bool, typer.Option(help="Keep the pseudonymised text and the answer.")] = False,
    explain: Annotated[bool, typer.Option(help="Say which words moved the answer.")] = False,
    as_json: Json = False,
) -> None:
    """Judge one review with the active version."""
    from siklus.services.prediction import Request

    raw = read_stdin_or(text).decode("utf-8", errors="surrogateescape") if text == "-" else text
    with installation() as services:
        services.serving.refresh()
        services.challenging.refresh()
        reply = services.prediction.predict(Request(raw, consent=consent, channel="cli", explain=explain))
        services.shadows.flush()
        services.counters.flush()
    if as_json:
        print_json(reply_facts(reply))
        return
    print_rows([(reply.label, reply.confidence)])
    for word, weight in reply.explanation or []:
        remark(f"  {word}\t{weight:+.2f}")
    if reply.stored:
        remark(f"stored as {reply.id}; token for feedback: {reply.feedback_token}")


def reply_facts(reply: "Reply") -> dict[str, Any]:
    """A reply as the HTTP service words it."""
    return {
        "id": reply.id,
        "label": str(reply.label),
        "confidence": reply.confidence,
        "probabilities": dict(zip(map(str, LABELS), reply.probabilities, strict=True)),
        "model_version": reply.model_version,
        "stored": reply.stored,
        "not_stored": reply.not_stored,
        "feedback_token": reply.feedback_token,
        "explanation": reply.explanation,
        "latency_ms": reply.latency_ms,
    }


def feedback(
    prediction_id: Annotated[str, typer.Argument(help="The id that came with the prediction.")],
    token: Annotated[str, typer.Argument(help="The feedback token that came with it.")],
    right: Annotated[bool, typer.Option("--right/--wrong", help="Was the answer right?")],
    label: Annotated[str | None, typer.Option(help="The right label, where it was wrong.")] = None,
) -> None:
    """Say whether a stored prediction was right."""
    said = Label.read(label) if label else None
    with installation() as services:
        answer = services.feedback.answer(prediction_id, token, correct=right, label=said)
    print_rows([(answer.prediction_id, answer.label)])


def evaluate(
    version: Annotated[str, typer.Argument(help="A version such as v3, or `active`.")],
    data: Annotated[str, typer.Option(help="CSV or JSON lines with text and label; `-` reads stdin.")],
    as_json: Json = False,
) -> None:
    """Score a version on labelled data that it has not seen."""
    from siklus.services.evaluation import read_version

    content = read_stdin_or(data)
    with installation() as services:
        found = services.evaluation.evaluate(read_version(version), content)
    for refused in found.refused[:10]:
        remark(f"line {refused.line} left out: {refused.message}")
    if as_json:
        print_json({"version": found.version, **found.scores.as_dict()})
        return
    figures = found.scores.as_dict()
    print_rows([(name, figures[name]) for name in ("n", "accuracy", "macro_f1", "ece")])
    for name, per_label in figures["labels"].items():
        print_rows(
            [(name, per_label["precision"], per_label["recall"], per_label["f1"], per_label["support"])]
        )
    print_rows([("confusion", *row) for row in figures["confusion"]])
