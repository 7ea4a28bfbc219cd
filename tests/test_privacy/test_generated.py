"""How much of each kind is found, on 500 made-up samples of it."""

import hashlib
import importlib.util
from pathlib import Path
from random import Random

import pytest

from siklus.privacy.patterns import PLACEHOLDERS, Kind
from siklus.privacy.redaction import ANONYMISER_VERSION, anonymise

_spec = importlib.util.spec_from_file_location(
    "privacy_generators", Path(__file__).with_name("generators.py")
)
generators = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generators)

SAMPLES = 500
# Read as one of these, the number is gone all the same: every tenth number passes for a card, say.
SAME_DIGITS = {Kind.ACCOUNT: {Kind.PHONE, Kind.CARD, Kind.NIK, Kind.NPWP}}


def found(kind, redacted):
    return bool(redacted.counts.keys() & ({kind} | SAME_DIGITS.get(kind, set())))


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_made_up_personal_data_is_found(kind):
    random = Random(f"recall {kind}")
    texts = [generators.carried(random, kind) for _ in range(SAMPLES)]
    missed = [text for text in texts if not found(kind, anonymise(text))]
    assert len(missed) <= 0.02 * SAMPLES, missed[:20]


@pytest.mark.parametrize("kind", [Kind.NIK, Kind.NPWP, Kind.PHONE, Kind.CARD], ids=str)
def test_no_part_of_a_number_is_left(kind):
    random = Random(f"rest {kind}")
    left = []
    for _ in range(SAMPLES):
        redacted = anonymise(f"tolong dicek {generators.GENERATORS[kind](random)} ya kak")
        rest = redacted.text
        for placeholder in PLACEHOLDERS.values():
            rest = rest.replace(placeholder, "")
        if any(character.isdigit() for character in rest):
            left.append(redacted.text)
    assert len(left) <= 0.02 * SAMPLES, left[:20]


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_a_second_run_changes_nothing(kind):
    random = Random(f"twice {kind}")
    for _ in range(SAMPLES):
        once = anonymise(generators.carried(random, kind) + generators.GENERATORS[kind](random)).text
        assert anonymise(once).text == once


def test_what_is_written_changes_with_the_version_only():
    """Stored texts and trained vocabularies hold it: another digest is another version."""
    random, kinds = Random("digest"), list(Kind)
    written = hashlib.sha256()
    for _ in range(4_000):
        text = generators.carried(random, random.choice(kinds))
        for each in (text, text.title(), text + generators.GENERATORS[random.choice(kinds)](random)):
            redacted = anonymise(each)
            written.update(f"{redacted.text}{sorted(redacted.counts.items())}\n".encode())
    assert (ANONYMISER_VERSION, written.hexdigest()[:16]) == ("id-1", "2e4ab963386c0d2f")
