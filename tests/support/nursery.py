"""Processes of Siklus that begin in a moment: forked from one that has read the libraries already.

Every child is a process of its own and runs what its command line names; only the seconds that each would
take to read the libraries are saved. Run as a program this file is the mother. Read from stdin, one JSON
object a line: {"words", "cwd", "environment", "log"} begins a child and answers its process id;
{"poll": pid} answers its exit code, or null while it lives.
"""

import contextlib
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Nursery:
    """Begins processes quickly."""

    mother: "subprocess.Popen[str]"

    def begin(self, *words: str, cwd: Path, log: Path, **environment: str) -> "Child":
        """A new process: `python -m` and these words.

        Args:
            log: where all that it says goes, after what is there.
            environment: in place of all settings of Siklus that this process has.
        """
        given = {"words": words, "cwd": str(cwd), "log": str(log), "environment": environment}
        return Child(self, self.ask(given))

    def ask(self, question: dict[str, object]) -> Any:
        """The mother's answer."""
        assert self.mother.stdin is not None
        assert self.mother.stdout is not None
        self.mother.stdin.write(json.dumps(question) + "\n")
        self.mother.stdin.flush()
        return json.loads(self.mother.stdout.readline())


@dataclass
class Child:
    """A process that a nursery began."""

    nursery: Nursery
    pid: int
    code: int | None = None

    def poll(self) -> int | None:
        """Its exit code; None while it lives."""
        if self.code is None:
            self.code = self.nursery.ask({"poll": self.pid})
        return self.code

    def send(self, number: int) -> None:
        """A signal, unless it is gone: only who was not waited for yet has this number for certain."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def wait(self, seconds: float) -> int:
        """Its exit code, once it has ended.

        Raises:
            subprocess.TimeoutExpired: it lives on.
        """
        until = time.monotonic() + seconds
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(f"process {self.pid}", seconds)
            time.sleep(0.02)
        return code

    def end(self, number: int = signal.SIGTERM, seconds: float = 60) -> int:
        """Its exit code after a signal; killed where it does not end by itself.

        Raises:
            subprocess.TimeoutExpired: it had to be killed.
        """
        self.send(number)
        try:
            return self.wait(seconds)
        finally:
            self.send(signal.SIGKILL)
            self.wait(seconds)


@contextlib.contextmanager
def nursing(**settings: str) -> Iterator[Nursery]:
    """A nursery, until the end of the block; it outlives no test run.

    Args:
        settings: what Siklus is to find where it is loaded already, such as a home with other labels.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIKLUS_")}
    with subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | settings,
    ) as mother:
        yield Nursery(mother)


# --- the mother -----------------------------------------------------------------------------------


def begin(words: list[str], cwd: str, environment: dict[str, str], log: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    sys.stdin.close()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(cwd)
    os.environ.update(environment)
    sys.argv = words
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    sys.exit(0)


def poll(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def serve() -> None:
    for line in sys.stdin:
        question = json.loads(line)
        answer = poll(question["poll"]) if "poll" in question else begin(**question)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    # Read once, for all.
    for library in ("altair", "streamlit.web.cli", "streamlit.web.bootstrap", "siklus.api", "siklus.worker"):
        importlib.import_module(library)
    serve()
