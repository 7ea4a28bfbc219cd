"""`streamlit run app.py`: the interface, with the service and the worker behind it where none answers yet."""

import os

import streamlit as st

from siklus.client import ApiUnreachable, Client
from siklus.ui import main
from siklus.ui.session import api_address
from siklus.ui.text import t


def start() -> None:
    """See that a service answers, then draw the interface."""
    address = api_address()
    if "service" not in st.session_state and not _answers(address):
        with st.spinner(t("start.waiting"), show_time=True):
            _start_everything()
    st.session_state["service"] = True
    main.main()


def _answers(address: str) -> bool:
    try:
        with Client(address, timeout=2) as client:
            return client.health()
    except ApiUnreachable:
        return False


def _start_everything() -> None:
    # Imported here only: where a service answers, the interface knows its HTTP side and nothing else.
    from siklus.cli.up import ensure_running  # noqa: PLC0415
    from siklus.errors import SiklusError  # noqa: PLC0415

    try:
        os.environ["SIKLUS_API_URL"] = ensure_running()
    except SiklusError as error:
        st.error(t("start.failed"), icon=":material/warning:")
        st.text(f"{error}\n{error.advice}")
        st.markdown(t("start.failed_advice"))
        st.stop()


if __name__ == "__main__":
    start()
