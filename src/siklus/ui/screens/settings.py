"""*Pengaturan*: keys, alerts, retention, consent, erasures, and what runs here."""

from collections.abc import Callable

import streamlit as st

from siklus.client import Client
from siklus.ui.parts import consents, erasures, keys, notices, retention, system
from siklus.ui.parts.deeds import news
from siklus.ui.session import admin, told
from siklus.ui.text import t

OTHERS: dict[str, Callable[[Client], None]] = {
    "alerts": notices.draw,
    "retention": retention.draw,
    "consent": consents.draw,
    "erasures": erasures.draw,
    "system": system.draw,
}


def render() -> None:
    """Draw the page."""
    st.title(t("settings.title"))
    st.write(t("settings.intro"))
    client = admin()
    if client is None:
        st.info(f"**{t('settings.need_key')}** {t('settings.need_key_advice')}", icon=":material/key:")
        return
    with told():
        # First of all, so that a lower key is told so before anything shows.
        found = client.keys()
        news()
        section = _section()
        if section == "keys":
            keys.draw(client, found)
        else:
            OTHERS[section](client)


def _section() -> str:
    # Not `st.tabs`: they fall back to the first one when something appears above them.
    chosen = st.segmented_control(
        t("settings.title"),
        ["keys", *OTHERS],
        default="keys",
        required=True,
        format_func=lambda name: t(f"settings.tab.{name}"),
        label_visibility="collapsed",
        key="settings-section",
    )
    return str(chosen)


if __name__ == "__main__":
    render()
