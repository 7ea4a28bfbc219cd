"""Retrain: trigger → snapshot → train → gate → deploy. Each step can be repeated without harm.

A step reads what the run already has, does its part, and notes the result on the run in one
transaction; a worker that takes over a dead one's run finds there how far it came.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from siklus.database.store import Transaction
from siklus.domain.alerts import DRIFT
from siklus.domain.examples import LIVE_ORIGINS, Example, Origin, Snapshot
from siklus.domain.gate import Decision, GateReport, looks_of
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import Action, Deployment, ModelVersion, VersionState, evidence_since
from siklus.domain.limits import GatePolicy
from siklus.domain.provenance import divided_as
from siklus.domain.reviews import LABELS
from siklus.domain.scores import Judgement
from siklus.domain.slices import packed
from siklus.domain.snapshots import Division, content_hash, counts, divide
from siklus.domain.trials import Mode, TrialPolicy
from siklus.domain.triggers import Outcome, Run, RunState
from siklus.errors import DeploymentRaced, NoActiveVersion, NotEnoughData, RowsErased, VersionErased
from siklus.models.recipe import Kind, Progress
from siklus.models.registry import ArtefactStore
from siklus.services.behaviour import suite
from siklus.services.deployment import audit_more, point_to
from siklus.services.doubt import ask_about
from siklus.services.evidence import digits, judge_evidence
from siklus.services.exactness import ScorerService
from siklus.services.slicing import kind_of
from siklus.services.succession import left_of, waits_for_successor
from siklus.services.training import Trained, Trainer
from siklus.services.trials import begin
from siklus.services.triggering import TriggerService
from siklus.services.trust import TrustService

MIN_PER_LABEL = 2


def anybody(_tx: Transaction) -> None:
    """Nobody else could have the run: by hand, in a simulation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrainingService(TriggerService):
    """The loop's slow half."""

    artefacts: ArtefactStore
    scorers: ScorerService
    trainer: Trainer
    trust: TrustService
    gate_policy: GatePolicy = GatePolicy()
    trials: TrialPolicy = TrialPolicy()
    # Asked in each transaction that changes a run; it raises where the run has been taken from whoever asks.
    may_write: Callable[[Transaction], None] = anybody

    # --- the steps ------------------------------------------------------------------------------

    def take_snapshot(self, run_id: str) -> None:
        """Look at the readers, then fix the rows of this run: all that is usable now.

        After an erasure it is what is left of the active version's rows.
        """
        with self.store.reading() as tx:
            run = tx.runs.get(run_id)
        if run.snapshot_id is None and run.finished_at is None:
            self._begin(run_id)
            self.trust.assess()
        with self.store.transaction() as tx:
            run = self._held(tx, run_id)
            if run.snapshot_id is not None or run.finished_at is not None:
                return
            rows, at = left_of(tx, _active(tx)) if run.erases else (tx.examples.usable(), self.now())
            snapshot = self._snapshot(tx, divide(rows), at)
            tx.runs.advance(run_id, RunState.TRAIN, self.now(), snapshot_id=snapshot.id)

    def _begin(self, run_id: str) -> None:
        with self.store.transaction() as tx:
            # Another worker may be further.
            if self._held(tx, run_id).state == RunState.QUEUED:
                tx.runs.advance(run_id, RunState.SNAPSHOT, self.now())

    def train(self, run_id: str, progress: Progress | None = None) -> None:
        """Train the candidate on the run's snapshot and let both versions judge the gate's rows.

        Where rows of it are erased meanwhile the candidate is thrown away and another one trained.
        """
        try:
            self._train(run_id, progress)
        except RowsErased:
            self.train(run_id, progress)

    def _train(self, run_id: str, progress: Progress | None) -> None:
        with self.store.reading() as tx:
            run = tx.runs.get(run_id)
            if run.candidate is not None or run.finished_at is not None:
                return
            snapshot = tx.snapshots.get(str(run.snapshot_id))
            active, since = _active(tx), _evidence_since(tx)
            division, learnt = _divisions(tx, snapshot, tx.snapshots.get(active.snapshot_id))
            ratio = self.trainer.click_ratio(tx)
        earlier = self.trainer.earlier_view(learnt.train, active, ratio)
        known = {e.text_key for e in learnt.all}
        fresh = [
            e for e in division.train if _is_fresh(e, since) and (e.text_key not in known or e.id in earlier)
        ]
        trained = self.trainer.train(division, fresh=fresh, click_ratio=ratio, progress=progress)
        evidence = self._evidence(active, trained, division, fresh=fresh, earlier=earlier, ratio=ratio)
        looked = self.scorers.look(trained.model)
        with self.store.transaction() as tx:
            # Looked at again: a worker that was taken for dead may have been quicker after all.
            now = self._held(tx, run_id)
            if now.candidate is None and now.finished_at is None:
                version = self.trainer.register(tx, trained, snapshot, active.version, self.now())
                self.scorers.keep(tx, version, looked)
                found: dict[str, Any] = {"candidate": version.version, "evidence": evidence}
                tx.runs.advance(run_id, RunState.GATE, self.now(), **found)
                ask_about(tx, trained.doubted, self.now())

    def note(self, run_id: str, doing: str, share: float) -> None:
        """Let those who watch a run know what it is doing, and the share of its step that is done."""
        with self.store.transaction() as tx:
            self._held(tx, run_id)
            tx.runs.note(run_id, doing, share)

    def gate(self, run_id: str) -> GateReport:
        """Let the gate speak on the run's evidence, and keep its report."""
        with self.store.transaction() as tx:
            run = self._held(tx, run_id)
            if run.gate is not None:
                # It has spoken; the evidence may be gone by now.
                return GateReport.from_dict(run.gate)
            shifted = tx.alerts.any_since(DRIFT, self.now() - self.gate_policy.shift_lasts)
            report = judge_evidence(run.evidence or {}, self.gate_policy, looks=_looks(tx), shifted=shifted)
            state = {Decision.REFUSE: VersionState.REFUSED, Decision.WAIT: VersionState.WAITING}
            if report.decision in state:
                tx.versions.move(tx.versions.get(int(run.candidate or 0)), state[report.decision])
            tx.runs.advance(run_id, RunState.DEPLOY, self.now(), gate=report.as_dict())
        return report

    def deploy(self, run_id: str) -> Deployment | None:
        """Carry out the gate's answer and end the run; None where nothing was deployed."""
        self._look_at_candidate(run_id)
        with self.store.transaction() as tx:
            run = self._held(tx, run_id)
            if run.finished_at is not None or run.gate is None or run.candidate is None:
                return None
            decision = Decision(run.gate["decision"])
            # The active version must leave before its deadline, so the gate only speaks for the record.
            must = run.erases and waits_for_successor(tx, _active(tx).version)
            if decision != Decision.ACCEPT and not must:
                refused = decision == Decision.REFUSE
                outcome = Outcome.REFUSED if refused else Outcome.WAITING
                tx.runs.finish(run_id, outcome, self.now(), evidence=None)
                return None
            candidate = tx.versions.get(run.candidate)
            try:
                link = self._let_answer(tx, run, candidate)
            except (DeploymentRaced, VersionErased):
                # Somebody chose another version meanwhile: the comparison was with one that left. Or what the
                # candidate has learnt was erased, and nothing that the active version has.
                tx.runs.finish(run_id, Outcome.OVERTAKEN, self.now(), evidence=None)
                return None
            tx.runs.finish(run_id, Outcome.DEPLOYED if link else Outcome.CANARY, self.now(), evidence=None)
        return link

    def _look_at_candidate(self, run_id: str) -> None:
        """Before it may answer; there is something to do only where its scorer was lost since it was made."""
        with self.store.reading() as tx:
            run = tx.runs.get(run_id)
        if run.candidate is not None and run.finished_at is None:
            self.scorers.ensure(run.candidate)

    def _let_answer(self, tx: Transaction, run: Run, candidate: ModelVersion) -> Deployment | None:
        """Everything, or a share of the requests first where the operator wants that: then None."""
        because = "erasure; " * run.erases + ", ".join((run.gate or {})["reasons"])
        reason = f"run {run.id}: {because}"
        why: dict[str, Any] = {
            "actor": run.actor,
            "reason": reason,
            "at": self.now(),
            "expected": candidate.parent,
        }
        # What was erased may not go on answering for as long as a trial takes.
        if self.trials.canary_share and not run.erases:
            begin(tx, candidate.version, Mode.CANARY, self.trials.canary_share, **why)
            return None
        link = point_to(tx, candidate.version, Action.DEPLOY, **why)
        audit_more(tx, link)
        return link

    def fail(self, run_id: str, error: str) -> None:
        """End a run that cannot go on; the active version stays."""
        with self.store.transaction() as tx:
            self.may_write(tx)
            tx.runs.finish(run_id, Outcome.FAILED, self.now(), error=error[:500], evidence=None)

    def _held(self, tx: Transaction, run_id: str) -> Run:
        """The run, which nobody else can change until the transaction ends."""
        run = tx.runs.get(run_id, hold=True)
        self.may_write(tx)
        return run

    # --- the first version ----------------------------------------------------------------------

    def of_kind(self, kind: Kind) -> "RetrainingService":
        """The same service with another kind of classifier: `naive_bayes` is the baseline."""
        recipe = replace(self.trainer.recipe, kind=kind)
        return replace(self, trainer=replace(self.trainer, recipe=recipe))

    def train_version(
        self, example_ids: Sequence[str], *, actor: str, progress: Progress | None = None
    ) -> tuple[ModelVersion, Deployment | None]:
        """Train the next version on these examples at once; it becomes active when it is the first.

        Raises:
            NotEnoughData: fewer than two rows of some label.
            RowsErased: some of them were erased meanwhile.
        """
        with self.store.reading() as tx:
            division = divide(tx.examples.by_ids(example_ids))
        trained = self.trainer.train(division, fresh=[], click_ratio=1.0, progress=progress)
        return self.register_aside(trained, lambda tx: self._snapshot(tx, division, self.now()), actor=actor)

    def register_aside(
        self, trained: Trained, snapshot: Callable[[Transaction], Snapshot], *, actor: str
    ) -> tuple[ModelVersion, Deployment | None]:
        """Keep a version that was trained by hand; it becomes active when it is the first.

        Args:
            snapshot: adds that of its rows.

        Raises:
            RowsErased: some of them were erased meanwhile.
        """
        looked = self.scorers.look(trained.model)
        with self.store.transaction() as tx:
            last = tx.deployments.last()
            parent = last.version if last else None
            version = self.trainer.register(tx, trained, snapshot(tx), parent, self.now())
            self.scorers.keep(tx, version, looked)
            if last is not None:
                return version, None
            link = point_to(
                tx, version.version, Action.FIRST, actor=actor, reason="the first version", at=self.now()
            )
            return tx.versions.get(version.version), link

    def _snapshot(self, tx: Transaction, division: Division, at: datetime) -> Snapshot:
        found = counts(division)
        for label in LABELS:
            rows = found.get(f"label:{label}", 0)
            if 0 < rows < MIN_PER_LABEL:
                raise NotEnoughData(f"training rows labelled {label}", rows, MIN_PER_LABEL)
        snapshot = Snapshot(new_id(), content_hash(division.all), found, division.ids, at)
        tx.snapshots.add(snapshot)
        return snapshot

    def _evidence(
        self,
        active: ModelVersion,
        trained: Trained,
        division: Division,
        *,
        fresh: Sequence[Example],
        earlier: Mapping[str, Judgement],
        ratio: float,
    ) -> dict[str, Any]:
        """Both versions' answers on the golden and the fresh rows, one digit a row."""
        model = self.artefacts.load(active.sha256)
        golden_active = self.trainer.on_golden(active, division.golden)
        fresh_judged = [
            earlier.get(e.id, judged)
            for e, judged in zip(fresh, model.judge([e.text for e in fresh]), strict=True)
        ]
        return {
            "golden": {
                "truth": digits(e.label for e in division.golden),
                "active": digits(golden_active),
                "candidate": digits(j.label for j in trained.golden),
                "slices": packed([kind_of(e) for e in division.golden]),
            },
            "fresh": {
                "truth": digits(e.label for e in fresh),
                "active": digits(j.label for j in fresh_judged),
                "candidate": digits(j.label for j in trained.fresh),
                "likelihood": [
                    [round(judged.probabilities[LABELS.index(e.label)], 4) for judged in pair]
                    for e, *pair in zip(fresh, fresh_judged, trained.fresh, strict=True)
                ],
                "shown": "".join("-" if e.shown_label is None else digits([e.shown_label]) for e in fresh),
                "volunteered": "".join("1" if e.origin == Origin.READER else "0" for e in fresh),
                "audited": "".join("1" if e.origin == Origin.AUDIT else "0" for e in fresh),
                "slices": packed([kind_of(e) for e in fresh]),
            },
            "click_ratio": ratio,
            **self._on_behaviour(active, trained),
        }

    def _on_behaviour(self, active: ModelVersion, trained: Trained) -> dict[str, Any]:
        if trained.behaviour is None:
            return {}
        return {
            "behaviour": {
                "active": self.trainer.on_behaviour(active),
                "candidate": trained.behaviour,
                # Pairs, for a database may give the keys of an object back in another order.
                "sizes": list(suite().sizes.items()),
            }
        }


def _divisions(tx: Transaction, *snapshots: Snapshot) -> list[Division]:
    """The rows of each snapshot, read once: most of them are in all."""
    ids = dict.fromkeys(chain.from_iterable(snapshot.example_ids for snapshot in snapshots))
    found = {example.id: example for example in tx.examples.by_ids(tuple(ids))}
    return [divided_as(snapshot, found) for snapshot in snapshots]


def _active(tx: Transaction) -> ModelVersion:
    link = tx.deployments.last()
    if link is None:
        raise NoActiveVersion
    return tx.versions.get(link.version)


def _evidence_since(tx: Transaction) -> datetime | None:
    link = tx.deployments.last()
    return evidence_since(link) if link else None


def _looks(tx: Transaction) -> list[float]:
    """On how many rows each look of the gate rested since the active version was put there."""
    link = tx.deployments.last()
    return looks_of(tx.runs.gates_since(link.at)) if link else []


def _is_fresh(example: Example, since: datetime | None) -> bool:
    if since is not None and example.created_at <= since:
        return False
    return example.origin in LIVE_ORIGINS or example.origin == Origin.IMPORT
