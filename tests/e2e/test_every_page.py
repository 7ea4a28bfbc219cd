"""What holds for every page: readable for everybody, in both themes, narrow and wide, in both languages."""

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.pages import CLICK_MS, COMPLAINT, SAID, Installation, analyse, axe, button, ready, tap, visiting
from siklus.ui import text_en

# Each page by its key `nav.NAME`; a new one joins in by its name.
PAGES = ("analysis", "review", "monitoring", "model", "simulation", "settings")
NARROW = {"width": 360, "height": 740}
WIDER = """[document.scrollingElement, document.querySelector("[data-testid='stMain']")]
    .some((part) => part.scrollWidth > part.clientWidth)"""


def open_sidebar(page: Page) -> None:
    opener = page.get_by_test_id("stExpandSidebarButton")
    if opener.is_visible():  # on a telephone it is shut until it is asked for
        tap(opener)


def open_page(page: Page, name: str, words: dict[str, str] = SAID) -> None:
    link = page.get_by_test_id("stSidebarNav").get_by_text(words[f"nav.{name}"], exact=True)
    open_sidebar(page)
    tap(link)
    expect(page.locator("h1")).to_have_text(words[f"{name}.title"])
    ready(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_serious_finding_of_axe(browser: Browser, installation: Installation, theme: str):
    found: dict[str, list[str]] = {}
    with visiting(browser, installation.address, color_scheme=theme) as page:
        analyse(page, COMPLAINT, consent=True)
        found["answer"] = axe(page)
        tap(page.locator(".st-key-result").get_by_text(SAID["feedback.wrong"]))
        expect(page.locator(".st-key-right-label")).to_be_visible()
        found["correction"] = axe(page)
        tap(page.locator(".st-key-mode").get_by_text(SAID["analysis.mode.many"], exact=True))
        page.locator(".st-key-many-lines textarea").fill(f"{COMPLAINT}\npendek")
        tap(button(page, "check-lines"))
        tap(button(page, "many-begin"))
        expect(page.locator(".st-key-many-table")).to_be_visible()
        found["many"] = axe(page)
        for name in PAGES:
            open_page(page, name)
            found[f"{name} without a key"] = axe(page)
        # The key opens all of them, and is typed where the sidebar asks for one.
        open_page(page, "model")
        page.locator(".st-key-key input").fill(installation.admin_key)
        page.keyboard.press("Enter")
        expect(page.locator(".st-key-section")).to_be_visible()
        for name in PAGES:
            open_page(page, name)
            found[name] = axe(page)
    assert {name: findings for name, findings in found.items() if findings} == {}


def test_every_page_fits_a_telephone_and_says_its_language(browser: Browser, installation: Installation):
    wider: list[str] = []
    with visiting(browser, installation.address, viewport=NARROW) as page:
        analyse(page, COMPLAINT, consent=False)
        wider += ["answer"] if page.evaluate(WIDER) else []
        for name in PAGES:
            open_page(page, name)
            wider += [name] if page.evaluate(WIDER) else []
        expect(page.locator("html")).to_have_attribute("lang", "id")
        open_sidebar(page)
        tap(page.get_by_test_id("stSidebar").get_by_text("English"))
        expect(page.locator("html")).to_have_attribute("lang", "en", timeout=CLICK_MS)
        for name in PAGES:
            open_page(page, name, text_en.TEXTS)
    assert wider == []


def test_the_keyboard_comes_past_the_sidebar_in_its_own_words(page: Page):
    page.keyboard.press("Tab")
    link = page.locator("a[href='#stMain']")
    expect(link).to_be_focused()
    expect(link).to_have_text(SAID["skip"])


def test_a_service_that_is_away_is_told_with_a_button_to_try_again(page: Page, installation: Installation):
    installation.stop("api")
    try:
        open_page(page, "model")
        page.locator(".st-key-key input").fill(installation.admin_key)
        page.keyboard.press("Enter")
        for name in ("model", "monitoring", "analysis"):
            open_page(page, name)
            expect(page.get_by_text("Layanan Siklus tidak menjawab di")).to_have_count(1)
            expect(page.locator(".st-key-try-again")).to_have_count(1)
    finally:
        installation.start_api()
    tap(button(page, "try-again"))
    expect(page.get_by_text("Layanan Siklus tidak menjawab di")).to_have_count(0)
    expect(page.locator(".st-key-try-again")).to_have_count(0)
