"""Rate limits over real processes: two services, one database."""

import time
from collections.abc import Callable
from contextlib import ExitStack

import httpx
import pytest

from siklus.api.background import SETTLE_SECONDS
from support.api import FAR
from support.processes import Api, serving
from support.rows import SmallModel

REVIEW = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan nomor satu"
LIMIT = 3  # a minute, and so what a fresh bucket holds; the next one takes 20 seconds, also on a busy machine
Ask = Callable[[Api], bool]


@pytest.fixture
def public(services, small_model: SmallModel):
    """Starts services for everybody over one database, until the test ends."""
    small_model.install(services)
    settings = {
        "database_url": services.settings.url,
        "secret": services.settings.secret.get_secret_value(),
        "public": "true",
        "rate_per_minute": str(LIMIT),
    }
    with ExitStack() as stack:
        yield lambda: stack.enter_context(serving(services.settings.home, **settings))


@pytest.fixture
def let_in():
    """Asks a service as one and the same stranger; whether he was let in."""
    with httpx.Client(headers={"X-Forwarded-For": FAR}, timeout=60) as client:

        def ask(api: Api) -> bool:
            reply = client.post(f"{api.address}/v1/predictions", json={"text": REVIEW})
            assert reply.status_code in (200, 429), reply.text
            return reply.status_code == 200

        yield ask


def shared(api: Api) -> bool:
    return "siklus_rates_shared 1.0" in httpx.get(f"{api.address}/metrics").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_services_let_through_what_one_does_and_once_a_bucket_more(public, let_in: Ask):
    both = [public(), public()]
    started, through = time.monotonic(), 0

    # As a proxy shares out: each service sees half, and alone would let through all of it.
    for _ in range(4 * LIMIT):
        through += sum(let_in(api) for api in both)
        time.sleep(0.3)

    refills = (time.monotonic() - started) * LIMIT / 60
    assert LIMIT <= through <= 2 * LIMIT + refills
    assert all(map(shared, both))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_what_one_service_let_through_another_one_knows_once_they_have_settled(public, let_in: Ask):
    first, second = public(), public()
    for _ in range(LIMIT):
        assert let_in(first)
    time.sleep(2 * SETTLE_SECONDS)
    through = 0

    while let_in(second):
        through += 1
        time.sleep(3 * SETTLE_SECONDS)

    # Alone it would let through as many as the first did.
    assert through < LIMIT
