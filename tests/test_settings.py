"""Settings come from the environment, and a wrong one is named instead of replaced."""

from datetime import timedelta
from pathlib import Path

import pytest

from siklus.bootstrap import running
from siklus.errors import DatabaseOutdated, DatabaseUnavailable, SecretMismatch, SettingInvalid
from siklus.secret import claim, read_secret
from siklus.settings import read_settings


def read(**overrides):
    return read_settings(_env_file=None, **overrides)


def test_without_any_setting_everything_lies_in_one_folder():
    settings = read()
    assert settings.url == "sqlite:///.siklus/siklus.db"
    assert settings.artefacts == Path(".siklus/models")
    assert settings.api_address == "http://127.0.0.1:8700"
    assert not settings.public


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({"SIKLUS_DATABASE_URL": "postgresql://u:p@h/d"}, "postgresql://u:p@h/d"),
        ({"SUPABASE_DB_URL": "postgresql://u:p@s/d"}, "postgresql://u:p@s/d"),
        (
            {"SIKLUS_DATABASE_URL": "postgresql://a/b", "SUPABASE_DB_URL": "postgresql://c/d"},
            "postgresql://a/b",
        ),
        ({"SIKLUS_DATABASE_URL": "", "SIKLUS_HOME": "/data"}, "sqlite:////data/siklus.db"),
        (
            {"SUPABASE_URL": "https://abc.supabase.co", "SUPABASE_PASSWORD": "p@ss/w:rd#1"},
            "postgresql://postgres:p%40ss%2Fw%3Ard%231@db.abc.supabase.co:5432/postgres",
        ),
    ],
)
def test_which_database_is_used(monkeypatch, environment, url):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert read().url == url


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"SUPABASE_URL": "https://abc.supabase.co"}, "SUPABASE_PASSWORD"),
        ({"SUPABASE_URL": "https://abc.supabase.co", "SUPABASE_PASSWORD": ""}, "SUPABASE_PASSWORD"),
        ({"SUPABASE_URL": "supabase", "SUPABASE_PASSWORD": "x"}, "SUPABASE_URL"),
        ({"SUPABASE_URL": "https://localhost", "SUPABASE_PASSWORD": "x"}, "SUPABASE_URL"),
    ],
)
def test_half_a_supabase_is_an_error_and_not_a_local_file(monkeypatch, environment, name):
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    with pytest.raises(SettingInvalid) as refused:
        _ = read().url
    assert refused.value.name == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIKLUS_PORT", "0"),
        ("SIKLUS_PORT", "delapan"),
        ("SIKLUS_AUDIT_SHARE", "3"),
        ("SIKLUS_AUDIT_SHARE", "nan"),
        ("SIKLUS_AUDIT_SHARE_DRIFTING", "-0.1"),
        ("SIKLUS_MAX_AGE_DAYS", "inf"),
        ("SIKLUS_MAX_AGE_DAYS", "1e300"),
        ("SIKLUS_MAX_AGE_DAYS", "0"),
        ("SIKLUS_COOLDOWN_MINUTES", "1e300"),
        ("SIKLUS_DRIFT_WINDOW", "49"),
        ("SIKLUS_LOG_FORMAT", "xml"),
        ("SIKLUS_FEATURES_OPTIONS", "bukan json"),
        ("SIKLUS_FEATURES_OPTIONS", "[1]"),
        ("SIKLUS_PUBLIC", "mungkin"),
        ("SIKLUS_TICK_SECONDS", "nan"),
    ],
)
def test_a_wrong_value_is_an_error_that_names_its_variable(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid) as refused:
        read()
    assert refused.value.name == name


def test_passwords_do_not_show(monkeypatch):
    monkeypatch.setenv("SIKLUS_DATABASE_URL", "postgresql://u:sandi@h/d")
    monkeypatch.setenv("SIKLUS_SECRET", "rahasia" * 10)
    shown = repr(read()) + str(read())
    assert "sandi" not in shown
    assert "rahasia" not in shown


