"""Rules about the code itself that no other tool looks after."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "siklus"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST = 400


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def calls(path: Path, name: str) -> list[int]:
    """The lines that call the built-in of this name."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def test_imports_go_down_the_house_only():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_something_to_look_at():
    assert len(MODULES) > 50


@pytest.mark.parametrize("forbidden", ["pickle", "cloudpickle", "joblib", "dill", "marshal", "shelve"])
def test_no_module_can_load_what_runs_code(forbidden):
    assert [name_of(path) for path in MODULES if forbidden in imported(path)] == []


def test_no_module_is_longer_than_one_sitting():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_only_the_command_line_prints():
    printing = {
        name_of(path): calls(path, "print") for path in MODULES if not name_of(path).startswith("cli")
    }
    assert {name: lines for name, lines in printing.items() if lines} == {}


@pytest.mark.parametrize("room", ["domain", "errors"])
def test_the_domain_reads_no_clock_and_no_file(room):
    """`identity` alone asks for the time: an id carries the moment it was made in."""
    inside = [path for path in MODULES if name_of(path).startswith(room)]
    assert inside
    for path in inside:
        assert calls(path, "open") == []
        assert not imported(path) & {"os", "pathlib", "random", "socket", "subprocess"}
        if path.name != "identity.py":
            assert "time" not in imported(path)
            assert ".now(" not in path.read_text(encoding="utf-8")
