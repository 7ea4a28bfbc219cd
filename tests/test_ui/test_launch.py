"""The configuration is one file: in the package, at the root, and as flags."""

import tomllib
from pathlib import Path

import pytest
from streamlit import config

from siklus.ui import ASSETS, SCRIPT
from siklus.ui.launch import CONFIG, options

ROOT = Path(__file__).parents[2]


def test_the_configuration_at_the_root_is_a_copy_of_the_packaged_one():
    assert (ROOT / ".streamlit" / "config.toml").read_text("utf-8") == CONFIG.read_text("utf-8")


def test_every_setting_becomes_one_flag_that_streamlit_knows():
    known = config.get_config_options()
    flags = [option.removeprefix("--").split("=", 1) for option in options()]
    assert len(flags) == CONFIG.read_text("utf-8").count(" = ")
    assert [name for name, _ in flags if name not in known] == []


@pytest.mark.parametrize(
    ("flag", "why"),
    [
        ("--browser.gatherUsageStats=false", "nobody is told who uses it"),
        ("--client.showErrorDetails=none", "a traceback is nothing for readers"),
        ("--client.toolbarMode=minimal", "no menu for developers"),
        ("--server.address=127.0.0.1", "loopback unless somebody decides otherwise"),
    ],
)
def test_what_is_promised_is_set(flag, why):
    assert flag in options(), why


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_colours_can_be_read_in_both_themes(theme):
    from siklus.ui.labels import COLOURS

    colours = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][theme]
    for ground in (colours["backgroundColor"], colours["sidebar"]["backgroundColor"]):
        assert contrast(colours["textColor"], ground) >= 7
        assert contrast(colours["linkColor"], ground) >= 4.5
    for colour in COLOURS.values():
        assert contrast(colour, colours["backgroundColor"]) >= 3


def test_what_the_pages_load_is_in_the_package():
    assert SCRIPT.is_file()
    for name in ("mark.svg", "wordmark.svg", "style.css", "word_count.js", "word_count.css"):
        assert (ASSETS / name).is_file()


def test_no_asset_names_another_host():
    for path in ASSETS.iterdir():
        words = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in words, path.name
