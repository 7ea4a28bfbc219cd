"""Everything on one machine: prepare the installation, start its processes, stop them together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

import httpx
import typer

from siklus import bootstrap
from siklus.bootstrap import Services
from siklus.choice import CHOICE
from siklus.cli.output import progress, remark
from siklus.data import starter_reviews
from siklus.domain.access import Role
from siklus.domain.examples import Origin
from siklus.errors import ChildKeepsDying, KeyNotFound, PortTaken, ServiceSlow
from siklus.settings import Settings, read_settings
from siklus.ui import SCRIPT
from siklus.ui.launch import options

READY_SECONDS = 90
STOP_SECONDS = 15
MOST_DEATHS = 5  # of one process, within a minute


@dataclass(frozen=True, slots=True)
class Prepared:
    """An installation that can be started."""

    admin_key: str | None  # only where it was made just now
    ui_key: str  # lets this run's interface read the figures; revoked when it stops


def prepare(settings: Settings) -> Prepared:
    """Bring the database up to date, train the first version, and make the keys that are missing."""
    from siklus.worker import migrate  # noqa: PLC0415 (the job engine is loaded by those who run it)

    with bootstrap.running(settings, prepare=True) as services:
        migrate(settings)
        if services.deployment.active() is None:
            if CHOICE.ready_made:
                _train_first(services)
            else:
                remark(f"no version yet: nothing that comes with Siklus fits {CHOICE}")
                remark("        Train the first of your own rows, also now: siklus train --data FILE.csv")
        admin = None
        if not services.access.has_admin():
            admin = services.access.create("admin", Role.ADMIN, actor="siklus up")
        _revoke_ui_key(services)
        return Prepared(admin, services.access.create(_ui_key_name(), Role.REVIEWER, actor="siklus up"))


def _train_first(services: Services) -> None:
    imported = services.importing.add(starter_reviews(), actor="siklus up", origin=Origin.STARTER)
    with progress("training the first model on the starter reviews") as tell:
        version, _ = services.retraining.train_version(imported.ids, actor="siklus up", progress=tell)
    remark(f"{version.name}: macro-F1 {version.scores.get('macro_f1', 0):.3f} on its golden set")


def _ui_key_name() -> str:
    return f"interface on {socket.gethostname()}"[:60]


def _revoke_ui_key(services: Services) -> None:
    """A key of an earlier run that was killed must not stay good for ever."""
    try:
        services.access.revoke(_ui_key_name(), actor="siklus up")
    except KeyNotFound:
        return


@dataclass
class Child:
    """One process of the family."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it; in a group of its own, so that Ctrl-C reaches it through us, once."""
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            self.command, env=self.environment, start_new_session=True
        )

    def revive(self) -> None:
        """Start it again where it has died.

        Raises:
            ChildKeepsDying: the fifth time within a minute.
        """
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        self.deaths = [*(at for at in self.deaths if now - at < 60), now]
        if len(self.deaths) >= MOST_DEATHS:
            raise ChildKeepsDying(self.name, self.process.returncode)
        remark(f"{self.name} ended with {self.process.returncode}; starting it again")
        self.start()

    def stop(self, deadline: float) -> None:
        """Ask it to end, and end it where it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Family:
    """The processes of one installation."""

    settings: Settings
    children: list[Child]

    def start(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Start all and wait until the service answers, or somebody wishes to stop.

        Raises:
            PortTaken: another program listens where ours would.
            ServiceSlow: it does not answer within 90 seconds.
            ChildKeepsDying: it cannot even start.
        """
        for child in self.children:
            child.start()
        deadline = time.monotonic() + READY_SECONDS
        while not stopping() and not is_ready(self.settings.api_address):
            if time.monotonic() > deadline:
                raise ServiceSlow(self.settings.api_address, READY_SECONDS)
            self.revive()
            time.sleep(0.2)

    def revive(self) -> None:
        """Start again whoever died."""
        for child in self.children:
            child.revive()

    def stop(self) -> None:
        """End all together."""
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.stop(deadline)


