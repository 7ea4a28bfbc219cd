"""Machines of their own on a switch of their own, as far as the network can tell: network namespaces.

Only root can make them. Everything is named after this process and removed at the end. A host's programs
are forked from one that has read the libraries, so that they start in a moment. A clock of its own is the
few lines of C below, compiled here: Debian's `faketime` breaks sleeping until a moment of the steady clock,
and so every `time.sleep` of Python.
"""

import contextlib
import ctypes
import json
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from siklus.api.serve import serve
from siklus.errors import DatabaseUnavailable
from siklus.settings import Settings, read_settings
from siklus.worker.run import work

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from support import servers

DATABASE, FIRST = 2, 10  # the last part of addresses; ours is 1
NOWHERE = "02:00:00:00:00:01"
PATIENCE = 180.0
PR_SET_PDEATHSIG = 1
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static long ahead(void) { const char *given = getenv("CLOCK_AHEAD"); return given ? atol(given) : 0; }
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead();
    return failed;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec exact;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *also) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (also) *also = exact.tv_sec;
    return exact.tv_sec;
}
"""
FAULTS = ("kill", "link", "deaf", "power")


def ip(*words: object) -> str:
    """`ip`, as root."""
    done = subprocess.run(["ip", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"ip {' '.join(map(str, words))}: {done.stderr.strip()}")
    return done.stdout


@dataclass
class Host:
    """A machine with an API or a worker."""

    switch: "Switch"
    name: str
    number: int
    kind: str  # api, worker
    environment: dict[str, str]
    offset: int = 0  # seconds that its clock is fast
    nursery: "subprocess.Popen[str] | None" = None
    pid: int | None = None

    @property
    def space(self) -> str:
        """The namespace."""
        return f"{self.switch.tag}{self.name}"

    @property
    def address(self) -> str:
        """On the switch."""
        return self.switch.address(self.number)

    @property
    def log(self) -> Path:
        """Of all processes that were started here, one after the other."""
        return self.switch.folder / f"{self.name}.log"

    def command(self, *words: str) -> list[str]:
        """Run this on the host, by its clock."""
        clock: list[str] = []
        if self.offset:
            clock = [f"LD_PRELOAD={self.switch.folder / 'clock.so'}", f"CLOCK_AHEAD={self.offset}"]
        return ["ip", "netns", "exec", self.space, "env", *clock, *words]

    def start(self) -> None:
        """Start the program; it may take a moment until it works."""
        if self.nursery is None:
            self.log.touch()
            self.nursery = subprocess.Popen(
                self.command(sys.executable, __file__, self.kind),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        self.pid = self._ask({"environment": self.environment, "log": str(self.log)})

    def kill(self) -> None:
        """Kill -9, and reap."""
        if self.pid is not None:
            self._ask({"kill": self.pid})
        self.pid = None

    def _ask(self, question: dict[str, Any]) -> Any:
        assert self.nursery is not None
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps(question) + "\n")
        self.nursery.stdin.flush()
        return json.loads(self.nursery.stdout.readline())

    def lines(self, event: str, run: str | None = None, start: int = 0) -> list[dict[str, Any]]:
        """Log lines of an event, of a run, from a place in the log on."""
        with self.log.open(errors="replace") as log:
            log.seek(start)
            whole = [line for line in log if f'"event": "{event}"' in line and line.endswith("\n")]
        read = [json.loads(line) for line in whole]
        return [line for line in read if run is None or line.get("run") == run]

    def suffer(self, fault: str) -> None:
        """One of FAULTS: the process is killed; the cable is out; what the database says does not arrive;
        the power fails, so nobody is told."""
        match fault:
            case "kill":
                self.kill()
            case "link":
                ip("link", "set", self.switch.port(self.number), "down")
            case "deaf":
                where = ("lladdr", NOWHERE, "dev", "eth0", "nud", "permanent")
                ip("-n", f"{self.switch.tag}db", "neigh", "replace", self.address, *where)
            case "power":
                ip("link", "set", self.switch.port(self.number), "down")
                self.kill()

    def recover(self, fault: str) -> None:
        """Undo it."""
        if fault == "deaf":
            ip("-n", f"{self.switch.tag}db", "neigh", "del", self.address, "dev", "eth0")
        if fault in ("link", "power"):
            ip("link", "set", self.switch.port(self.number), "up")
        if self.pid is None:
            self.start()

    def close(self) -> None:
        """End everything here."""
        if self.nursery is not None:
            self.kill()
            assert self.nursery.stdin is not None
            self.nursery.stdin.close()
            self.nursery.wait(PATIENCE)


@dataclass
class Switch:
    """A bridge, and who is on it."""

    folder: Path
    tag: str = field(default_factory=lambda: f"sk{os.getpid() % 100_000}")
    hosts: list[Host] = field(default_factory=list)

    @property
    def net(self) -> str:
        """The first three parts of all addresses."""
        return f"10.213.{os.getpid() % 254 + 1}"

    def address(self, number: int) -> str:
        """Of a host."""
        return f"{self.net}.{number}"

    def port(self, number: int) -> str:
        """Our end of a host's cable."""
        return f"{self.tag}p{number}"

    @property
    def url(self) -> str:
        """Of the database."""
        return f"postgresql://postgres@{self.address(DATABASE)}:5432/postgres"

    def plug(self, name: str, number: int) -> None:
        """A new host."""
        space, port = f"{self.tag}{name}", self.port(number)
        ip("netns", "add", space)
        ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space)
        ip("link", "set", port, "master", f"{self.tag}br", "up")
        ip("-n", space, "addr", "add", f"{self.address(number)}/24", "dev", "eth0")
        ip("-n", space, "link", "set", "eth0", "up")
        ip("-n", space, "link", "set", "lo", "up")

    def host(self, name: str, kind: str, environment: dict[str, str], offset: int = 0) -> Host:
        """A host for an API or a worker; nothing runs there yet."""
        number = FIRST + len(self.hosts)
        self.plug(name, number)
        given = {**environment, "SIKLUS_HOST": self.address(number)}
        self.hosts.append(Host(self, name, number, kind, given, offset))
        return self.hosts[-1]


