"""What one visitor's session holds: the keys, the connections, and how an error is told."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from siklus.client import Client, Me, SiklusApiError, SiklusClientError
from siklus.ui.text import explain, t

DEFAULT_ADDRESS = "http://127.0.0.1:8700"
KEY = "key"  # of the sidebar's field
UNSENDABLE = "unsendable"
KNOWN_SECONDS = 30.0  # for so long the service is not asked again whose a key is
# What a session holds of whoever is signed in; it goes when they sign out.
CLIENTS, KNOWN, NEW_KEY = "clients", "known", "new-key"
AWAY = "away"  # whether the service was found away in this run


def api_address() -> str:
    """Where the service is."""
    return os.environ.get("SIKLUS_API_URL") or DEFAULT_ADDRESS


def visitor() -> Client:
    """To predict and to answer: open on the service's own machine, elsewhere with the key of this process."""
    return _client(built_in_key() or None)


def reviewer() -> Client | None:
    """As whoever is signed in, else with the key the interface was started with; None without any."""
    key = secret() or built_in_key()
    return _client(key) if key else None


def admin() -> Client | None:
    """As whoever is signed in. What the interface was started with never opens this."""
    key = secret()
    return _client(key) if key else None


def secret() -> str:
    """What whoever is signed in shows the service: a key, or a token of the sign-in provider."""
    return typed_key() or provider_token()


def typed_key() -> str:
    """The sidebar's field."""
    key = str(st.session_state.get(KEY) or "").strip()
    # No key of ours has other characters, and a header cannot carry them: such a key is simply unknown.
    return key if key.isascii() and key.isprintable() else UNSENDABLE


def built_in_key() -> str:
    """The reviewer's key that `siklus up` gave this process."""
    return os.environ.get("SIKLUS_API_KEY", "").strip()


def has_provider() -> bool:
    """Whether the interface was set up to sign people in by a provider (`[auth]` in its secrets.toml)."""
    return "is_logged_in" in st.user


def by_provider() -> bool:
    """Whether somebody is signed in by the provider."""
    return bool(st.user.get("is_logged_in"))


def provider_token() -> str:
    """The token of whoever is signed in by the provider; empty where nobody is, or none is handed over."""
    tokens = st.user.to_dict().get("tokens") if by_provider() else None
    return str(tokens.get("id", "")) if isinstance(tokens, dict) else ""


def whoami() -> Me | None:
    """Who is signed in; None where nobody is. The service is asked once for a key, and now and then again.

    Raises:
        SiklusClientError: the key is unknown, or the service is away.
    """
    key = secret()
    if not key:
        return None
    known, me, until = st.session_state.get(KNOWN, ("", None, 0.0))
    if known != key or time.monotonic() > until:
        st.session_state.pop(KNOWN, None)
        me = _client(key).me()
        st.session_state[KNOWN] = (key, me, time.monotonic() + KNOWN_SECONDS)
    found: Me = me
    return found


def sign_out() -> None:
    """Empty the field, drop all that knew the key or was for its holder alone, and leave the provider."""
    st.session_state[KEY] = ""
    for name in (CLIENTS, KNOWN, NEW_KEY):
        st.session_state.pop(name, None)
    if by_provider():
        st.logout()


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
    clients: dict[str | None, Client] = st.session_state.setdefault(CLIENTS, {})
    if key not in clients:
        clients[key] = Client(api_address(), key)
    return clients[key]