def family(settings: Settings, prepared: Prepared, *, with_ui: bool) -> Family:
    """The processes of this installation, not yet started."""
    environment = {
        **os.environ,
        "SIKLUS_HOME": str(settings.home.absolute()),
        "SIKLUS_PORT": str(settings.port),
        "SIKLUS_API_URL": settings.api_address,
        "SIKLUS_API_KEY": prepared.ui_key,
    }
    siklus = [sys.executable, "-m", "siklus"]
    plain = {name: value for name, value in environment.items() if name != "SIKLUS_API_KEY"}
    children = [Child("api", [*siklus, "api"], plain), Child("worker", [*siklus, "worker"], plain)]
    if with_ui:
        children.append(Child("ui", ui_command(settings.ui_port, "127.0.0.1"), environment))
    return Family(settings, children)


def ui_command(port: int, host: str) -> list[str]:
    """How Streamlit is started with our page and our looks."""
    flags = [f"--server.port={port}", f"--server.address={host}", "--server.headless=true", *options()]
    return [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *flags]


def run_all(settings: Settings, *, without_ui: bool) -> None:
    """`siklus up`: until Ctrl-C.

    Raises:
        PortTaken, ServiceSlow, ChildKeepsDying: the family could not start or stay alive.
    """
    check_port(settings.host, settings.port)
    if not without_ui:
        check_port("127.0.0.1", settings.ui_port)
    # From here on a signal is a wish to stop, not an exception in the middle of a step.
    stopping = _on_signal()
    prepared = prepare(settings)
    members = family(settings, prepared, with_ui=not without_ui)
    try:
        members.start(stopping)
        if not stopping():
            _announce(settings, prepared, without_ui=without_ui)
        while not stopping():
            members.revive()
            time.sleep(0.5)
    finally:
        remark("stopping …")
        members.stop()
        with bootstrap.running(settings) as services:
            _revoke_ui_key(services)


def _on_signal() -> Callable[[], bool]:
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    # A closed terminal hangs up: the children, in sessions of their own, would go on without us.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    return lambda: bool(asked)


def _announce(settings: Settings, prepared: Prepared, *, without_ui: bool) -> None:
    if not without_ui:
        typer.echo(f"interface  http://127.0.0.1:{settings.ui_port}")
    typer.echo(f"service    {settings.api_address}  (try {settings.api_address}/docs)")
    if prepared.admin_key:
        typer.echo(f"admin key  {prepared.admin_key}")
        remark("Keep the admin key: it is shown this once. Another: siklus keys create --role admin")
    remark("Ctrl-C stops everything.")


def run_ui(settings: Settings, host: str) -> None:
    """`siklus ui`: the interface alone, against the service at SIKLUS_API_URL."""
    check_port(host, settings.ui_port)
    os.environ.setdefault("SIKLUS_API_URL", settings.api_address)
    if settings.api_key is not None:  # it may stand in .env, which Streamlit does not read
        os.environ.setdefault("SIKLUS_API_KEY", settings.api_key.get_secret_value())
    command = ui_command(settings.ui_port, host)
    os.execv(command[0], command)  # noqa: S606 (our own command; this process has nothing left to do)


def ensure_running() -> str:
    """For `streamlit run app.py`: the address of a service that answers, started here where none does.

    The processes end with the calling one.
    """
    import atexit  # noqa: PLC0415 (only where something is started)

    settings = read_settings()
    if is_ready(settings.api_address):
        return settings.api_address
    if settings.api_url and settings.api_url.rstrip("/") != f"http://{settings.host}:{settings.port}":
        # It was named on purpose and is elsewhere: another one started here would be another database.
        raise ServiceSlow(settings.api_url, 2)
    check_port(settings.host, settings.port)
    prepared = prepare(settings)
    os.environ["SIKLUS_API_KEY"] = prepared.ui_key
    members = family(settings, prepared, with_ui=False)
    atexit.register(members.stop)
    members.start()
    _announce(settings, prepared, without_ui=True)
    return settings.api_address


def check_port(host: str, port: int) -> None:
    """Refuse to start where another program listens.

    Raises:
        PortTaken: the port is in use.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host, port, error.strerror or "it cannot be bound") from None


def is_ready(address: str) -> bool:
    """Whether a service answers at `address` and has a model, or waits for its owner to bring one."""
    path = "/readyz" if CHOICE.ready_made else "/healthz"
    try:
        return httpx.get(f"{address}{path}", timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
