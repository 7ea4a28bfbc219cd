"""Put a running installation together: the one place where services meet what they need."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siklus.alerts.rules import read_rules
from siklus.alerts.words import Language
from siklus.choice import Choice, keep
from siklus.database.engine import make_engine
from siklus.database.revision import check
from siklus.database.store import Store
from siklus.errors import SettingInvalid
from siklus.models.bucket import Bucket
from siklus.models.registry import ArtefactStore
from siklus.models.scorer import can_compile
from siklus.secret import claim, read_secret
from siklus.services.access import AccessService
from siklus.services.accuracy import AccuracyService
from siklus.services.alerting import AlertingService
from siklus.services.auditing import AuditService
from siklus.services.cards import CardService
from siklus.services.challenging import Challenging, Shadows
from siklus.services.consents import ConsentService
from siklus.services.counters import Counters
from siklus.services.deployment import DeploymentService
from siklus.services.exactness import ScorerService
from siklus.services.feedback import FeedbackService
from siklus.services.importing import ImportService
from siklus.services.monitoring import MonitoringService
from siklus.services.prediction import PredictionService
from siklus.services.rates import RateService
from siklus.services.retention import RetentionService
from siklus.services.review import ReviewService
from siklus.services.reviewers import ReviewersService
from siklus.services.rollups import RollupService
from siklus.services.serving import Serving
from siklus.services.simulating.service import SimulationService
from siklus.services.system import SystemService
from siklus.services.trials import TrialService
from siklus.services.triggering import TriggerService
from siklus.services.vitals import VitalsService
from siklus.settings import Settings

if TYPE_CHECKING:
    from siklus.services.backing_up import BackupService
    from siklus.services.behaviour import BehaviourService
    from siklus.services.comparing import ComparisonService
    from siklus.services.drift import DriftService
    from siklus.services.erasure import ErasureService
    from siklus.services.evaluation import EvaluationService
    from siklus.services.exporting import ExportService
    from siklus.services.guard import GuardService
    from siklus.services.mirroring import MirrorService
    from siklus.services.rebuilding import RebuildService
    from siklus.services.retraining import RetrainingService
    from siklus.services.sign_in import SignInService
    from siklus.services.training import Trainer
    from siklus.services.transfer import TransferService
    from siklus.services.trust import TrustService


@dataclass(frozen=True)
class Services:
    """Everything that users, readers and the loop can do.

    What learns, measures or compares is put together when it is first asked for, and its modules are loaded
    then: they bring scikit-learn and scipy, seconds and a hundred megabytes that a process which answers by
    a scorer never needs.
    """

    settings: Settings
    store: Store
    now: Callable[[], datetime]
    secret: bytes
    artefacts: ArtefactStore
    scorers: ScorerService
    serving: Serving
    challenging: Challenging
    shadows: Shadows
    counters: Counters
    prediction: PredictionService
    feedback: FeedbackService
    review: ReviewService
    reviewers: ReviewersService
    monitoring: MonitoringService
    accuracy: AccuracyService
    rollups: RollupService
    retention: RetentionService
    vitals: VitalsService
    alerting: AlertingService
    deployment: DeploymentService
    trials: TrialService
    triggering: TriggerService
    importing: ImportService
    access: AccessService
    rates: RateService
    auditing: AuditService
    cards: CardService
    consents: ConsentService
    system: SystemService
    simulating: SimulationService
    sign_in: "SignInService | None"  # None: by keys alone

    def exchanged(self, **others: Any) -> "Services":
        """The same with others in the place of some, also of those that are put together late."""
        found = copy(self)
        vars(found).update(others)
        return found

    @cached_property
    def trainer(self) -> "Trainer":
        """Trains candidates; it remembers the foundation that it laid last."""
        from siklus.services.training import Trainer

        return Trainer(self.artefacts, self.settings.recipe)

    @cached_property
    def retraining(self) -> "RetrainingService":
        """The loop's slow half."""
        from siklus.services.retraining import RetrainingService

        return RetrainingService(
            store=self.store,
            monitoring=self.monitoring,
            now=self.now,
            triggers=self.settings.triggers,
            artefacts=self.artefacts,
            scorers=self.scorers,
            trainer=self.trainer,
            trust=self.trust,
            trials=self.settings.trials,
        )

    @cached_property
    def trust(self) -> "TrustService":
        """Whose answers are believed."""
        from siklus.services.trust import TrustService

        return TrustService(self.store, self.trainer, self.now, self.settings.reader_share)

    @cached_property
    def drift(self) -> "DriftService":
        """How far live texts have moved."""
        from siklus.services.drift import DriftService

        return DriftService(self.store, self.now, self.settings.drift)

    @cached_property
    def guard(self) -> "GuardService":
        """Takes bad versions back."""
        from siklus.services.guard import GuardService

        return GuardService(self.store, self.artefacts, self.scorers, self.now)

    @cached_property
    def erasure(self) -> "ErasureService":
        """Forgets people."""
        from siklus.services.erasure import ErasureService

        hours = timedelta(hours=self.settings.erasure_hours)
        others = self.settings.others
        return ErasureService(self.store, self.artefacts, self.secret, self.now, hours, others)

    @cached_property
    def backing_up(self) -> "BackupService":
        """Copies of everything."""
        from siklus.services.backing_up import BackupService

        return BackupService(self.store, self.artefacts, self.secret, self.now)

    @cached_property
    def mirroring(self) -> "MirrorService | None":
        """Tells MLflow; None where no server was named."""
        if self.settings.mlflow is None:
            return None
        from siklus.services.mirroring import MirrorService

        return MirrorService(self.store, *self.settings.mlflow)

    @cached_property
    def exporting(self) -> "ExportService":
        """Hands out what is stored."""
        from siklus.services.exporting import ExportService

        return ExportService(self.store)

    @cached_property
    def evaluation(self) -> "EvaluationService":
        """Scores of a version on somebody's rows."""
        from siklus.services.evaluation import EvaluationService

        return EvaluationService(self.store, self.artefacts)

    @cached_property
    def comparing(self) -> "ComparisonService":
        """Two versions side by side."""
        from siklus.services.comparing import ComparisonService

        return ComparisonService(self.store, self.artefacts)

    @cached_property
    def behaviour(self) -> "BehaviourService":
        """What versions pass of the behaviour suite."""
        from siklus.services.behaviour import BehaviourService

        return BehaviourService(self.store, self.artefacts, self.settings.recipe)

    @cached_property
    def rebuilding(self) -> "RebuildService":
        """Versions, made again."""
        from siklus.services.rebuilding import RebuildService

        return RebuildService(self.store, self.artefacts)

    @cached_property
    def transfer(self) -> "TransferService":
        """Export and import of versions."""
        from siklus.services.transfer import TransferService

        return TransferService(self.store, self.artefacts, self.scorers, self.cards, self.now)


