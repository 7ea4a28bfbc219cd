"""The arms of a simulation: what is compared on one stream, with one seed's readers."""

import gc
import tempfile
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from siklus.bootstrap import Services
from siklus.services.prediction import AuditShare
from siklus.simulation.arms.loop import run_loop
from siklus.simulation.arms.online import Online
from siklus.simulation.arms.refits import Oracle, Schedule, Static
from siklus.simulation.arms.replay import Learner, Tell, replay
from siklus.simulation.base import Base
from siklus.simulation.setting import Setting
from siklus.simulation.track import Track


class Arm(StrEnum):
    """What is compared."""

    STATIC = "static"  # version 1 for ever
    SCHEDULE = "schedule"  # refitted on all labels at the end of each block, deployed unseen
    SIKLUS = "siklus"
    NO_GATE = "no-gate"
    NO_AUDIT = "no-audit"
    NO_TRUST = "no-trust"
    ONLINE = "online"  # partial_fit with each label
    ORACLE = "oracle"  # every label of every block that has passed


USUAL = (Arm.STATIC, Arm.SCHEDULE, Arm.SIKLUS, Arm.ONLINE, Arm.ORACLE)


def _as_it_is(services: Services) -> Services:
    return services


def _without_gate(services: Services) -> Services:
    policy = replace(services.retraining.gate_policy, open=True)
    return services.exchanged(retraining=replace(services.retraining, gate_policy=policy))


def _without_audit(services: Services) -> Services:
    return replace(services, prediction=replace(services.prediction, audit=AuditShare(0.0, 0.0)))


def _without_trust(services: Services) -> Services:
    trainer = replace(services.retraining.trainer, discounts=False)
    trust = replace(services.trust, active=False)
    return services.exchanged(
        retraining=replace(services.retraining, trainer=trainer, trust=trust),
        feedback=replace(services.feedback, quarantines=False),
        review=replace(services.review, quarantines=False),
    )


LOOPS: dict[Arm, Callable[[Services], Services]] = {
    Arm.SIKLUS: _as_it_is,
    Arm.NO_GATE: _without_gate,
    Arm.NO_AUDIT: _without_audit,
    Arm.NO_TRUST: _without_trust,
}


def run_arm(arm: Arm, setting: Setting, base: Base, tell: Tell) -> Track:
    """One arm over one seed's stream; the same arguments give the same track."""
    _set_aside()
    if arm not in LOOPS:
        return replay(arm, setting, _learner(arm, setting, base), tell)
    with tempfile.TemporaryDirectory(prefix="siklus-simulation-") as folder:
        home = Path(folder) / "home"
        base.copy_to(home)

        def switch(services: Services) -> Services:
            base.hand_over(services.retraining.trainer.last)
            return LOOPS[arm](services)

        return run_loop(Track(arm, setting.seed), setting, home, switch, tell)


def _set_aside() -> None:
    """Keep what was imported out of the collector's rounds: they take an eighth of an arm's time."""
    gc.collect()
    gc.freeze()


def _learner(arm: Arm, setting: Setting, base: Base) -> Learner:
    first = base.first()
    if arm == Arm.STATIC:
        return Static(first, setting)
    if arm == Arm.ONLINE:
        return Online(first, setting)
    kind = Schedule if arm == Arm.SCHEDULE else Oracle
    return kind(first, setting, learnt=base.learnt(), recipe=first.recipe)
