"""Many texts of one visitor."""

from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.reviews import Review
from siklus.errors import ReviewTooLong, ReviewTooShort, ReviewUnreadable, SiklusError
from siklus.ui.batch import sorted_out
from siklus.ui.word_count import MAX_CHARACTERS, why_refused

REASONS = {ReviewTooShort: {"short", "empty"}, ReviewTooLong: {"long"}, ReviewUnreadable: {"unreadable"}}
TEXTS = (
    st.text(max_size=80) | st.integers(1, 2_000).map(lambda n: "kata " * n) | st.just("x" * MAX_CHARACTERS)
)


def reasons_of_the_service(text: str) -> set[str | None]:
    try:
        Review.read(text)
    except SiklusError as error:
        return {*REASONS[type(error)]}
    return {None}


@given(TEXTS)
def test_what_is_told_beforehand_is_what_the_service_says(text):
    assert why_refused(text) in reasons_of_the_service(text)


@given(st.lists(TEXTS, max_size=20))
def test_each_text_is_judged_or_refused_and_keeps_its_number(texts):
    good, bad = sorted_out(texts)

    lines = sorted([*good, *(line for line, _ in bad)], key=lambda line: line.number)
    assert [line.text for line in lines] == texts
    assert [line.number for line in lines] == list(range(1, len(texts) + 1))