@contextlib.contextmanager
def switched(folder: Path) -> Iterator[Switch]:
    """A switch with a database; nothing of it is left afterwards."""
    if os.getuid() != 0:
        raise SystemExit("only root can make network namespaces")
    # So that an end from outside takes everything down too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    switch = Switch(folder)
    compiling = ["cc", "-shared", "-fPIC", "-O1", "-o", str(folder / "clock.so"), "-xc", "-", "-ldl"]
    subprocess.run(compiling, input=CLOCK, text=True, check=True)
    bridge = f"{switch.tag}br"
    try:
        ip("link", "add", bridge, "type", "bridge", "stp_state", "0", "forward_delay", "0")
        ip("addr", "add", f"{switch.address(1)}/24", "dev", bridge)
        ip("link", "set", bridge, "up")
        switch.plug("db", DATABASE)
        with servers.private_folder() as files, _database(switch, files):
            try:
                yield switch
            finally:
                for host in switch.hosts:
                    host.close()
    finally:
        for name in ("db", *(host.name for host in switch.hosts)):
            subprocess.run(["ip", "netns", "del", f"{switch.tag}{name}"], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", bridge], capture_output=True, check=False)


@contextlib.contextmanager
def _database(switch: Switch, files: Path) -> Iterator[None]:
    """A PostgreSQL that waits for the disk at every commit, as in production."""
    initdb, program = servers.binary("initdb"), servers.binary("postgres")
    if initdb is None or program is None:
        raise SystemExit("PostgreSQL is not installed")
    owner = servers.somebody_else()
    options = ["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    subprocess.run([initdb, *options, files / "data"], cwd=files, check=True, capture_output=True, **owner)
    with (files / "data" / "pg_hba.conf").open("a") as access:
        access.write(f"host all all {switch.net}.0/24 trust\n")
    user = pwd.getpwuid(int(str(owner["user"])))
    become = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    listen = ["-c", f"listen_addresses={switch.address(DATABASE)}", "-c", "unix_socket_directories="]
    with (files / "server.log").open("wb") as log:
        server = subprocess.Popen(
            ["ip", "netns", "exec", f"{switch.tag}db", *become, program, "-D", files / "data", *listen],
            cwd=files,
            stdout=log,
            stderr=log,
        )
    try:
        _await(server, switch.url, files / "server.log")
        yield
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(20)


def _await(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"the database did not start:\n{log.read_text()[-2000:]}") from None
            time.sleep(0.1)
        else:
            return


# --- on the host ----------------------------------------------------------------------------------


def nursery(kind: str) -> None:
    """Fork, kill and reap as asked on stdin, one JSON object a line."""
    program = serve if kind == "api" else work
    for line in sys.stdin:
        asked = json.loads(line)
        if "kill" in asked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(asked["kill"], signal.SIGKILL)
            os.waitpid(asked["kill"], 0)
            print("null", flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            # Whatever becomes of us, nothing of it may go on.
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            sys.stdin.close()
            output = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.environ.update(asked["environment"])
            try:
                supervised(program)
            finally:
                os._exit(1)
        print(pid, flush=True)
    os._exit(0)


def supervised(program: Callable[[Settings], None]) -> None:
    """As under a supervisor: again where the database could not be reached at the start.

    A host that is back may take the port of a connection that the database does not know to be dead.
    """
    while True:
        try:
            program(read_settings(_env_file=None))
        except DatabaseUnavailable as error:
            print(f"siklus: {error}", file=sys.stderr, flush=True)
            time.sleep(1)
        else:
            return


if __name__ == "__main__":
    nursery(sys.argv[1])