def utc_now() -> datetime:
    """The clock of production."""
    return datetime.now(UTC)


def establish(settings: Settings, choice: Choice) -> Path:
    """Make an installation for these labels and this language; the file that tells every process of them.

    Raises:
        ChoiceMismatch: its database is made for others already.
        DatabaseUnavailable, SecretMismatch: as for `running`.
    """
    from siklus.database.upgrade import upgrade

    engine = make_engine(settings.url, create=True)
    try:
        upgrade(engine)
        claim(Store(engine), read_secret(settings), utc_now(), settings.others, choice)
    finally:
        engine.dispose()
    # Last: a file that the database does not agree with would keep every process from starting.
    return keep(choice, settings.home)


@contextmanager
def running(settings: Settings, *, prepare: bool = False) -> Iterator[Services]:
    """The services of this installation; the engine is closed at the end.

    Args:
        prepare: make the database and bring it up to date first (`siklus up`, `train`, `db upgrade`).

    Raises:
        DatabaseUnavailable, DatabaseOutdated: the database is away, or not of this version.
        SecretMismatch: the database was set up with another secret.
        ChoiceMismatch: it is made for other labels, or for another language.
        SettingInvalid: a setting that only shows in use, as features that no package offers.
    """
    _ = settings.recipe
    engine = make_engine(settings.url, create=prepare)
    try:
        if prepare:
            from siklus.database.upgrade import upgrade

            upgrade(engine)
        check(engine)
        store = Store(engine)
        secret = read_secret(settings)
        claim(store, secret, utc_now(), settings.others)
        services = assemble(settings, store, secret, utc_now)
        if prepare:
            services.rollups.catch_up()
        yield services
    finally:
        engine.dispose()


