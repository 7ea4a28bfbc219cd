"""Whether whoever holds the key may change something, so that a page offers nothing that would be refused."""

from siklus.client import Client, SiklusApiError


def may_change(client: Client) -> bool:
    """Whether the key is an admin's: asked of the API, by something that only admins may see."""
    try:
        client.erasures(1)
    except SiklusApiError as error:
        if error.code != "role_too_low":
            raise
        return False
    return True
