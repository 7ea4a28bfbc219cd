import hashlib

import pytest

from siklus.errors import NotFound, UnknownConsentWording
from siklus.privacy.consent import CURRENT, versions, wording

# One line per version that was ever shown. A new text is a new line; a changed digest is a mistake.
DIGESTS = {"2026-11": "de2ef67318a3afe2"}


def digest(shown):
    return hashlib.sha256("\n".join((shown.purpose, shown.id, shown.en)).encode()).hexdigest()[:16]


def test_no_wording_that_was_shown_has_changed():
    assert {version: digest(wording(version)) for version in versions()} == DIGESTS


def test_the_current_wording_is_registered():
    assert wording(CURRENT.version) is CURRENT


def test_an_unknown_version_is_not_found():
    with pytest.raises(UnknownConsentWording) as caught:
        wording("1999-01")
    assert isinstance(caught.value, NotFound)
    assert caught.value.version == "1999-01"


@pytest.mark.parametrize(
    ("language", "promises"),
    [
        (
            "id",
            ["tidak wajib", "teks ulasan", "label", "koreksi", "memperbaiki", "menarik", "berdiri sendiri"],
        ),
        (
            "en",
            [
                "optional",
                "pseudonymised",
                "label",
                "correction",
                "improve",
                "withdraw",
                "Free-standing names",
            ],
        ),
    ],
)
def test_the_wording_says_what_it_must(language, promises):
    text = getattr(CURRENT, language).replace("berdiri \nsendiri", "berdiri sendiri")
    assert [promise for promise in promises if promise not in text] == []
