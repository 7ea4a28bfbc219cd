"""The SDK against the real service on a socket."""

from collections.abc import Callable, Iterator

import pytest

from siklus.bootstrap import Services
from siklus.client import Client
from siklus.domain.access import Role
from support.api import served


@pytest.fixture
def address(trained: Services) -> Iterator[str]:
    """Where the service is."""
    with served(trained) as found:
        yield found


@pytest.fixture
def connect(address: str, services: Services) -> Iterator[Callable[[Role | None], Client]]:
    """Makes clients with a key of some role; closes them at the end."""
    made: list[Client] = []

    def make(role: Role | None = None) -> Client:
        key = services.access.create(str(role), role, actor="test") if role else None
        made.append(Client(address, key))
        return made[-1]

    yield make
    for client in made:
        client.close()
