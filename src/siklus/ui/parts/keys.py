"""Keys: who has one, one more, one less."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from siklus.client import Client, Key, NewKey
from siklus.ui.figures import moment
from siklus.ui.parts.deeds import fresh, tell
from siklus.ui.parts.sign_in import role
from siklus.ui.session import KNOWN, NEW_KEY, told
from siklus.ui.text import plain, t

ROLES = ("client", "reviewer", "admin")
NAME_CHARACTERS = 50


def draw(client: Client, found: Sequence[Key]) -> None:
    """The section."""
    _just_made()
    living = [key for key in found if not key.revoked_at]
    st.subheader(t("keys.title"), anchor=False)
    newest_first = [*reversed(living), *reversed([key for key in found if key.revoked_at])]
    with st.container(key="keys-table"):
        st.dataframe(pd.DataFrame([_row(key) for key in newest_first]), hide_index=True)
    st.caption(t("keys.note"))
    _create(client)
    _revoke(client, living)


def _row(key: Key) -> dict[str, str]:
    state = t("keys.revoked", at=moment(key.revoked_at)) if key.revoked_at else t("keys.living")
    return {
        t("keys.name"): key.name,
        t("keys.role"): role(key.role),
        t("keys.state"): t("keys.yours") if key.yours else state,
        t("keys.created"): moment(key.created_at),
        t("keys.used"): moment(key.last_used_at) if key.last_used_at else t("keys.never_used"),
        t("keys.mark"): key.id[-6:],
    }


def _just_made() -> None:
    """The secret of the key that was made last, until it is put away: it cannot be seen again."""
    made: NewKey | None = st.session_state.get(NEW_KEY)
    if made is None:
        return
    with st.container(border=True, key="new-key"):
        st.markdown(f"**{t('keys.made', name=plain(made.name), role=role(made.role))}**")
        st.warning(t("keys.once"), icon=":material/visibility_off:")
        st.code(made.key, language=None, wrap_lines=True)
        st.caption(t("keys.copy"))
        st.button(t("keys.put_away"), on_click=_put_away, key="put-key-away")


def _put_away() -> None:
    st.session_state.pop(NEW_KEY, None)


def _create(client: Client) -> None:
    st.subheader(t("keys.create"), anchor=False)
    with st.form("create-key", clear_on_submit=True):
        name = st.text_input(
            t("keys.name"),
            placeholder=t("keys.name_placeholder"),
            max_chars=NAME_CHARACTERS,
            key="key-name",
            autocomplete="off",
        ).strip()
        chosen = st.radio(
            t("keys.role"),
            ROLES,
            format_func=role,
            captions=[t(f"role.may.{one}") for one in ROLES],
            key="key-role",
        )
        sent = st.form_submit_button(t("keys.create"), type="primary", key="create-key-now")
    if sent and not name:
        st.warning(t("keys.name_missing"), icon=":material/edit:")
    elif sent:
        with told():
            st.session_state[NEW_KEY] = client.create_key(name, chosen)
            st.rerun()


def _revoke(client: Client, living: Sequence[Key]) -> None:
    st.subheader(t("keys.revoke"), anchor=False)
    st.write(t("keys.revoke_note"))
    with st.form("revoke-key"):
        chosen = st.selectbox(
            t("keys.which"),
            list(reversed(living)),
            index=None,
            placeholder=t("keys.which_placeholder"),
            format_func=_named,
            key=fresh("key-to-revoke"),
        )
        sure = st.checkbox(t("keys.revoke_confirm"), key=fresh("revoke-sure"))
        sent = st.form_submit_button(t("keys.revoke"), key="revoke-key-now")
    if not sent:
        return
    if chosen is None:
        st.warning(t("keys.which_missing"), icon=":material/edit:")
    elif not sure:
        st.warning(t("switch.confirm_missing"), icon=":material/check_box:")
    else:
        with told():
            client.revoke_key(chosen.id)
            st.session_state.pop(KNOWN, None)
            tell(t("keys.gone", name=plain(chosen.name)))


def _named(key: Key) -> str:
    whose = f" · {t('keys.yours')}" if key.yours else ""
    return f"{key.name} · {role(key.role)} · {key.id[-6:]}{whose}"
