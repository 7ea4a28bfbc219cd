"""Forks workers from one process that has read the libraries already: a second each instead of several.

Every child is a process of its own and runs what `python -m siklus.worker` runs. Read from stdin, one
JSON object a line: {"cwd", "environment", "log"} begins a worker and answers its process id;
{"poll": pid} answers its exit code, or null while it lives.
"""

import json
import os
import runpy
import sys

import siklus.worker  # noqa: F401 (read once, for all)


def begin(cwd: str, environment: dict[str, str], log: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    sys.stdin.close()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(cwd)
    os.environ.update(environment)
    runpy.run_module("siklus.worker", run_name="__main__")
    sys.exit(0)


def poll(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


if __name__ == "__main__":
    for line in sys.stdin:
        question = json.loads(line)
        answer = poll(question["poll"]) if "poll" in question else begin(**question)
        print(json.dumps(answer), flush=True)
