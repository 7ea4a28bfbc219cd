"""Our checks of numbers say what python-stdnum says."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.id import nik, npwp

from siklus.privacy.numbers import has_check_digit, is_nik, is_npwp

digits = st.text("0123456789", min_size=1, max_size=20)
# Of random digits hardly one is a date in a region.
nearly_niks = st.builds(
    "{}{:02}{:02}{:02}{:02}{:04}".format,
    st.sampled_from(("3171", "1101", "9999", "5171", "0000")),
    *(st.integers(0, top) for top in (99, 79, 14, 99, 9999)),
)


@settings(max_examples=500, deadline=None)
@given(digits | nearly_niks)
@example("3171012902001234")  # 29 February 2000
@example("3171012902010001")
@example("3171014000450001")
def test_identity_numbers(number):
    assert is_nik(number) == nik.is_valid(number)


@settings(max_examples=500)
@given(digits)
def test_check_digits(number):
    assert has_check_digit(number) == luhn.is_valid(number)


@settings(max_examples=500)
@given(
    digits
    | st.text("0123456789", min_size=15, max_size=15)
    | st.integers(0, 10**15 - 1).map("0{:015}".format)
)
def test_tax_numbers_that_are_no_identity_numbers(number):
    assert is_npwp(number) == (npwp.is_valid(number) and not (len(number) == 16 and number[0] != "0"))


@pytest.mark.parametrize("number", ["", "1", "31710117084500011"])
def test_what_has_another_length_is_no_identity_number(number):
    assert not is_nik(number)
