"""What one visitor's session holds: the keys, the connections, and how an error is told."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from siklus.client import Client, SiklusApiError, SiklusClientError
from siklus.ui.text import explain, t

DEFAULT_ADDRESS = "http://127.0.0.1:8700"
KEY = "key"  # of the sidebar's field
UNSENDABLE = "unsendable"
AWAY = "away"  # whether the service was found away in this run


def api_address() -> str:
    """Where the service is."""
    return os.environ.get("SIKLUS_API_URL") or DEFAULT_ADDRESS


def visitor() -> Client:
    """To predict and to answer: open on the service's own machine, elsewhere with the key of this process."""
    return _client(built_in_key() or None)


def reviewer() -> Client | None:
    """With the key that was typed, else the one the interface was started with; None without any."""
    key = typed_key() or built_in_key()
    return _client(key) if key else None


def admin() -> Client | None:
    """With the key that was typed. What the interface was started with never opens this."""
    key = typed_key()
    return _client(key) if key else None


def typed_key() -> str:
    """The sidebar's field."""
    key = str(st.session_state.get(KEY) or "").strip()
    # No key of ours has other characters, and a header cannot carry them: such a key is simply unknown.
    return key if key.isascii() and key.isprintable() else UNSENDABLE


def built_in_key() -> str:
    """The reviewer's key that `siklus up` gave this process."""
    return os.environ.get("SIKLUS_API_KEY", "").strip()


def forget_key() -> None:
    """Empty the field and drop the connections that knew the key."""
    st.session_state[KEY] = ""
    st.session_state.pop("clients", None)


@contextmanager
def told() -> Iterator[None]:
    """Carry out the block; an error of the service is told in its place, and the page goes on."""
    try:
        yield
    except SiklusClientError as error:
        tell(error)


def tell(error: SiklusClientError) -> None:
    """Say in the visitor's language what happened and what to do."""
    if isinstance(error, SiklusApiError):
        st.error(explain(error.code, error.detail, error.facts), icon=":material/warning:")
    else:
        st.session_state[AWAY] = True
        st.error(t("error.unreachable", address=f"`{api_address()}`"), icon=":material/warning:")


def _client(key: str | None) -> Client:
    clients: dict[str | None, Client] = st.session_state.setdefault("clients", {})
    if key not in clients:
        clients[key] = Client(api_address(), key)
    return clients[key]
