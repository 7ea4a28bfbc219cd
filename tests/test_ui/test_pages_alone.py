"""The pages without a browser: what they say when no service answers, and when a key is missing."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from siklus.ui import SCRIPT, text_en, text_id
from support.servers import free_port

PAGES = {
    "analysis": None,
    "review": "screens/review.py",
    "monitoring": "screens/monitoring.py",
    "model": "screens/model.py",
    "settings": "screens/settings.py",
}


@pytest.fixture
def visit(monkeypatch):
    """Opens a page where nobody answers behind it."""
    monkeypatch.setenv("SIKLUS_API_URL", f"http://127.0.0.1:{free_port()}")

    def opened(page, **state):
        app = AppTest.from_file(str(SCRIPT), default_timeout=30)
        for name, value in state.items():
            app.session_state[name] = value
        app.run()
        if PAGES[page]:
            app.switch_page(PAGES[page]).run()
        return app

    return opened


@pytest.mark.parametrize("page", PAGES)
def test_a_service_that_is_away_is_told_plainly(visit, page):
    app = visit(page, key="sk_some_key")
    assert list(app.exception) == []
    assert [error.value.split("`")[0] for error in app.error] == ["Layanan Siklus tidak menjawab di "]


def test_without_the_consents_wording_nobody_can_consent(visit):
    [box] = visit("analysis").checkbox
    assert (box.value, box.disabled) == (False, True)


@pytest.mark.parametrize("page", ["review", "monitoring", "model", "settings"])
def test_a_page_that_needs_a_key_asks_for_it_before_anything_else(visit, page):
    app = visit(page)
    assert list(app.error) == []
    assert text_id.TEXTS[f"{page}.need_key"] in app.info[0].value


def test_the_interfaces_own_key_opens_monitoring_and_no_page_where_somebody_acts(visit, monkeypatch):
    monkeypatch.setenv("SIKLUS_API_KEY", "sk_reviewer")
    assert list(visit("monitoring").info) == []
    for page in ("review", "model"):
        assert text_id.TEXTS[f"{page}.need_key"] in visit(page).info[0].value


def test_the_language_is_indonesian_until_somebody_chooses_english(visit):
    app = visit("analysis")
    assert app.title[0].value == text_id.TEXTS["analysis.title"]
    app.session_state["language"] = "en"
    app.run()
    assert app.title[0].value == text_en.TEXTS["analysis.title"]
    assert app.checkbox[0].label == text_en.TEXTS["analysis.consent"]


def test_app_py_draws_the_interface_where_a_service_answers(monkeypatch):
    monkeypatch.setenv("SIKLUS_API_URL", f"http://127.0.0.1:{free_port()}")
    app = AppTest.from_file(str(Path(__file__).parents[2] / "app.py"), default_timeout=30)
    # The session has seen a service, which is away by now: that is told, and nothing is started anew.
    app.session_state["service"] = True
    app.run()
    assert list(app.exception) == []
    assert app.title[0].value == text_id.TEXTS["analysis.title"]
