"""What an answer claims, and which role includes which."""

import pytest

from siklus.domain.access import Role
from siklus.domain.feedback import right_label
from siklus.domain.reviews import Label
from siklus.errors import LabelContradicts, LabelMissing

POS, NEG = Label.POSITIF, Label.NEGATIF


@pytest.mark.parametrize(
    ("correct", "said", "right"),
    [(True, None, POS), (True, POS, POS), (False, NEG, NEG)],
    ids=["right", "right, and said so", "wrong, and what instead"],
)
def test_the_right_label(correct, said, right):
    assert right_label(POS, correct=correct, said=said) is right


@pytest.mark.parametrize(
    ("correct", "said", "error"),
    [(True, NEG, LabelContradicts), (False, POS, LabelContradicts), (False, None, LabelMissing)],
    ids=["right, but another label", "wrong, but the same label", "wrong without a label"],
)
def test_an_answer_that_says_nothing_clear_is_refused(correct, said, error):
    with pytest.raises(error):
        right_label(POS, correct=correct, said=said)


@pytest.mark.parametrize("mine", list(Role))
@pytest.mark.parametrize("needed", list(Role))
def test_a_role_includes_those_before_it(mine, needed):
    order = [Role.CLIENT, Role.REVIEWER, Role.ADMIN]
    assert mine.includes(needed) is (order.index(mine) >= order.index(needed))
