"""Ids sort by time and are valid; keys of texts meet where people would say "the same"."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.identity import is_id, new_id, new_ids, text_key


@given(st.lists(st.integers(0, 2**48 - 1), unique=True, max_size=20))
def test_ids_sort_by_the_millisecond_they_were_made_in(stamps):
    made = {new_id(stamp): stamp for stamp in stamps}
    assert [made[one] for one in sorted(made)] == sorted(stamps)


@given(st.integers(0, 2**48 - 1))
def test_an_id_is_a_uuid_of_version_seven(stamp):
    one = UUID(new_id(stamp))
    assert (one.version, one.variant) == (7, "specified in RFC 4122")
    assert one.int >> 80 == stamp
    assert is_id(str(one))


def test_ids_do_not_repeat_and_carry_the_present():
    before = time.time_ns() // 1_000_000
    ids = {new_id() for _ in range(2_000)}
    after = time.time_ns() // 1_000_000
    assert len(ids) == 2_000
    assert all(before <= UUID(one).int >> 80 <= after for one in ids)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=6))
def test_ids_of_one_process_sort_as_they_were_made(counts):
    """Also where more are asked for than a millisecond has places."""
    made = [one for count in counts for one in (*new_ids(count), new_id())]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_are_never_given_the_same_place():
    with ThreadPoolExecutor(8) as threads:
        rows = list(threads.map(new_ids, [300] * 40))
    assert all(row == sorted(row) for row in rows)
    places = {one[:18] for row in rows for one in row}
    assert len(places) == 40 * 300


@given(st.text(max_size=40))
def test_other_strings_are_no_ids(value):
    assert not is_id(value)


def test_an_id_is_written_in_one_way_only():
    one = new_id()
    assert not is_id(one.upper())
    assert not is_id(one.replace("-", ""))
    assert not is_id(f"{{{one}}}")


@given(st.text(alphabet="abc ,.!?", max_size=30))
def test_case_blanks_and_marks_make_no_other_text(text):
    assert text_key(text.upper()) == text_key(text)
    if any(map(str.isalnum, text)):
        assert text_key(f" {text}!? ") == text_key(text)


def test_texts_of_marks_and_emoji_alone_are_told_apart():
    assert text_key("👍👍") != text_key("👎👎")


def test_a_key_has_32_hexadecimal_digits():
    assert len(text_key("enak")) == 32
    assert int(text_key("enak"), 16) >= 0
