"""*Simulasi*: what the loop would be worth on labelled reviews."""

import streamlit as st

from siklus.ui.parts import simulated, simulating
from siklus.ui.parts.deeds import news
from siklus.ui.parts.role import may_change
from siklus.ui.session import admin, told
from siklus.ui.text import t


def render() -> None:
    """Draw the page."""
    st.title(t("simulation.title"))
    st.write(t("simulation.intro"))
    client = admin()
    if client is None:
        st.info(f"**{t('simulation.need_key')}** {t('simulation.need_key_advice')}", icon=":material/key:")
        return
    with told():
        found = client.simulations()
        news()
        may = may_change(client)
        if may:
            simulating.ask(client, expanded=not found)
        else:
            st.info(t("simulation.read_only"), icon=":material/visibility:")
        simulated.draw(client, found, may=may)


if __name__ == "__main__":
    render()
