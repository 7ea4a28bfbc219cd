"""The fixtures of the browser tests: a real service, worker and interface, and a visitor with Chromium.

A module has an installation of its own, so that what one page's tests leave behind is not in another's way.
"""

from collections.abc import Iterator
from itertools import islice

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from e2e.pages import CHROMIUM, FLAGS, Installation, visiting
from siklus import bootstrap
from siklus.cli.up import starter_reviews
from siklus.domain.access import Role
from siklus.domain.examples import Origin
from siklus.settings import read_settings
from support.servers import absent

ROWS = 300  # of the starter reviews: enough for a model that answers, and trained in seconds


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Version 1 is active; nothing was predicted yet."""
    if not CHROMIUM.exists():
        absent(str(CHROMIUM))
    home = tmp_path_factory.mktemp("pages")
    rows = b"".join(islice(starter_reviews().splitlines(keepends=True), ROWS + 1))
    with bootstrap.running(read_settings(_env_file=None, home=home), prepare=True) as services:
        imported = services.importing.add(rows, actor="test", origin=Origin.STARTER)
        services.retraining.train_version(imported.ids, actor="test")
        keys = [services.access.create(str(role), role, actor="test") for role in (Role.ADMIN, Role.REVIEWER)]
    made = Installation(home, *keys)
    try:
        made.start()
        yield made
    finally:
        for name in list(made.processes):
            made.stop(name)


@pytest.fixture(scope="module")
def browser(installation: Installation) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, installation: Installation) -> Iterator[Page]:
    """The analysis page of a new visitor; what no page may do is looked at when the test has ended."""
    with visiting(browser, installation.address) as opened:
        yield opened
