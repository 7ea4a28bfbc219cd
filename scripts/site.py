"""Hooks of `make site`: the navigation is the index of docs/README.md, and pages beside docs/ come along."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
BESIDE = {"GLOSSARY.md": "glossary.md"}  # what pages link to, and where it is in the site
LINK = re.compile(r"\[([^\]]+)\]\(([^)#]+\.md)\)")


def on_config(config: Any) -> Any:
    """The sections of the index, with its links in their order."""
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    config["nav"] = [{"Home": "README.md"}]
    for section in re.split(r"^## ", index, flags=re.MULTILINE)[1:]:
        title, _, rest = section.partition("\n")
        links = [{words: inside(target)} for words, target in LINK.findall(rest)]
        config["nav"].append({title.strip(): links})
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the pages beside docs/."""
    for name, target in BESIDE.items():
        files.append(File.generated(config, target, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links to and from those pages to where they are in the site."""
    if page.file.src_uri in BESIDE.values():
        return markdown.replace("](docs/", "](")
    for name, target in BESIDE.items():
        markdown = re.sub(rf"\]\(((?:\.\./)*)\.\./{re.escape(name)}", rf"](\1{target}", markdown)
    return markdown


def inside(target: str) -> str:
    """A link of the index as the site has it."""
    name = target.removeprefix("../")
    return BESIDE.get(name, name)
