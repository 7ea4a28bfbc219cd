"""Callers who do not behave: whatever they send, the others are answered and nothing is called a bug."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from siklus.domain.access import Role
from support import rude
from support.api import PATIENCE, served

EXACTLY = {"two lengths that differ": "400", "length and chunks": "400", "a header of 1 MB": "431"}


@pytest.fixture
def port(trained):
    with served(trained) as address:
        yield urlsplit(address).port


@pytest.fixture(params=["sqlite"])
def database_url(request):
    """HTTP is the same over both databases."""
    return request.getfixturevalue("sqlite_url")


def test_what_is_no_http_is_refused_or_waited_for_and_everybody_else_is_answered(port):
    with capture_logs() as logs, ThreadPoolExecutor(8) as pool:
        outcomes = dict(
            zip(
                [words for words, _ in rude.MALFORMED],
                pool.map(lambda one: rude.said(port, one[1]), rude.MALFORMED),
                strict=True,
            )
        )

    assert set(outcomes.values()) <= {
        "100",
        "200",
        "400",
        "401",
        "404",
        "413",
        "422",
        "431",
        "waiting",
        "closed",
    }
    for words, status in EXACTLY.items():
        assert rude.said(port, dict(rude.MALFORMED)[words], PATIENCE) == status
    assert rude.seconds_to_answer(port, PATIENCE) < PATIENCE
    assert [line for line in logs if line["event"] == "bug" or line["log_level"] == "error"] == []


def test_requests_that_are_sent_at_once_are_all_answered(port):
    found = rude.heard(port, rude.WHOLE * 19 + rude.LAST, PATIENCE, PATIENCE)
    assert found.count(b"HTTP/1.1 200") == 20


def test_bodies_of_a_megabyte_are_refused(port):
    assert set(rude.large_bodies(port, 8, PATIENCE)) <= {"413", "422"}


def test_whoever_hangs_up_in_the_midst_of_a_body_is_no_bug(trained, port):
    key = trained.access.create("admin", Role.ADMIN, actor="test")
    head = f"POST /v1/examples HTTP/1.1\r\nHost: siklus\r\nAuthorization: Bearer {key}\r\n"

    with capture_logs() as logs:
        assert rude.said(port, f"{head}Content-Length: 5000\r\n\r\ntext,label\r\n".encode()) == "waiting"
        assert rude.seconds_to_answer(port, PATIENCE) < PATIENCE

    assert [line for line in logs if line["event"] == "bug"] == []
