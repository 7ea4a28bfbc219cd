"""Take a version back that turned out worse than the one before it, by itself.

After a deployment the former version goes on answering, unheard, what audits are asked about. Where audits
say often enough that it was right and the new one wrong, it is made the active one again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from siklus.database.store import Store
from siklus.domain.erasures import may_return
from siklus.domain.examples import Example
from siklus.domain.lifecycle import LOOP, Action, Deployment
from siklus.domain.reviews import Label
from siklus.domain.sequential import evidence_of_harm
from siklus.errors import DeploymentRaced
from siklus.models.registry import ArtefactStore
from siklus.models.scorer import Judge
from siklus.services.deployment import point_to
from siklus.services.exactness import ScorerService


@dataclass(frozen=True, slots=True)
class GuardPolicy:
    """When a version is taken back."""

    error: float = 0.01  # how often a version that is as good as the former may be taken back, ever


@dataclass(frozen=True, slots=True)
class Verdict:
    """What audits said of the version that stands against the one before it."""

    version: int
    previous: int
    audits: int
    lost: int  # audited texts on which only the former version was right
    won: int  # on which only the present one was
    evidence: float  # see `evidence_of_harm`
    limit: float  # from which on it is taken back


@dataclass
class Memory:
    """What the former version said; asked once for each text."""

    seq: int = 0  # of the link that this is about
    model: Judge | None = None
    said: dict[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GuardService:
    """Watches the version that stands."""

    store: Store
    artefacts: ArtefactStore
    scorers: ScorerService
    now: Callable[[], datetime]
    policy: GuardPolicy = GuardPolicy()
    memory: Memory = field(default_factory=Memory)

    def verdict(self) -> Verdict | None:
        """How the present version does beside the former one.

        Returns:
            None where there is nothing to go back to (also because it learnt from what was erased since), or
            where it was gone back to already: whoever rolls back has judged.

        Raises:
            ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: the former version cannot be asked.
        """
        with self.store.reading() as tx:
            link = tx.deployments.last()
            if link is None or link.previous is None or link.action == Action.ROLLBACK:
                return None
            erased = tx.erasures.that_reached_versions()
            if not may_return(link.previous, link.version, erased):
                return None
            audited = tx.examples.audited(link.version, link.at)
            former = tx.versions.get(link.previous).sha256
        said = self._former(link, former, audited)
        lost = sum(said[e.id] == e.label != e.shown_label for e in audited)
        won = sum(e.shown_label == e.label != said[e.id] for e in audited)
        evidence = evidence_of_harm(lost, won)
        return Verdict(link.version, link.previous, len(audited), lost, won, evidence, 1 / self.policy.error)

    def watch(self) -> Deployment | None:
        """Roll back if the verdict says so; the link that was made.

        Raises:
            ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: as `verdict`.
        """
        found = self.verdict()
        if found is None or found.evidence < found.limit:
            return None
        self.scorers.ensure(found.previous)
        try:
            with self.store.transaction() as tx:
                return point_to(
                    tx,
                    found.previous,
                    Action.ROLLBACK,
                    actor=LOOP,
                    reason=reason_of(found),
                    at=self.now(),
                    expected=found.version,
                )
        except DeploymentRaced:
            # Somebody moved the pointer meanwhile: the verdict is about a version that left.
            return None

    def _former(self, link: Deployment, sha256: str, audited: list[Example]) -> dict[str, Label]:
        memory = self.memory
        if memory.seq != link.seq:
            memory.seq, memory.model, memory.said = link.seq, None, {}
        unasked = [example for example in audited if example.id not in memory.said]
        if unasked:
            memory.model = memory.model or self.artefacts.load(sha256)
            judged = memory.model.judge([example.text for example in unasked])
            said = zip(unasked, judged, strict=True)
            memory.said |= {example.id: judgement.label for example, judgement in said}
        return memory.said


def reason_of(verdict: Verdict) -> str:
    """Why a version was taken back, in words for the chain.

    >>> reason_of(Verdict(3, 2, 14, 10, 1, 170.4, 100.0))
    'of 14 audited texts v2 alone was right on 10, v3 alone on 1: evidence 170, limit 100'
    """
    return (
        f"of {verdict.audits} audited texts v{verdict.previous} alone was right on {verdict.lost}, "
        f"v{verdict.version} alone on {verdict.won}: "
        f"evidence {verdict.evidence:.0f}, limit {verdict.limit:.0f}"
    )
