"""What is a review, and what is refused and why."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.reviews import MAX_CHARACTERS, Label, Review, clean_text, count_words
from siklus.errors import ReviewTooLong, ReviewTooShort, ReviewUnreadable, UnknownLabel

SEVEN = "satu dua tiga empat lima enam tujuh"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (SEVEN, 7),
        (f"  \n\t{SEVEN}\r\n ", 7),
        ("Enak banget !!! 👍 pokok-nya top deh, harga ok juga", 8),
        ("satu\u00a0dua\u2003tiga empat lima enam tujuh", 7),
        ("1 2 3 4 5 6 7", 7),
        ("ａｂｃ dua tiga empat lima enam tujuh", 7),
        ("料理 がとても 美味しい です また 来 ます", 7),
        ("<script>alert(1)</script> ' OR 1=1; DROP TABLE x; -- dua tiga", 8),
    ],
    ids=[
        "just enough words",
        "outer blanks do not count",
        "marks and emoji are no words",
        "unusual blanks part words",
        "digits are words",
        "full-width letters",
        "another script",
        "nothing honest looks like an attack",
    ],
)
def test_a_review_of_seven_words_is_read(raw, words):
    assert Review.read(raw).words == words


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", 0),
        (" \n ", 0),
        ("satu dua tiga empat lima enam", 6),
        ("👍 👍 👍 👍 👍 👍 👍 👍", 0),
        ("bagus ! ? ... --- *** 🎉 🎉", 1),
        ("satu-dua-tiga-empat-lima-enam-tujuh", 1),
    ],
    ids=["nothing", "blanks", "six words", "emoji alone", "marks around one word", "one word with hyphens"],
)
def test_a_text_of_fewer_words_is_refused_with_the_count(raw, words):
    with pytest.raises(ReviewTooShort) as refused:
        Review.read(raw)
    assert (refused.value.words, refused.value.minimum) == (words, 7)


def test_five_thousand_characters_are_allowed_and_one_more_is_not():
    text = (SEVEN + " ") + "a" * (MAX_CHARACTERS - len(SEVEN) - 1)
    assert len(Review.read(text).text) == MAX_CHARACTERS
    with pytest.raises(ReviewTooLong) as refused:
        Review.read(text + "a")
    assert refused.value.characters == MAX_CHARACTERS + 1


def test_the_length_is_that_of_the_normal_form():
    # U+FDFA is one character and eighteen in NFKC; "e" with a combining accent is two and one.
    with pytest.raises(ReviewTooLong):
        Review.read(SEVEN + " " + "\ufdfa" * 400)
    assert Review.read(SEVEN + " " + "e\u0301" * 4_000).words == 8


def test_a_huge_text_is_refused_before_it_is_looked_at():
    with pytest.raises(ReviewTooLong):
        Review.read("\0" * 30_000)


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x80", "\ud800"])
def test_what_is_no_text_is_refused_with_its_place(character):
    with pytest.raises(ReviewUnreadable) as refused:
        Review.read(f"satu {character} {SEVEN}")
    assert (refused.value.codepoint, refused.value.position) == (ord(character), 5)


def test_tabs_and_line_ends_are_text():
    assert clean_text(" a\tb\r\nc ") == "a\tb\r\nc"


@given(st.text(max_size=200))
def test_reading_again_changes_nothing_and_what_is_read_is_valid(raw):
    try:
        text = clean_text(raw)
    except ReviewUnreadable:
        return
    assert text == unicodedata.normalize("NFKC", text)
    assert text.encode("utf-8").decode() == text
    assert "\0" not in text
    assert 0 <= count_words(text) <= len(text)


@given(st.text(alphabet=st.characters(categories=["So", "Sk", "Po", "Zs"]), max_size=100))
def test_without_a_letter_or_digit_there_is_no_word(text):
    assert count_words(text) == 0


@pytest.mark.parametrize("written", ["positif", "POSITIF", " Positif\n"])
def test_a_label_is_read_whatever_its_case_and_blanks(written):
    assert Label.read(written) is Label.POSITIF


@pytest.mark.parametrize("written", ["", "positive", "bagus" * 40, "0"])
def test_another_label_is_refused_and_quoted_in_part_only(written):
    with pytest.raises(UnknownLabel) as refused:
        Label.read(written)
    assert len(refused.value.label) <= 40
