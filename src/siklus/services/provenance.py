"""What this program and this machine add to the bits of a version."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files

# Rooms whose every module may decide what a fit comes to, and single modules of others.
_ROOMS = ("siklus.models",)
_MODULES = (
    ("siklus.domain", ("examples", "gate", "reviews", "snapshots", "provenance")),
    ("siklus.services", ("remembered", "training")),
)
# They read or show models and decide nothing about one.
_BYSTANDERS = ("card.py", "registry.py")


@cache
def code_version() -> str:
    """The program's version, and a digest of the source of everything that trains.

    Two programs of one version number can differ: the digest says whether they train alike.
    """
    digest = hashlib.sha256()
    for name, content in sorted(_sources()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"{version('siklus')} ({digest.hexdigest()[:12]})"


def _sources() -> list[tuple[str, bytes]]:
    found = [
        (f"{room}/{file.name}", file.read_bytes())
        for room in _ROOMS
        for file in files(room).iterdir()
        if file.name.endswith(".py") and file.name not in _BYSTANDERS
    ]
    for room, names in _MODULES:
        found += [(f"{room}/{name}.py", files(room).joinpath(f"{name}.py").read_bytes()) for name in names]
    return found
