"""Subjects and tokens: what the secret is for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.privacy.subjects import subject_hash
from siklus.privacy.tokens import sign, verify

secrets = st.binary(min_size=1, max_size=64)
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


@given(secrets, names)
def test_a_subject_hash_is_32_hexadecimal_digits_and_repeats(secret, name):
    assert re.fullmatch(r"[0-9a-f]{32}", subject_hash(secret, name))
    assert subject_hash(secret, name) == subject_hash(secret, name)


def test_a_subject_hash_depends_on_secret_and_subject():
    hashes = {subject_hash(secret, name) for secret in (b"a", b"b") for name in ("budi", "Budi", "")}
    assert len(hashes) == 6


@given(secrets, names)
def test_a_token_is_url_safe_and_opens_its_own_prediction(secret, prediction_id):
    token = sign(secret, prediction_id)
    assert re.fullmatch(r"f1\.[A-Za-z0-9_-]{24}", token)
    assert verify(secret, prediction_id, token)


@given(st.text(max_size=60))
def test_no_other_text_is_a_token(text):
    assert not verify(b"secret", "0199", text)


def test_a_token_opens_nothing_else():
    token = sign(b"secret", "0199-a")
    assert not verify(b"secret", "0199-b", token)
    assert not verify(b"other", "0199-a", token)
    assert not verify(b"secret", "0199-a", token[:-1])
    assert not verify(b"secret", "0199-a", "f2" + token[2:])
    assert not verify(b"secret", "0199-a", "")


def test_a_token_is_not_the_subject_hash_of_its_id():
    assert subject_hash(b"secret", "0199-a") not in sign(b"secret", "0199-a")


@pytest.mark.parametrize("make", [subject_hash, sign])
def test_an_empty_secret_is_a_bug(make):
    with pytest.raises(ValueError, match="empty"):
        make(b"", "0199-a")
