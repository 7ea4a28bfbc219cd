"""Both languages say everything, and numbers are written as their readers write them."""

import string
from dataclasses import replace

import pytest

from siklus.alerts.words import FIGURES, PARTS, SENTENCES, Language, told
from siklus.domain.alerts import Event, Figure, Notice
from support.clock import NOON

NOTICE = Notice(Event.RAISED, "slow_answers", Figure.LATENCY_P95_MS, 1234.5, 250, 0, NOON)


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", Language)
def test_every_figure_and_every_event_has_words(language):
    assert set(FIGURES[language]) == set(Figure)
    assert set(SENTENCES[language]) == set(Event)
    assert set(PARTS[language]) == set(PARTS[Language.ID])


@pytest.mark.parametrize("event", Event)
def test_both_sentences_have_the_same_blanks(event):
    assert blanks(SENTENCES[Language.ID][event]) == blanks(SENTENCES[Language.EN][event])


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            Language.ID,
            [
                "⚠ Siklus: waktu jawab (persentil 95) 1.234,5 ms (batas 250,0 ms).",
                "Periksa beban mesin.",
                "Aturan slow_answers, 2026-11-23 12:00 UTC.",
            ],
        ),
        (
            Language.EN,
            [
                "⚠ Siklus: time to answer (95th percentile) 1,234.5 ms (limit 250.0 ms).",
                "See how busy the machine is.",
                "Rule slow_answers, 2026-11-23 12:00 UTC.",
            ],
        ),
    ],
)
def test_a_message_says_what_is_wrong_what_to_do_and_which_rule_said_so(language, lines):
    assert told(NOTICE, language).text.splitlines() == lines


@pytest.mark.parametrize("figure", Figure)
@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("language", Language)
def test_every_message_can_be_written(figure, event, language):
    message = told(replace(NOTICE, figure=figure, event=event, version=2), language)
    assert "{" not in message.text
    assert "\n" not in message.title


def test_a_recovery_gives_no_advice():
    message = told(replace(NOTICE, event=Event.RECOVERED, value=12), Language.ID)
    assert message.title == "✓ Siklus, sudah pulih: waktu jawab (persentil 95) 12,0 ms."
    assert "Periksa" not in message.text
