"""Words come out in their usual spelling, negations keep what they deny, and any Unicode is read."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siklus.models.lexicon import COMPLAINT, PRAISE, tone
from siklus.models.spelling import DRAWING, USUAL_FORM
from siklus.models.text import negated, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BAGUS Bgt", ["bagus", "banget"]),
        ("baguuuuus sekaliiii", ["bagus", "sekali"]),
        ("saat maaf", ["saat", "maaf"]),
        ("yg ini gk enk, tp murah", ["yang", "ini", "tidak", "enak", ",", "tetapi", "murah"]),
        ("barang2 oke", ["barang", "oke"]),
        ("harga 15000", ["harga", "00000"]),
        ("wkwkwkwk hahaha", ["haha", "haha"]),
        ("suka 😍😍", ["suka", "emojisuka", "emojisuka"]),
        ("kecewa 👎🏽", ["kecewa", "emojimarah", "🏽"]),
        ("enak :) harga:d", ["enak", "emojisuka", "harga", ":", "di"]),
        ("ＦＵＬＬ ｗｉｄｔｈ", ["full", "width"]),
        ("se" * 30 + " baguuu" + "u" * 90, ["se" * 20, "bagu"]),
        ("", []),
    ],
    ids=[
        *("case", "repeats", "doubles stay", "chat", "reduplication", "numbers", "laughter", "emoji"),
        *("skin tone", "emoticons stand alone", "full width", "too long for a word", "nothing"),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "scope", "denied"),
    [
        ("tidak enak", 1, ["tidak_enak"]),
        ("gk begitu enak", 1, ["tidak_enak"]),
        ("kurang bersih tempatnya", 2, ["tidak_bersih", "tidak_tempatnya"]),
        ("tidak, enak kok", 1, []),
        ("bukan tidak enak", 1, ["tidak_enak"]),
        ("enak dan murah", 3, []),
        ("tidak", 1, []),
    ],
    ids=["next word", "over a filler", "wider", "a mark ends it", "twice", "no negation", "nothing follows"],
)
def test_negation_keeps_what_it_denies(text, scope, denied):
    assert negated(words_of(text), scope) == denied


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_read_and_reading_again_changes_nothing(text):
    words = words_of(text)
    assert all(word and not any(map(str.isspace, word)) for word in words)
    assert words_of(text) == words


@pytest.mark.parametrize("piece", ["a", "!", "ha", "a:)", " :(", "😡", "tidak ", "9", "́"])
def test_time_grows_with_length_only(piece):
    started = time.process_time()
    words_of(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 2.0


def test_the_spelling_table_needs_one_look():
    chains = {form: usual for form, usual in USUAL_FORM.items() if USUAL_FORM.get(usual, usual) != usual}
    assert chains == {}
    assert all(form == form.casefold() for form in USUAL_FORM | DRAWING)


def test_no_word_has_two_tones_and_a_denied_one_has_its_own():
    assert not PRAISE & COMPLAINT
    assert (tone("bagusnya"), tone("jelek"), tone("kursi")) == ("(+)", "(-)", "")
