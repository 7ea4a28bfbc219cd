"""Signing in, in the sidebar: the one field for a key, the way to a provider, who one is, and the way out."""

import streamlit as st

from siklus.client import Me, SiklusApiError, SiklusClientError
from siklus.ui.session import KEY, built_in_key, by_provider, has_provider, secret, sign_out, whoami
from siklus.ui.text import explain, plain, t, t_or

# The lowest role that sees a page; a page that is not here needs none.
ROLES = {
    "tinjau": "reviewer",
    "pemantauan": "reviewer",
    "model": "reviewer",
    "simulasi": "reviewer",
    "pengaturan": "admin",
}
WITH_BUILT_IN = "pemantauan"  # it only shows figures; whoever reviews or changes something must be known


def draw(page: str) -> None:
    """The section; on a page that needs no key only where somebody is signed in."""
    signed_in = bool(secret()) or by_provider()
    if page not in ROLES and not signed_in:
        return
    if not by_provider():
        st.text_input(t("sidebar.key"), type="password", key=KEY, autocomplete="off")
    me = _who()
    needed = ROLES.get(page)
    # A page says itself where a role is too low; here stands which one is needed.
    if needed is not None and (me is None or me.role not in (needed, "admin")):
        st.caption(_asked_for(needed, page))
    if signed_in:
        st.button(t("sidebar.forget"), on_click=sign_out, key="forget-key", icon=":material/logout:")
    elif has_provider():
        st.button(t("sidebar.sign_in"), on_click=st.login, key="sign-in", icon=":material/login:")


def role(name: str) -> str:
    """A role in the visitor's language."""
    return t_or(f"role.{name}", plain(name))


def _asked_for(needed: str, page: str) -> str:
    if page == WITH_BUILT_IN and built_in_key() and not secret():
        return t("sidebar.key_built_in")
    return f"{t(f'sidebar.needs.{needed}')} {t('sidebar.key_kept')}"


def _who() -> Me | None:
    """Who is signed in, said or why not; a wrong key is told at once and not first by a page."""
    if by_provider() and not secret():
        st.error(t("sidebar.no_token"), icon=":material/key_off:")
        return None
    try:
        me = whoami()
    except SiklusApiError as error:
        st.error(explain(error.code, error.detail, error.facts), icon=":material/key_off:")
        return None
    except SiklusClientError:
        # The page itself says that the service is away.
        st.caption(t("sidebar.unchecked"))
        return None
    if me is not None:
        with st.container(key="whoami"):
            # As a text: Markdown would make a link of an address.
            st.text(me.name)
            st.caption(f"**{role(me.role)}.** {t_or(f'role.may.{me.role}', '')}")
    return me
