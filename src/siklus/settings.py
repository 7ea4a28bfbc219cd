"""Every setting: its name in the environment is SIKLUS_ and the field's name in capitals."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from siklus.alerts.channels import Channel, LogChannel, Style
from siklus.alerts.setup import read_mail, read_webhook
from siklus.database.expiring import Kind
from siklus.domain.trials import Promotion, TrialPolicy
from siklus.domain.triggers import TriggerPolicy
from siklus.errors import SettingInvalid
from siklus.services.drift import DriftPolicy
from siklus.services.prediction import AuditShare


class Settings(BaseSettings):
    """Read from the environment and from `.env`; a wrong value is an error, never a default."""

    model_config = SettingsConfigDict(env_prefix="SIKLUS_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Path(".siklus")
    database_url: SecretStr | None = None
    supabase_db_url: SecretStr | None = Field(None, validation_alias="SUPABASE_DB_URL")
    supabase_url: str | None = Field(None, validation_alias="SUPABASE_URL")
    supabase_password: SecretStr | None = Field(None, validation_alias="SUPABASE_PASSWORD")
    models_dir: Path | None = None
    secret: SecretStr | None = None

    host: str = "127.0.0.1"
    port: int = Field(8700, ge=1, le=65535)
    ui_port: int = Field(8501, ge=1, le=65535)
    api_url: str | None = None
    api_key: SecretStr | None = None
    public: bool = False
    rate_per_minute: int = Field(120, ge=1)
    answers_per_minute: int = Field(30, ge=1)
    answers_per_hour: int = Field(60, ge=1)
    max_connections: int | None = Field(None, ge=1)
    reader_share: float = Field(0.10, gt=0, le=1, allow_inf_nan=False)
    fast: bool = True
    log_format: str = Field("text", pattern="^(text|json)$")

    audit_share: float = Field(0.03, ge=0, le=1, allow_inf_nan=False)
    audit_share_drifting: float = Field(0.14, ge=0, le=1, allow_inf_nan=False)
    new_labels: int = Field(20, ge=1)
    min_labels: int = Field(10, ge=1)
    min_audits: int = Field(20, ge=1)
    accuracy_margin: float = Field(0.03, ge=0, le=1, allow_inf_nan=False)
    drift_window: int = Field(150, ge=50, le=10_000)
    drift_step: int = Field(50, ge=1, le=10_000)
    drift_windows: int = Field(2, ge=1)
    dry_run: bool = False
    canary_share: float = Field(0.0, ge=0, lt=1, allow_inf_nan=False)
    promote: Promotion = Promotion.NEVER
    promote_audits: int = Field(50, ge=1)
    max_age_days: float = Field(7, gt=0, le=36_500, allow_inf_nan=False)
    cooldown_minutes: float = Field(10, ge=0, le=525_600, allow_inf_nan=False)
    tick_seconds: float = Field(30, ge=0.2, le=86_400, allow_inf_nan=False)
    takeover_seconds: float = Field(20, ge=0.5, le=86_400, allow_inf_nan=False)
    keep_days: int | None = Field(None, ge=1, le=36_500)
    keep_examples_days: int | None = Field(None, ge=1, le=36_500)
    keep_alerts_days: int | None = Field(None, ge=1, le=36_500)
    keep_evaluations_days: int | None = Field(90, ge=1, le=36_500)
    keep_drift_days: int | None = Field(None, ge=1, le=36_500)
    erasure_hours: float = Field(72, gt=0, le=8_760, allow_inf_nan=False)
    seed: int = 0

    alert_rules: Path | None = None
    alert_language: str = Field("id", pattern="^(id|en)$")
    alert_webhook: SecretStr | None = None
    alert_webhook_style: str = Field("plain", pattern="^(plain|slack|telegram)$")
    alert_telegram_chat: str | None = None
    smtp_url: SecretStr | None = None
    alert_from: str | None = None
    alert_to: str | None = None

    data_mirror: str | None = None

    @property
    def url(self) -> str:
        """The database: SIKLUS_DATABASE_URL, else Supabase's settings, else SQLite in the home folder.

        Raises:
            SettingInvalid: SUPABASE_URL without SUPABASE_PASSWORD, or of another form.
        """
        for given in (self.database_url, self.supabase_db_url):
            if given is not None and given.get_secret_value():
                return given.get_secret_value()
        if self.supabase_url:
            return self._supabase()
        return f"sqlite:///{self.home / 'siklus.db'}"

    def _supabase(self) -> str:
        password = self.supabase_password.get_secret_value() if self.supabase_password else ""
        if not password:
            raise SettingInvalid("SUPABASE_PASSWORD", "is needed with SUPABASE_URL")
        reference, dot, rest = (urlsplit(str(self.supabase_url)).hostname or "").partition(".")
        if not dot or not reference:
            raise SettingInvalid("SUPABASE_URL", "must look like https://PROJECT.supabase.co")
        return f"postgresql://postgres:{quote(password, safe='')}@db.{reference}.{rest}:5432/postgres"

    @property
    def artefacts(self) -> Path:
        """The folder of the model files."""
        return self.models_dir or self.home / "models"

    @property
    def api_address(self) -> str:
        """Where the interface and the SDK find the HTTP service."""
        return self.api_url or f"http://{self.host}:{self.port}"

    @property
    def triggers(self) -> TriggerPolicy:
        """When to retrain."""
        return TriggerPolicy(
            new_labels=self.new_labels,
            min_labels=self.min_labels,
            min_audits=self.min_audits,
            accuracy_margin=self.accuracy_margin,
            drift_windows=self.drift_windows,
            max_age=timedelta(days=self.max_age_days),
            cooldown=timedelta(minutes=self.cooldown_minutes),
            dry_run=self.dry_run,
        )

    @property
    def trials(self) -> TrialPolicy:
        """What becomes of candidates that the gate accepts, and of canaries."""
        return TrialPolicy(self.canary_share, self.promote, self.promote_audits)

    @property
    def drift(self) -> DriftPolicy:
        """How to measure drift."""
        return DriftPolicy(self.drift_window, self.drift_step, self.drift_windows)

    @property
    def keep(self) -> timedelta | None:
        """How long texts, predictions and answers are kept; None for ever."""
        return timedelta(days=self.keep_days) if self.keep_days else None

    @property
    def keep_others(self) -> dict[Kind, timedelta]:
        """How long rows of other kinds are kept; one that is missing for ever."""
        days = {
            Kind.EXAMPLES: self.keep_examples_days,
            Kind.ALERTS: self.keep_alerts_days,
            Kind.EVALUATIONS: self.keep_evaluations_days,
            Kind.DRIFT: self.keep_drift_days,
        }
        return {kind: timedelta(days=count) for kind, count in days.items() if count}

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Where alerts go: always the log, and what was set up beside it.

        Raises:
            SettingInvalid: one of the settings is not usable, or another one is missing with it.
        """
        found: list[Channel] = [LogChannel()]
        if webhook := _secret(self.alert_webhook):
            style = Style(self.alert_webhook_style)
            found.append(read_webhook(webhook, style, self.alert_telegram_chat))
        if mail := _secret(self.smtp_url):
            found.append(read_mail(mail, self.alert_from, self.alert_to))
        return tuple(found)

    @property
    def audits(self) -> AuditShare:
        """How much to audit."""
        return AuditShare(self.audit_share, self.audit_share_drifting)


def _secret(given: SecretStr | None) -> str:
    return given.get_secret_value() if given else ""


def read_settings(**overrides: object) -> Settings:
    """The settings of this process; `overrides` win over the environment.

    Raises:
        SettingInvalid: a value of the wrong form, named by its variable; or a `.env` that is no text.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except UnicodeDecodeError as error:
        raise SettingInvalid(".env", f"byte {error.start} is not UTF-8") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        shown = name if name.isupper() else f"SIKLUS_{name.upper()}"
        raise SettingInvalid(shown, first["msg"]) from None
