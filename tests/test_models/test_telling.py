"""Words that speak loudest, where they stand in a text."""

from hypothesis import given
from hypothesis import strategies as st

from siklus.models.telling import passages
from siklus.models.text import words_of

TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(["ga", "mahal,", "baguuus!!", "😭", "pokok-nya", " ", "\n", "(murah)", ":)", "[NAMA]"]),
    max_size=30,
).map(" ".join)


@given(TEXTS, st.floats(-1, 1).filter(bool))
def test_passages_joined_are_the_text_and_no_telling_word_is_left_out(text, weight):
    words = [word for word in dict.fromkeys(words_of(text)) if word[0].isalnum()]
    telling = [(word, weight) for word in words[:3]]

    found = passages(text, telling)

    assert "".join(piece for piece, _ in found) == text
    assert all(piece for piece, _ in found)
    if any(not word.startswith("emoji") for word, _ in telling):
        assert any(weight for _, weight in found)


def test_a_drawing_is_found_under_the_drawing_that_stands_for_its_kind():
    [_, drawing] = passages("sedih 😭", [("😢", -0.4)])

    assert drawing == ("😭", -0.4)


def test_marks_around_a_word_do_not_belong_to_it():
    assert passages("(parah!!!)", [("parah", 0.3)]) == [("(", 0.0), ("parah", 0.3), ("!!!)", 0.0)]
