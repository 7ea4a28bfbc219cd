"""Formal or colloquial, roughly."""

import pytest

from siklus.monitoring.register import Register, register_of


@pytest.mark.parametrize(
    ("text", "register"),
    [
        ("Pelayanan di kantor kelurahan ini sangat cepat dan ramah", Register.FORMAL),
        ("Presiden meresmikan jalan tol baru di Jawa Tengah kemarin", Register.FORMAL),
        ("brg gk sesuai gambar, nyesel bgt beli di sini", Register.COLLOQUIAL),
        ("enaaaak poll makan di sini sama teman teman kantor", Register.COLLOQUIAL),
        ("", Register.FORMAL),
        ("👍👍👍", Register.FORMAL),
    ],
)
def test_the_register_of_a_text(text, register):
    assert register_of(text) == register
