"""The frame of the pages. Streamlit runs this file; `app.py` calls `main()`."""

import streamlit as st

from siklus.ui import ASSETS
from siklus.ui.document import document
from siklus.ui.labels import learn, ready_made
from siklus.ui.parts import away, saying, sign_in
from siklus.ui.session import KEY
from siklus.ui.text import LANGUAGES, STATE, t

# Not in a folder `pages`: beside the main script Streamlit takes one for its own older kind of navigation,
# and a page that is opened by its address would run without this frame.
SCREENS = ASSETS.parent / "screens"
PAGES = (
    ("analysis", "analisis", ":material/edit_note:"),
    ("review", "tinjau", ":material/rate_review:"),
    ("monitoring", "pemantauan", ":material/monitoring:"),
    ("model", "model", ":material/account_tree:"),
    ("simulation", "simulasi", ":material/science:"),
    ("settings", "pengaturan", ":material/settings:"),
)
WIDE = ("pemantauan", "model", "simulasi")  # pages of charts and tables
FIRST = ""  # where the first page is: at the address of the interface


def main() -> None:
    """Draw the frame and the chosen page."""
    st.set_page_config(
        page_title=t("app.title"),
        page_icon=str(ASSETS / "mark.svg"),
        layout="wide",  # how wide is in assets/style.css
        initial_sidebar_state="auto",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.html(ASSETS / "style.css")
    st.logo(str(ASSETS / "wordmark.svg"), icon_image=str(ASSETS / "mark.svg"), size="large")
    _keep()
    page = st.navigation(
        [
            st.Page(
                SCREENS / f"{name}.py", title=t(f"nav.{name}"), icon=icon, url_path=path, default=not place
            )
            for place, (name, path, icon) in enumerate(PAGES)
        ]
    )
    learn()  # the sidebar speaks of the labels, too
    if page.url_path != FIRST:
        saying.send_all()
    with st.sidebar:
        _sidebar(page.url_path)
        document(wide=page.url_path in WIDE)
    away.begin()
    page.run()
    away.offer()


def _keep() -> None:
    # A widget that a page does not draw loses its value; these belong to the session, not to a page.
    for name in (KEY, STATE):
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def _sidebar(page: str) -> None:
    sign_in.draw(page)
    st.segmented_control(
        t("sidebar.language"),
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code],
        default=None if STATE in st.session_state else "id",
        required=True,
        key=STATE,
    )
    st.caption(t("sidebar.about" if ready_made() else "sidebar.about_own"))


if __name__ == "__main__":
    main()
