"""The pages without a browser: what they say when no service answers, and when a key is missing."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


@pytest.fixture
def service(monkeypatch):
    """A service that answers each call with the status and the body that are set for it."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            status, told = said.get(self.path, (500, {}))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_):
            pass

    said = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever).start()
        monkeypatch.setenv("SIKLUS_API_URL", f"http://127.0.0.1:{server.server_port}")
        yield said
        server.shutdown()


def test_labels_that_could_not_be_asked_for_are_asked_for_again(service):
    app = AppTest.from_file(str(SCRIPT), default_timeout=30).run()
    assert "labels" not in app.session_state
    service["/v1/labels"] = 200, {"labels": ["praise", "other"], "language": "en", "ready_made": False}
    app.run()
    assert app.session_state["labels"].labels == ("praise", "other")


def test_a_service_that_knows_no_other_labels_has_the_usual_ones(service):
    service["/v1/labels"] = 404, {"code": "not_found"}
    app = AppTest.from_file(str(SCRIPT), default_timeout=30).run()
    assert app.session_state["labels"].labels == ("positif", "netral", "negatif")
