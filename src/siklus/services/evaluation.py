"""Score a version on labelled data from outside."""

from dataclasses import dataclass, field

from siklus.database.store import Store
from siklus.domain.scores import Scores, score
from siklus.errors import NoActiveVersion, NotEnoughData, VersionNotFound
from siklus.models.registry import ArtefactStore
from siklus.services.importing import Refused, read_rows


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What came of it."""

    version: int
    scores: Scores
    refused: list[Refused] = field(default_factory=list)  # lines that were left out


@dataclass(frozen=True, slots=True)
class EvaluationService:
    """Measurements on request; nothing is stored."""

    store: Store
    artefacts: ArtefactStore

    def evaluate(self, version: int | None, content: bytes) -> Evaluated:
        """Score a version (None: the active one) on a CSV or JSON-lines file.

        Raises:
            DataUnreadable, ColumnMissing: the file cannot be used.
            NotEnoughData: no line of it can.
            VersionNotFound, NoActiveVersion: there is no such version.
            ArtefactMissing, ArtefactDamaged: its file cannot be loaded.
        """
        refused: list[Refused] = []
        rows = list(read_rows(content, refused))
        if not rows:
            raise NotEnoughData("labelled rows that can be read", 0, 1)
        with self.store.reading() as tx:
            link = tx.deployments.last()
            if version is None and link is None:
                raise NoActiveVersion
            found = tx.versions.get(version if version is not None else link.version if link else 0)
        judged = self.artefacts.load(found.sha256).judge([row.text for row in rows])
        return Evaluated(found.version, score([row.label for row in rows], judged), refused)


def read_version(name: str) -> int | None:
    """The number that `v3`, `3` or `active` names; None for the active one.

    Raises:
        VersionNotFound: it is written like no version.

    >>> read_version("v3"), read_version("active")
    (3, None)
    """
    if name == "active":
        return None
    digits = name.removeprefix("v")
    if not (digits.isascii() and digits.isdigit()):
        raise VersionNotFound(name)
    return int(digits)
