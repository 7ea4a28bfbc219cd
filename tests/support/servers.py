"""A PostgreSQL, a pgbouncer and a PostgREST in temporary folders, on loopback ports of their own."""

import contextlib
import itertools
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

POSTGREST = Path(__file__).parents[2] / ".tools" / "postgrest" / "postgrest"  # scripts/install-test-tools
MLFLOW = Path(__file__).parents[2] / ".tools" / "mlflow-3.17.2" / "bin" / "mlflow"  # the same
# Where they are missing a test cannot say anything; on a build machine that would go unnoticed for ever.
MUST_RUN = os.environ.get("CI", "").lower() in ("1", "true")


FIRST_PORT, SHARE = 20_000, 1_000  # ports for each of the processes that run the tests
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
# Not from the first one on: other checkouts' tests may run beside these.
_places = itertools.count(random.randrange(SHARE))


def absent(what: str) -> None:
    """Skip with a reason, or fail where `CI=true` promises that everything is installed."""
    reason = f"{what} is not installed: see scripts/install-test-tools"
    if MUST_RUN:
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """A loopback port that is free, and that nobody else is given before a server takes it.

    Below those that a system gives to whoever asks for any: one of these may be an outgoing connection's
    while its server starts, or starts again. No two calls of a test run answer the same.
    """
    for _ in range(SHARE):
        port = FIRST_PORT + WORKER * SHARE + next(_places) % SHARE
        with socket.socket() as probe, contextlib.suppress(OSError):
            # As servers do it: what is left of an ended connection keeps nobody away.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError(f"no port is free from {FIRST_PORT} on")


def binary(name: str) -> Path | None:
    """Where a server's program is; the newest PostgreSQL where there are several."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4].split(".")[0])
    )
    there = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    return found[-1] if found else Path(there) if there else None


def somebody_else() -> dict[str, object]:
    """Arguments for `subprocess`: these servers refuse to run as root, so root runs them as another user."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A temporary folder that belongs to whoever runs the servers."""
    # Not pytest's: that one lies below a folder that only its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="siklus-server-"))
    owner = somebody_else()
    if owner:
        os.chown(folder, int(str(owner["user"])), int(str(owner["group"])))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(command: list[str], folder: Path, url: str) -> Iterator[None]:
    """A server process, from its first answer until the end of the block."""
    log = folder / "server.log"
    # Shutting down at once is right for a database that nobody needs any more, hence terminate or kill.
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **somebody_else(),
        ) as server,
    ):
        try:
            _await(server, url, log)
            yield
        finally:
            server.send_signal(3 if "postgres" in Path(command[0]).name else 15)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _await(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=2, prepare_threshold=None).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the server did not start:\n{log.read_text()[-3000:]}") from None
            time.sleep(0.05)
        else:
            return


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A new PostgreSQL; yields the URL of its first database, as its superuser."""
    initdb, program = binary("initdb"), binary("postgres")
    if initdb is None or program is None:
        absent("PostgreSQL")
        return
    with private_folder() as folder:
        data, port = folder / "data", free_port()
        subprocess.run(
            [
                initdb,
                "--no-sync",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                data,
            ],
            cwd=folder,
            check=True,
            capture_output=True,
            **somebody_else(),
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
            "shared_buffers": "32MB",
            # As unlike UTC as it gets: whatever forgets a time zone shows.
            "timezone": "Asia/Jayapura",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        with running([str(program), "-D", str(data), *options], folder, url):
            yield url


@contextlib.contextmanager
def pgbouncer(url: str, *users: str) -> Iterator[str]:
    """A pgbouncer with a small pool before the database of `url`; yields the URL that leads through it.

    Args:
        users: who may come through beside its superuser.
    """
    program = binary("pgbouncer")
    if program is None:
        absent("pgbouncer")
        return
    server = psycopg.conninfo.conninfo_to_dict(url)
    with private_folder() as folder:
        port = free_port()
        known, ini = folder / "users.txt", folder / "pgbouncer.ini"
        known.write_text("".join(f'"{user}" ""\n' for user in ("postgres", *users)))
        ini.write_text(
            "[databases]\n"
            f"* = host={server['host']} port={server['port']}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {known}\n"
            "pool_mode = transaction\ndefault_pool_size = 4\n"
        )
        for path in (known, ini):
            path.chmod(0o644)
        through = f"postgresql://{server['user']}@127.0.0.1:{port}/{server['dbname']}"
        with running([str(program), str(ini)], folder, through):
            yield f"{through}?pooler=transaction"


@contextlib.contextmanager
def postgrest(url: str, *schemas: str, jwt_secret: str) -> Iterator[str]:
    """The server by which Supabase shows these schemas of a database to the world; yields its address.

    It connects as `authenticator` and takes the role that a caller's key names, `anon` without a key.
    """
    program = binary("postgrest") or POSTGREST
    if not program.exists():
        absent("PostgREST")
        return
    server = psycopg.conninfo.conninfo_to_dict(url)
    port = free_port()
    settings = {
        "PGRST_DB_URI": f"postgresql://authenticator@{server['host']}:{server['port']}/{server['dbname']}",
        "PGRST_DB_SCHEMAS": ",".join(schemas),
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_JWT_SECRET": jwt_secret,
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
    }
    address = f"http://127.0.0.1:{port}"
    with private_folder() as folder:
        log = folder / "server.log"
        with (
            log.open("wb") as output,
            subprocess.Popen([program], cwd=folder, env=settings, stdout=output, stderr=output) as process,
        ):
            try:
                _await_http(process, address, log)
                yield address
            finally:
                process.kill()


@contextlib.contextmanager
def mlflow(folder: Path) -> Iterator[str]:
    """A new MLflow server that keeps everything below `folder`; yields its address."""
    if not MLFLOW.exists():
        absent("MLflow")
        return
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [
        *(str(MLFLOW), "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"),
        *("--default-artifact-root", str(folder / "artifacts")),
    ]
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    log = folder / "server.log"
    with (
        log.open("wb") as output,
        # A session of its own: it starts others, which go with it.
        subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | quiet,
            stdout=output,
            stderr=output,
            start_new_session=True,
        ) as process,
    ):
        try:
            _await_http(process, f"{address}/health", log, seconds=180)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def _await_http(process: "subprocess.Popen[bytes]", address: str, log: Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address, timeout=5).status_code < 500:
                return
        assert process.poll() is None, log.read_text()[-3000:]
        assert time.monotonic() < until, log.read_text()[-3000:]
        time.sleep(0.05)
