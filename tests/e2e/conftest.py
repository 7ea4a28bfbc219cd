"""The fixtures of the browser tests: a real service, worker and interface, and a visitor with Chromium.

A module has an installation of its own, so that what one page's tests leave behind is not in another's way.
"""

import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from e2e.pages import CHROMIUM, FLAGS, Installation, visiting
from siklus import bootstrap
from siklus.cli.up import starter_reviews
from siklus.domain.access import Role
from siklus.domain.examples import Origin
from siklus.settings import read_settings
from support.nursery import Nursery
from support.servers import absent

HERE = Path(__file__).parent
ROWS = 300  # of the starter reviews: enough for a model that answers, and trained in seconds


@pytest.hookimpl(tryfirst=True)  # before the one that reads these marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs a module's tests: each of several would start an installation of its own."""
    for item in items:
        if item.path.parent == HERE and "installation" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The home of an installation whose version 1 is active, an admin's key and a reviewer's."""
    home = tmp_path_factory.mktemp("trained")
    rows = b"".join(islice(starter_reviews().splitlines(keepends=True), ROWS + 1))
    with bootstrap.running(read_settings(_env_file=None, home=home), prepare=True) as services:
        imported = services.importing.add(rows, actor="test", origin=Origin.STARTER)
        services.retraining.train_version(imported.ids, actor="test")
        keys = [services.access.create(str(role), role, actor="test") for role in (Role.ADMIN, Role.REVIEWER)]
    return home, keys[0], keys[1]


@pytest.fixture(scope="module")
def installation(
    trained_home: tuple[Path, str, str], nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Version 1 is active; nothing was predicted yet."""
    home, *keys = trained_home
    made = Installation(tmp_path_factory.mktemp("pages") / "home", *keys, nursery)
    shutil.copytree(home, made.home)
    try:
        made.start()
        yield made
    finally:
        for name in list(made.processes):
            made.stop(name)


# Of a module, for it begins in a moment: while it is there the tests of other rooms could run no event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        absent(str(CHROMIUM))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, installation: Installation) -> Iterator[Page]:
    """The analysis page of a new visitor; what no page may do is looked at when the test has ended."""
    with visiting(browser, installation.address) as opened:
        yield opened
