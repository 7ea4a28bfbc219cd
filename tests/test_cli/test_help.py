"""Every command explains itself, and quickly."""

import json
import subprocess
import sys

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from siklus.cli import app
from support.processes import SIKLUS, environment
from support.servers import free_port

HEAVY = {"sklearn", "scipy", "numpy", "sqlalchemy", "fastapi", "streamlit", "dbos", "pyarrow", "pandas"}


def commands(group, path=()):
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


ALL = list(commands(get_command(app)))


def test_nothing_that_was_promised_is_missing():
    named = {path[0] for path in ALL if path}
    assert named >= {
        "up", "api", "worker", "ui", "predict", "feedback", "train", "evaluate", "retrain", "models",
        "activate", "rollback", "status", "import", "export", "data", "keys", "erase", "db",
    }  # fmt: skip


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help(path):
    done = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert done.exit_code == 0
    about = done.stdout.split("Usage:")[1].splitlines()[2].strip()
    assert len(about.split()) >= 2
    assert done.stderr == ""


def test_help_loads_no_library_that_takes_long():
    code = "import sys, json, siklus.cli; print(json.dumps([n.split('.')[0] for n in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert HEAVY & set(json.loads(done.stdout)) == set()


def siklus(home, *words, **settings):
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [SIKLUS, *words],
        cwd=home,
        env=environment(home, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_installed_program_ends_with_words_and_a_code(tmp_path):
    away = siklus(tmp_path / "home", "models")
    assert (away.returncode, away.stdout) == (3, "")
    assert "siklus up" in away.stderr
    bad = siklus(tmp_path / "home", "models", port="abc")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert "Traceback" not in away.stderr + bad.stderr


def test_a_port_that_is_taken_is_three(trained_twice):
    import socket

    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        for words in (["api", "--port", str(port)], ["up", "--without-ui", "--port", str(port)]):
            done = siklus(trained_twice[0], *words)
            assert done.returncode == 3, done.stderr
            assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
            assert "Traceback" not in done.stderr
