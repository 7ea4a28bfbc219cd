"""Load on a server with wrk, and what the server's processes take of the machine meanwhile."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
SCRIPT = """
local bodies, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    bodies[#bodies + 1] = wrk.format("POST", nil, {["Content-Type"] = "application/json"}, line)
  end
end
function request()
  at = at % #bodies + 1
  return bodies[at]
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('FOUND {"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"refused":%d,"broken":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), e.status,
    e.connect + e.read + e.write + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one server did for a few seconds at one number of connections."""

    per_second: float  # answers with status 2xx
    p50_ms: float
    p99_ms: float
    cpu_us: float  # of the server's processes, per answer
    memory_mb: float
    refused: int  # answers of another status
    broken: int  # connections that failed or timed out


def need_wrk() -> None:
    """Stop where wrk is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install -y wrk")


def prepare(folder: Path, bodies: list[str]) -> None:
    """Write the script, and the bodies that it sends in turn."""
    (folder / "load.lua").write_text(SCRIPT)
    (folder / "bodies.jsonl").write_text("\n".join(bodies) + "\n")


def measure(url: str, folder: Path, connections: int, seconds: int, *, roots: list[int], core: int) -> Cell:
    """Load `url` with the bodies in `folder`; `roots` are the server's first processes."""
    before = cpu_seconds(roots)
    done = subprocess.run(
        ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
         "-s", folder / "load.lua", url, "--", folder / "bodies.jsonl"],
        capture_output=True, text=True, check=False, timeout=seconds + 90,
    )  # fmt: skip
    worked = cpu_seconds(roots) - before
    lines = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    if not lines:
        raise SystemExit(f"wrk told nothing of {url}:\n{done.stdout[-1000:]}\n{done.stderr[-1000:]}")
    found = json.loads(lines[0].removeprefix("FOUND "))
    good = max(0, found["requests"] - found["refused"])
    return Cell(
        per_second=good / found["us"] * 1e6,
        p50_ms=found["p50_us"] / 1000,
        p99_ms=found["p99_us"] / 1000,
        cpu_us=worked / max(good, 1) * 1e6,
        memory_mb=memory_mb(roots[:1]),
        refused=found["refused"],
        broken=found["broken"],
    )


# --- processes ------------------------------------------------------------------------------------


def family(roots: list[int]) -> list[int]:
    """These processes and all that they started."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            below.setdefault(int(_stat(stat)[1]), []).append(int(stat.parent.name))
    found = list(roots)
    for one in found:  # grows while it is read
        found += below.get(one, [])
    return found


def _stat(path: Path) -> list[str]:
    """The fields from the state on: the name before them may hold blanks."""
    return path.read_text().rpartition(")")[2].split()


def cpu_seconds(roots: list[int]) -> float:
    """Processor time of these processes and all that they started, those that ended included."""
    ticks = 0
    for one in family(roots):
        with contextlib.suppress(OSError):
            ticks += sum(map(int, _stat(Path(f"/proc/{one}/stat"))[11:15]))
    return ticks / TICKS


def memory_mb(roots: list[int], what: str = "Rss") -> float:
    """Memory of these processes and all that they started.

    Args:
        roots: the first processes.
        what: `Rss`, what is resident for each; `Pss`, where what several of them share counts once.
    """
    kilobytes = 0
    for one in family(roots):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith(f"{what}:"):
                    kilobytes += int(line.split()[1])
    return kilobytes / 1024


def pin(roots: list[int], core: int) -> None:
    """Keep running processes on one core; what they start stays there too."""
    for one in family(roots):
        with contextlib.suppress(OSError):
            os.sched_setaffinity(one, {core})


@contextlib.contextmanager
def on_core(
    command: list[str], core: int, environment: dict[str, str], log: Path, folder: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program on one core, from its start to the end of the block; then nothing of it is left."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(core), *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and all that it started."""
    everyone = family([process.pid])
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(15)
    for one in everyone:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    process.wait()
    time.sleep(0.2)
