"""Every setting: its name in the environment is SIKLUS_ and the field's name in capitals."""

import ipaddress
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsError

from siklus.alerts.channels import Channel, LogChannel, Style
from siklus.alerts.setup import read_mail, read_webhook
from siklus.choice import Whereabouts
from siklus.database.expiring import Kind
from siklus.domain.claims import RoleRule, is_safe, read_rules
from siklus.domain.trials import Promotion, TrialPolicy
from siklus.domain.triggers import TriggerPolicy
from siklus.errors import SettingInvalid
from siklus.models.recipe import OURS, Recipe
from siklus.services.drift import DriftPolicy
from siklus.services.prediction import AuditShare

MIN_SECRET = 32  # characters
# Where container engines put secrets, a file each; the file of SIKLUS_API_KEY is siklus_api_key.
SECRETS = Path("/run/secrets")


class Settings(Whereabouts):
    """Read from the environment, `.env` and files of secrets; a wrong value is an error, never a default."""

    database_url: SecretStr | None = None
    supabase_db_url: SecretStr | None = Field(None, validation_alias="SUPABASE_DB_URL")
    supabase_url: str | None = Field(None, validation_alias="SUPABASE_URL")
    supabase_password: SecretStr | None = Field(None, validation_alias="SUPABASE_PASSWORD")
    models_dir: Path | None = None
    models_url: str | None = None
    secret: SecretStr | None = None
    other_secrets: SecretStr | None = None

    host: str = "127.0.0.1"
    port: int = Field(8700, ge=1, le=65535)
    ui_port: int = Field(8501, ge=1, le=65535)
    api_url: str | None = None
    api_key: SecretStr | None = None
    trusted_proxies: str = "127.0.0.1,::1"
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
    second_share: float = Field(0.10, ge=0, le=1, allow_inf_nan=False)
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
    features: str = OURS
    features_options: dict[str, str | int | float | bool] = Field(default_factory=dict)

    alert_rules: Path | None = None
    alert_language: str = Field("id", pattern="^(id|en)$")
    alert_webhook: SecretStr | None = None
    alert_webhook_style: str = Field("plain", pattern="^(plain|slack|telegram)$")
    alert_telegram_chat: str | None = None
    smtp_url: SecretStr | None = None
    alert_from: str | None = None
    alert_to: str | None = None

    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_roles: str | None = None

    mlflow_url: SecretStr | None = None
    mlflow_token: SecretStr | None = None
    mlflow_name: str = Field("siklus", pattern=r"^[A-Za-z0-9_.-]{1,80}$")

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
    def given_secret(self) -> bytes | None:
        """The secret that was set.

        Raises:
            SettingInvalid: it is shorter than 32 characters.
        """
        given = _secret(self.secret)
        return _long_enough("SIKLUS_SECRET", given) if given else None

    @property
    def others(self) -> tuple[bytes, ...]:
        """What is accepted beside the secret, while it is being exchanged for another.

        Raises:
            SettingInvalid: one of them is shorter than 32 characters.
        """
        parts = [part.strip() for part in _secret(self.other_secrets).split(",") if part.strip()]
        return tuple(_long_enough("SIKLUS_OTHER_SECRETS", part) for part in parts)

    @property
    def artefacts(self) -> Path:
        """The folder of the model files."""
        return self.models_dir or self.home / "models"

    @property
    def api_address(self) -> str:
        """Where the interface and the SDK find the HTTP service."""
        return self.api_url or f"http://{self.host}:{self.port}"

    @property
    def recipe(self) -> Recipe:
        """How versions are trained.

        Raises:
            SettingInvalid: no installed package offers these features, or they take no such options.
        """
        recipe = Recipe(seed=self.seed)
        if self.features == OURS and not self.features_options:
            return recipe
        # Loaded where it is asked for only: it brings scikit-learn, which an API need not have.
        from siklus.models.foreign import recipe_with  # noqa: PLC0415

        return recipe_with(recipe, self.features, self.features_options)

    @property
    def proxies(self) -> list[str]:
        """Addresses and networks whose X-Forwarded-For is believed.

        Raises:
            SettingInvalid: one of them is neither.
        """
        found = [part.strip() for part in self.trusted_proxies.split(",") if part.strip()]
        for part in found:
            try:
                ipaddress.ip_network(part)
            except ValueError as error:
                raise SettingInvalid("SIKLUS_TRUSTED_PROXIES", str(error)) from None
        return found

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
    def sign_in(self) -> tuple[str, str, tuple[RoleRule, ...]] | None:
        """The issuer whose tokens are taken, for which audience, and the roles that they give; None: none.

        Raises:
            SettingInvalid: one of the three is missing with the others, or not usable.
        """
        given = {name: getattr(self, f"oidc_{name}") or "" for name in ("issuer", "audience", "roles")}
        if not any(given.values()):
            return None
        for name, value in given.items():
            if not value.strip():
                raise SettingInvalid(f"SIKLUS_OIDC_{name.upper()}", "is needed with the other two")
        if not is_safe(given["issuer"]):
            raise SettingInvalid(
                "SIKLUS_OIDC_ISSUER", "must begin with https:// (http:// on this machine alone)"
            )
        try:
            return given["issuer"], given["audience"], read_rules(given["roles"])
        except ValueError as error:
            raise SettingInvalid("SIKLUS_OIDC_ROLES", str(error)) from None

    @property
    def mlflow(self) -> tuple[str, str | None, str] | None:
        """The address of the MLflow server to mirror to, a token for it, and the name there; None: none.

        Raises:
            SettingInvalid: it is no http address.
        """
        url = _secret(self.mlflow_url).strip()
        if not url:
            return None
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            # Not repeated: it may hold a password.
            raise SettingInvalid("SIKLUS_MLFLOW_URL", "must be the http:// or https:// address of a server")
        return url, _secret(self.mlflow_token) or None, self.mlflow_name

    @property
    def audits(self) -> AuditShare:
        """How much to audit."""
        return AuditShare(self.audit_share, self.audit_share_drifting)


def _long_enough(name: str, given: str) -> bytes:
    if len(given) < MIN_SECRET:
        raise SettingInvalid(name, f"must have at least {MIN_SECRET} characters")
    return given.encode()


def _secret(given: SecretStr | None) -> str:
    return given.get_secret_value() if given else ""


def read_settings(**overrides: object) -> Settings:
    """The settings of this process; `overrides` win over the environment.

    Raises:
        SettingInvalid: a value of the wrong form, named by its variable; or a `.env` that is no text.
    """
    # Asked for only where there is such a folder: the library warns of one that is missing.
    files = {"_secrets_dir": SECRETS} if SECRETS.is_dir() else {}
    try:
        return Settings(**files, **overrides)  # type: ignore[arg-type]
    except UnicodeDecodeError as error:
        raise SettingInvalid(".env", f"byte {error.start} is not UTF-8") from None
    except SettingsError as error:  # of those that are JSON; the words name the field and not the value
        found = re.search(r'field "(\w+)"', str(error))
        name = found[1].upper() if found else "…"
        raise SettingInvalid(f"SIKLUS_{name}", "is not JSON of the form that is wanted") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        shown = name if name.isupper() else f"SIKLUS_{name.upper()}"
        raise SettingInvalid(shown, first["msg"]) from None
