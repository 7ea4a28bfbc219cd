"""`streamlit run app.py`: the interface, with the service and the worker behind it where none answers yet."""

import os

import streamlit as st

from siklus.client import ApiUnreachable, Client, SiklusApiError
from siklus.ui import main
from siklus.ui.session import api_address
from siklus.ui.text import t


def start() -> None:
    """See that a service answers, then draw the interface."""
    address = api_address()
    if "service" not in st.session_state and not _answers(address):
        with st.spinner(t("start.waiting"), show_time=True):
            os.environ["SIKLUS_API_URL"] = _started()
    st.session_state["service"] = True
    main.main()


def _answers(address: str) -> bool:
    try:
        with Client(address, timeout=2) as client:
            return client.health()
    except ApiUnreachable:
        return False
    except SiklusApiError:  # somebody is there; the pages tell what they hear from it
        return True


def _started() -> str:
    # Imported here only: where a service answers, the interface knows its HTTP side and nothing else.
    from siklus.errors import SiklusError  # noqa: PLC0415

    try:
        return _start_everything()
    except SiklusError as error:
        st.error(t("start.failed"), icon=":material/warning:")
        st.text(f"{error}\n{error.advice}")
        st.markdown(t("start.failed_advice"))
        st.stop()


# Of two tabs that open at once one starts the processes and the other waits for it; an error is not kept.
@st.cache_resource(show_spinner=False)
def _start_everything() -> str:
    from siklus.cli.up import ensure_running  # noqa: PLC0415

    return ensure_running()


if __name__ == "__main__":
    start()
