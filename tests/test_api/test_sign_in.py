"""The same over HTTP: tokens beside keys, and keys whatever becomes of the provider."""

import pytest

from siklus.api import create_app
from siklus.bootstrap import assemble
from siklus.domain.access import Role
from siklus.errors import SettingInvalid
from siklus.settings import Settings, read_settings
from support.api import FAR, REVIEW, Asker, until
from support.provider import AUDIENCE, providing


@pytest.fixture
def provider():
    with providing() as found:
        yield found


@pytest.fixture
def signing_in(trained, keys, provider):
    """The app that takes the provider's tokens."""
    changed = {
        "oidc_issuer": provider.issuer,
        "oidc_audience": AUDIENCE,
        "oidc_roles": "groups:tim=reviewer,groups:kepala=admin",
    }
    settings = Settings(**trained.settings.model_dump(exclude_unset=True) | changed)
    services = assemble(settings, trained.store, b"s" * 32, trained.now)
    services.serving.refresh()
    return create_app(services)


@pytest.fixture(autouse=True)
def _now(clock, provider, monkeypatch):
    """The provider's tokens are of the tests' own time."""
    monkeypatch.setattr("support.provider.time.time", lambda: clock().timestamp())


def test_a_token_opens_what_its_role_may(signing_in, provider, services):
    reviewer = Asker(signing_in, provider.token(), FAR)
    admin = Asker(signing_in, provider.token(groups=["kepala"]), FAR)

    assert reviewer.get("/v1/me").json() == {
        "name": "sari@toko.id (oidc)",
        "role": "reviewer",
        "signed_in_by": "oidc",
    }
    assert reviewer.get("/v1/alerts").status_code == 200
    assert reviewer.get("/v1/keys").json()["code"] == "role_too_low"
    assert admin.post("/v1/keys", {"name": "kasir", "role": "client"}).status_code == 201
    with services.store.reading() as tx:
        assert tx.audit_log.newest(1)[0].actor == "sari@toko.id (oidc)"


@pytest.mark.parametrize(
    ("claims", "status", "code"),
    [
        ({"exp": 1}, 401, "token_refused"),
        ({"aud": "another"}, 401, "token_refused"),
        ({"groups": []}, 403, "no_role"),
    ],
    ids=str,
)
def test_what_a_token_lacks_is_told(signing_in, provider, claims, status, code):
    reply = Asker(signing_in, provider.token(**claims), FAR).get("/v1/me")

    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert (status == 401) == ("invalid_token" in reply.headers.get("www-authenticate", ""))


def test_a_provider_that_is_away_is_told_and_keys_work_all_the_same(signing_in, provider, keys):
    provider.away = True

    reply = Asker(signing_in, provider.token(), FAR).get("/v1/me")

    assert (reply.status_code, reply.json()["code"]) == (503, "sign_in_unavailable")
    assert Asker(signing_in, keys[Role.ADMIN], FAR).get("/v1/me").json()["role"] == "admin"
    assert (
        Asker(signing_in, keys[Role.CLIENT], FAR).post("/v1/predictions", {"text": REVIEW}).status_code == 200
    )


def test_predictions_take_tokens_without_ever_waiting_for_the_provider(signing_in, provider, keys):
    holder = Asker(signing_in, provider.token(), FAR)

    until(lambda: holder.post("/v1/predictions", {"text": REVIEW}).status_code == 200)

    forged = Asker(signing_in, provider.token(aud="another"), FAR).post("/v1/predictions", {"text": REVIEW})
    assert (forged.status_code, forged.json()["code"]) == (401, "token_refused")


def test_where_no_provider_is_set_a_token_is_an_unknown_key(app, provider):
    assert Asker(app, provider.token(), FAR).get("/v1/me").json()["code"] == "key_unknown"
    assert provider.asked == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"oidc_audience": None}, "SIKLUS_OIDC_AUDIENCE"),
        ({"oidc_roles": " "}, "SIKLUS_OIDC_ROLES"),
        ({"oidc_issuer": ""}, "SIKLUS_OIDC_ISSUER"),
        ({"oidc_issuer": "http://masuk.toko.id"}, "SIKLUS_OIDC_ISSUER"),
        ({"oidc_issuer": "masuk.toko.id"}, "SIKLUS_OIDC_ISSUER"),
        ({"oidc_roles": "groups:tim=owner"}, "SIKLUS_OIDC_ROLES"),
        ({"oidc_roles": "admin"}, "SIKLUS_OIDC_ROLES"),
    ],
    ids=str,
)
def test_half_a_provider_is_an_error_and_not_an_open_door(changed, named):
    usual = {
        "oidc_issuer": "https://masuk.toko.id",
        "oidc_audience": "siklus",
        "oidc_roles": "groups:a=admin",
    }
    assert read_settings(_env_file=None, **usual).sign_in

    with pytest.raises(SettingInvalid) as refused:
        _ = read_settings(_env_file=None, **usual | changed).sign_in
    assert refused.value.name == named