def test_limits_reach_the_rules(monkeypatch):
    for name, value in {
        "SIKLUS_NEW_LABELS": "100",
        "SIKLUS_MAX_AGE_DAYS": "0.5",
        "SIKLUS_COOLDOWN_MINUTES": "0",
        "SIKLUS_DRIFT_WINDOW": "200",
        "SIKLUS_AUDIT_SHARE": "0.2",
    }.items():
        monkeypatch.setenv(name, value)
    settings = read()
    assert (settings.triggers.new_labels, settings.triggers.max_age) == (100, timedelta(hours=12))
    assert settings.triggers.cooldown == timedelta(0)
    assert settings.drift.window == 200
    assert (settings.audits.usual, settings.audits.while_drifting) == (0.2, 0.14)


# --- the secret ---------------------------------------------------------------------------------


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    settings = read(home=tmp_path / "home")
    secret = read_secret(settings)
    assert len(secret) >= 32
    assert read_secret(settings) == secret
    path = tmp_path / "home" / "secret"
    assert path.stat().st_mode & 0o077 == 0
    assert [child.name for child in path.parent.iterdir()] == ["secret"]


def test_a_secret_that_was_set_wins_and_must_be_long(tmp_path):
    assert read_secret(read(home=tmp_path, secret="x" * 32)) == b"x" * 32
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SettingInvalid) as refused:
        read_secret(read(home=tmp_path, secret="pendek"))
    assert "pendek" not in str(refused.value)


def test_another_secret_than_the_databases_own_is_refused(store, clock):
    claim(store, b"a" * 32, clock())
    claim(store, b"a" * 32, clock())
    with pytest.raises(SecretMismatch):
        claim(store, b"b" * 32, clock())


# --- putting it together ------------------------------------------------------------------------


def test_an_installation_starts_in_an_empty_folder_and_again(tmp_path):
    settings = read(home=tmp_path / "new")
    for _ in range(2):
        with running(settings, prepare=True) as services:
            assert services.deployment.versions() == []
    with running(settings) as services:
        assert not services.access.has_admin()


def test_a_serving_process_makes_no_database(tmp_path):
    with pytest.raises(DatabaseUnavailable), running(read(home=tmp_path / "new")):
        pass
    assert not (tmp_path / "new").exists()


def test_a_database_without_tables_stops_the_start(empty_postgres, tmp_path):
    with pytest.raises(DatabaseOutdated), running(read(home=tmp_path, database_url=empty_postgres)):
        pass


def test_a_secret_may_be_a_file_of_the_container_engine(monkeypatch, tmp_path):
    monkeypatch.setattr("siklus.settings.SECRETS", tmp_path)
    (tmp_path / "siklus_api_key").write_text("sk_from-a-file\n")
    (tmp_path / "siklus_secret").write_text("s" * 40)
    monkeypatch.setenv("SIKLUS_SECRET", "e" * 40)
    settings = read()
    assert settings.api_key.get_secret_value() == "sk_from-a-file"
    assert settings.secret.get_secret_value() == "e" * 40  # the environment wins
    assert "sk_from" not in repr(settings)


def test_proxies_are_addresses_and_networks(monkeypatch):
    assert read().proxies == ["127.0.0.1", "::1"]
    monkeypatch.setenv("SIKLUS_TRUSTED_PROXIES", " 172.30.87.0/24, 10.0.0.9 ")
    assert read().proxies == ["172.30.87.0/24", "10.0.0.9"]


@pytest.mark.parametrize("given", ["*", "proxy", "10.0.0.1/8", "10.0.0.300"])
def test_a_proxy_that_is_no_address_is_named(monkeypatch, given):
    monkeypatch.setenv("SIKLUS_TRUSTED_PROXIES", given)
    with pytest.raises(SettingInvalid, match="SIKLUS_TRUSTED_PROXIES"):
        _ = read().proxies
