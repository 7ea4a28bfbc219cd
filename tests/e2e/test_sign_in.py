"""Sign-in by a provider, in a real browser: the interface passes the token on, and the service decides."""

import pytest
from playwright.sync_api import Page, expect

from e2e.pages import CLICK_MS, SAID, Installation, button, go, shows, tap, visiting
from support.provider import AUDIENCE, SARI, providing

SECRETS = """
[auth]
redirect_uri = "{interface}/oauth2callback"
cookie_secret = "a-secret-of-the-tests-that-protects-nothing"
client_id = "{audience}"
client_secret = "a-secret-of-the-tests"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
expose_tokens = "id"
"""


@pytest.fixture(scope="module")
def provider(installation: Installation):
    """A provider that this installation takes tokens of."""
    with providing() as found:
        lines = (
            f"SIKLUS_OIDC_ISSUER={found.issuer}",
            f"SIKLUS_OIDC_AUDIENCE={AUDIENCE}",
            "SIKLUS_OIDC_ROLES=email:sari@toko.id=admin,groups:tim=reviewer",
        )
        (installation.home / ".env").write_text("\n".join(lines))
        told = SECRETS.format(interface=installation.address, audience=AUDIENCE, issuer=found.issuer)
        (installation.home / ".streamlit").mkdir()
        (installation.home / ".streamlit" / "secrets.toml").write_text(told)
        for name in ("api", "ui"):
            installation.stop(name)
        installation.start_api()
        installation.start_ui()
        yield found


@pytest.fixture
def page(provider, browser, installation):
    """The analysis page of a new visitor; what no page may do is looked at when the test has ended."""
    with visiting(browser, installation.address) as opened:
        yield opened


def test_whoever_has_an_account_signs_in_with_it_and_out_again(page: Page, provider):
    go(page, "Pengaturan")
    shows(page, SAID["settings.need_key"])
    tap(button(page, "sign-in"))
    expect(page.locator(".st-key-whoami")).to_contain_text("sari@toko.id (oidc)", timeout=CLICK_MS)
    go(page, "Pengaturan")
    expect(page.locator(".st-key-whoami")).to_contain_text("Admin")
    expect(page.locator(".st-key-keys-table")).to_be_visible(timeout=CLICK_MS)
    expect(page.locator(".st-key-key")).to_have_count(0)

    tap(button(page, "forget-key"))
    expect(page.locator(".st-key-whoami")).to_have_count(0, timeout=CLICK_MS)
    expect(page.locator("h1")).to_have_text(SAID["analysis.title"], timeout=CLICK_MS)
    go(page, "Pengaturan")
    shows(page, SAID["settings.need_key"])
    expect(page.locator(".st-key-whoami")).to_have_count(0)


@pytest.mark.parametrize(
    ("person", "told"),
    [
        (SARI | {"email": "budi@toko.id", "groups": ["tim"]}, "perannya kurang"),
        (SARI | {"email_verified": False, "groups": []}, "belum diberi peran di sini"),
    ],
    ids=["a role too low", "an address that nobody checked"],
)
def test_an_account_opens_no_more_than_its_role(page: Page, provider, person, told):
    provider.person = person
    go(page, "Model")
    tap(button(page, "sign-in"))
    expect(page.locator(".st-key-forget-key")).to_be_visible(timeout=CLICK_MS)
    go(page, "Pengaturan")
    shows(page, told)
    expect(page.locator(".st-key-keys-table")).to_have_count(0)
