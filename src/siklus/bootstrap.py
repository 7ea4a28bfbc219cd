"""Put a running installation together: the one place where services meet what they need."""

import hashlib
import hmac
import os
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from siklus.alerts.rules import read_rules
from siklus.alerts.words import Language
from siklus.database.engine import make_engine
from siklus.database.store import Store
from siklus.database.upgrade import check, upgrade
from siklus.errors import SecretMismatch, SettingInvalid
from siklus.models.recipe import Recipe
from siklus.models.registry import ArtefactStore
from siklus.services.access import AccessService
from siklus.services.accuracy import AccuracyService
from siklus.services.alerting import AlertingService
from siklus.services.auditing import AuditService
from siklus.services.behaviour import BehaviourService
from siklus.services.cards import CardService
from siklus.services.challenging import Challenging, Shadows
from siklus.services.comparing import ComparisonService
from siklus.services.counters import Counters
from siklus.services.deployment import DeploymentService
from siklus.services.drift import DriftService
from siklus.services.erasure import ErasureService
from siklus.services.evaluation import EvaluationService
from siklus.services.exporting import ExportService
from siklus.services.feedback import FeedbackService
from siklus.services.guard import GuardService
from siklus.services.importing import ImportService
from siklus.services.monitoring import MonitoringService
from siklus.services.prediction import PredictionService
from siklus.services.rebuilding import RebuildService
from siklus.services.retention import RetentionService
from siklus.services.retraining import RetrainingService
from siklus.services.review import ReviewService
from siklus.services.rollups import RollupService
from siklus.services.serving import Serving
from siklus.services.training import Trainer
from siklus.services.transfer import TransferService
from siklus.services.trials import TrialService
from siklus.services.trust import TrustService
from siklus.services.vitals import VitalsService
from siklus.settings import Settings

MIN_SECRET = 32


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that users, readers and the loop can do."""

    settings: Settings
    store: Store
    artefacts: ArtefactStore
    serving: Serving
    challenging: Challenging
    shadows: Shadows
    counters: Counters
    prediction: PredictionService
    feedback: FeedbackService
    review: ReviewService
    monitoring: MonitoringService
    accuracy: AccuracyService
    drift: DriftService
    guard: GuardService
    rollups: RollupService
    retention: RetentionService
    vitals: VitalsService
    alerting: AlertingService
    retraining: RetrainingService
    trust: TrustService
    deployment: DeploymentService
    trials: TrialService
    erasure: ErasureService
    importing: ImportService
    exporting: ExportService
    evaluation: EvaluationService
    comparing: ComparisonService
    behaviour: BehaviourService
    access: AccessService
    auditing: AuditService
    rebuilding: RebuildService
    cards: CardService
    transfer: TransferService


def utc_now() -> datetime:
    """The clock of production."""
    return datetime.now(UTC)


@contextmanager
def running(settings: Settings, *, prepare: bool = False) -> Iterator[Services]:
    """The services of this installation; the engine is closed at the end.

    Args:
        prepare: make the database and bring it up to date first (`siklus up`, `train`, `db upgrade`).

    Raises:
        DatabaseUnavailable, DatabaseOutdated: the database is away, or not of this version.
        SecretMismatch: the database was set up with another secret.
    """
    engine = make_engine(settings.url, create=prepare)
    try:
        if prepare:
            upgrade(engine)
        check(engine)
        store = Store(engine)
        secret = read_secret(settings)
        claim(store, secret, utc_now())
        services = assemble(settings, store, secret, utc_now)
        if prepare:
            services.rollups.catch_up()
        yield services
    finally:
        engine.dispose()


def assemble(settings: Settings, store: Store, secret: bytes, now: Callable[[], datetime]) -> Services:
    """The services over a store; tests and simulations bring their own clock."""
    artefacts, recipe = ArtefactStore(settings.artefacts), Recipe(seed=settings.seed)
    serving = Serving(store, artefacts)
    counters = Counters(store, now)
    trials = TrialService(store, artefacts, now, settings.trials)
    challenging = Challenging(store, artefacts, trials)
    shadows = Shadows(store, challenging, now)
    monitoring = MonitoringService(store, now, settings.drift)
    # Who is audited must not be foreseeable, so the draw is not seeded in production.
    chance = random.SystemRandom()
    trainer = Trainer(artefacts, recipe)
    trust = TrustService(store, trainer, now, settings.reader_share)
    return Services(
        settings=settings,
        store=store,
        artefacts=artefacts,
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
        feedback=FeedbackService(store, secret, now, per_hour=settings.answers_per_hour),
        review=ReviewService(store, now, chance),
        monitoring=monitoring,
        accuracy=AccuracyService(store, now),
        drift=DriftService(store, now, settings.drift),
        guard=GuardService(store, artefacts, now),
        rollups=RollupService(store, now, settings.keep),
        retention=RetentionService(store, now, settings.keep, settings.keep_others),
        vitals=VitalsService(store, now, monitoring),
        alerting=_alerting(settings, store, now),
        retraining=RetrainingService(
            store,
            artefacts,
            monitoring,
            trainer,
            trust,
            now,
            settings.triggers,
            trials=settings.trials,
        ),
        trust=trust,
        deployment=DeploymentService(store, artefacts, now),
        trials=trials,
        erasure=ErasureService(store, artefacts, secret, now, timedelta(hours=settings.erasure_hours)),
        importing=ImportService(store, now),
        exporting=ExportService(store),
        evaluation=EvaluationService(store, artefacts),
        comparing=ComparisonService(store, artefacts),
        behaviour=BehaviourService(store, artefacts, recipe),
        access=AccessService(store, now),
        auditing=AuditService(store),
        rebuilding=RebuildService(store, artefacts),
        cards=CardService(store),
        transfer=TransferService(store, artefacts, CardService(store), now),
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


def read_secret(settings: Settings) -> bytes:
    """The secret that signs tokens and hashes subjects: the setting, else a file made on the first start.

    Raises:
        SettingInvalid: SIKLUS_SECRET is shorter than 32 characters.
    """
    given = settings.secret.get_secret_value() if settings.secret else ""
    if given:
        if len(given) < MIN_SECRET:
            raise SettingInvalid("SIKLUS_SECRET", f"must have at least {MIN_SECRET} characters")
        return given.encode()
    path = settings.home / "secret"
    _make_secret(path)
    return path.read_bytes()


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    # Written beside and then linked: of three processes that start at once one wins, and none reads half.
    beside = path.with_name(f".secret-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink()


def claim(store: Store, secret: bytes, now: datetime) -> None:
    """Tie the database to this secret on the first start; refuse another one later.

    Raises:
        SecretMismatch: tokens and subjects in this database were made with another secret.
    """
    mine = hmac.new(secret, b"siklus installation", hashlib.sha256).hexdigest()
    with store.reading() as tx:
        found = tx.installation.fingerprint()
    if found is None:
        with store.transaction() as tx:
            tx.installation.claim(mine, now)
            found = tx.installation.fingerprint() or ""
    if not hmac.compare_digest(found, mine):
        raise SecretMismatch
