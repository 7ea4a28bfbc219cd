"""Whether whoever is signed in may change something, so that a page offers nothing that would be refused."""

from siklus.client import Client


def may_change(client: Client) -> bool:
    """Whether they are an admin."""
    return client.me().role == "admin"