def assemble(settings: Settings, store: Store, secret: bytes, now: Callable[[], datetime]) -> Services:
    """The services over a store; tests and simulations bring their own clock."""
    bucket = Bucket(settings.models_url) if settings.models_url else None
    artefacts = ArtefactStore(settings.artefacts, bucket)
    scorers = ScorerService(store, artefacts, now, compiled=settings.fast and can_compile())
    serving = Serving(store, scorers)
    counters = Counters(store, now)
    trials = TrialService(store, scorers, now, settings.trials)
    challenging = Challenging(store, scorers, trials)
    shadows = Shadows(store, challenging, now)
    monitoring = MonitoringService(store, now, settings.drift)
    # Who is audited must not be foreseeable, so the draw is not seeded in production.
    chance = random.SystemRandom()
    return Services(
        settings=settings,
        store=store,
        now=now,
        secret=secret,
        artefacts=artefacts,
        scorers=scorers,
        serving=serving,
        challenging=challenging,
        shadows=shadows,
        counters=counters,
        prediction=PredictionService(
            store,
            serving,
            secret,
            now,
            chance.random,
            counters,
            challenging,
            shadows,
            settings.audits,
        ),
        feedback=FeedbackService(
            store, secret, now, others=settings.others, per_hour=settings.answers_per_hour
        ),
        review=ReviewService(store, now, chance, settings.second_share),
        reviewers=ReviewersService(store),
        monitoring=monitoring,
        accuracy=AccuracyService(store, now),
        rollups=RollupService(store, now, settings.keep),
        retention=RetentionService(store, now, settings.keep, settings.keep_others),
        vitals=VitalsService(store, now, monitoring),
        alerting=_alerting(settings, store, now),
        deployment=DeploymentService(store, scorers, now),
        trials=trials,
        triggering=TriggerService(store=store, monitoring=monitoring, now=now, triggers=settings.triggers),
        importing=ImportService(store, now),
        access=AccessService(store, now),
        rates=RateService(store, secret, now),
        auditing=AuditService(store),
        cards=CardService(store),
        consents=ConsentService(store),
        system=SystemService(store, now, timedelta(seconds=settings.takeover_seconds)),
        simulating=SimulationService(settings.home.absolute() / "simulations", now),
        sign_in=_sign_in(settings, now),
    )


def _alerting(settings: Settings, store: Store, now: Callable[[], datetime]) -> AlertingService:
    return AlertingService(
        store=store,
        now=now,
        rules=read_rules(settings.alert_rules),
        channels=settings.channels,
        language=Language(settings.alert_language),
        apart=timedelta(seconds=settings.tick_seconds) / 2,
    )


def _sign_in(settings: Settings, now: Callable[[], datetime]) -> "SignInService | None":
    if settings.sign_in is None:
        return None
    try:
        from siklus.services.provider_keys import ProviderKeys
        from siklus.services.sign_in import SignInService
    except ModuleNotFoundError:
        raise SettingInvalid("SIKLUS_OIDC_ISSUER", "needs the extra oidc: uv sync --extra oidc") from None
    issuer, audience, rules = settings.sign_in
    return SignInService(issuer, audience, rules, ProviderKeys(issuer), now)
