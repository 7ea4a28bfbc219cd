"""Tokens of a sign-in provider: the good ones come in, every other is refused with its reason."""

import base64
import hmac
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey

from siklus.domain.access import Role
from siklus.domain.claims import name_of, read_rules, role_of
from siklus.errors import NoRole, RoleTooLow, SignInUnavailable, SiklusError, TokenRefused
from siklus.services.provider_keys import APART, FRESH, STALE, ProviderKeys
from siklus.services.sign_in import SignInService
from support.api import until
from support.provider import AUDIENCE, SARI, new_key, providing

RULES = read_rules("email:sari@toko.id=reviewer, groups:kepala=admin")
HOUR = 3_600


@pytest.fixture
def provider():
    with providing() as found:
        yield found


@pytest.fixture
def clock():
    """Seconds, as `time.monotonic` counts them; a test lets them pass."""
    return [1_000.0]


@pytest.fixture
def sign_in(provider, clock):
    keys = ProviderKeys(provider.issuer, lambda: clock[0])
    return SignInService(provider.issuer, AUDIENCE, RULES, keys, lambda: datetime.now(UTC))


def refused(sign_in, token):
    with pytest.raises(TokenRefused) as error:
        sign_in.check(token, Role.CLIENT)
    return error.value.why


def unsigned(provider, **header):
    """A token that somebody put together without any key."""
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in (
            {"kid": "first"} | header,
            SARI | {"iss": provider.issuer, "aud": AUDIENCE, "exp": int(time.time()) + HOUR},
        )
    )
    return f"{head}.{body}."


def by_secret(secret, token):
    """What signs a token where the secret is shared."""
    digest = hmac.new(secret, token.rstrip(".").encode(), "sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_a_good_token_comes_in_with_the_role_that_is_set(sign_in, provider):
    caller = sign_in.check(provider.token(), Role.REVIEWER)

    assert (caller.name, caller.role, caller.key_id) == ("sari@toko.id (oidc)", Role.REVIEWER, None)
    assert sign_in.check(provider.token(groups=["kepala"]), Role.ADMIN).role == Role.ADMIN
    assert sign_in.check(provider.token(aud=["another", AUDIENCE]), Role.CLIENT)
    with pytest.raises(RoleTooLow):
        sign_in.check(provider.token(), Role.ADMIN)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "budi@toko.id"},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
    ],
    ids=str,
)
def test_without_a_role_nobody_comes_in(sign_in, provider, claims):
    with pytest.raises(NoRole):
        sign_in.check(provider.token(**claims), Role.CLIENT)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://elsewhere.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": []}, "aud"),
        ({"exp": 1}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"nbf": 4_000_000_000}, "nbf"),
        ({"iat": 4_000_000_000}, "iat"),
        ({"sub": None}, "sub"),
    ],
    ids=str,
)
def test_a_token_that_is_not_for_here_and_now_is_refused(sign_in, provider, claims, why):
    assert refused(sign_in, provider.token(**claims)) == why


def test_a_clock_that_differs_by_seconds_is_no_reason(sign_in, provider):
    now = int(time.time())
    assert sign_in.check(provider.token(exp=now - 20, iat=now + 20, nbf=now + 20), Role.CLIENT)


def test_forged_tokens_are_refused(sign_in, provider):
    good = provider.token()
    head, body, signature = good.split(".")
    public = provider.keys[0].as_pem(private=False)
    other, shared = new_key("first"), unsigned(provider, alg="HS256")
    for forged, why in [
        (unsigned(provider, alg="none"), "algorithm"),
        (unsigned(provider, alg="None"), "algorithm"),
        (unsigned(provider, alg=["RS256"]), "algorithm"),
        (unsigned(provider, alg="RS256"), "signature"),
        # The public key, which everybody has, as if it were a shared secret.
        (shared + by_secret(public, shared), "algorithm"),
        (provider.token(other), "signature"),
        (provider.token(ECKey.generate_key("P-256"), {"alg": "ES256", "kid": "first"}), "key"),
        (provider.token(new_key("unknown")), "key"),
        (provider.token(header={"jwk": other.as_dict(private=False), "kid": "own"}), "form"),
        (unsigned(provider, alg="RS256", kid=7), "key"),
        (unsigned(provider, alg="RS256", kid=None), "key"),
        (unsigned(provider, alg="PS256"), "key"),
        (f"{head}.{body[:-2]}AA.{signature}", "signature"),
        (f"{head}.{body}.", "signature"),
        (f"{head}.{body}", "form"),
        ("..", "form"),
        ("a.b.c", "form"),
        (good + "." + signature, "form"),
        ("x" * 20_000 + ".a.b", "form"),
    ]:
        assert refused(sign_in, forged) == why, forged[:60]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=50))
def test_no_nonsense_is_anything_but_refused(sign_in, head, body, signature):
    with pytest.raises((TokenRefused, SignInUnavailable)):
        sign_in.check(f"{head}.{body}.{signature}", Role.CLIENT)


def test_a_new_key_of_the_provider_is_taken_and_the_old_one_no_longer(sign_in, provider, clock):
    old = provider.token()
    assert sign_in.check(old, Role.CLIENT)
    provider.rotate()
    clock[0] += APART

    assert sign_in.check(provider.token(), Role.CLIENT)
    assert refused(sign_in, old) == "key"


def test_a_key_that_was_withdrawn_is_believed_for_an_hour_at_most(sign_in, provider, clock):
    old = provider.token(exp=int(time.time()) + 9 * HOUR)
    assert sign_in.check(old, Role.CLIENT)
    provider.rotate()
    clock[0] += FRESH + 1

    assert refused(sign_in, old) == "key"


def test_made_up_keys_do_not_make_us_ask_the_provider_again_and_again(sign_in, provider):
    for number in range(20):
        refused(sign_in, provider.token(new_key("first"), {"kid": f"made up {number}"}))

    assert provider.asked.count("/jwks") == 1


def test_a_provider_that_is_away_is_told_and_known_keys_work_for_a_day(sign_in, provider, clock):
    good = provider.token(exp=int(time.time()) + 90 * HOUR)
    provider.away = True
    with pytest.raises(SignInUnavailable):
        sign_in.check(good, Role.CLIENT)
    provider.away = False
    clock[0] += APART
    assert sign_in.check(good, Role.CLIENT)

    provider.away = True
    clock[0] += FRESH + 1
    assert sign_in.check(good, Role.CLIENT)
    with pytest.raises(SignInUnavailable):
        sign_in.check(provider.token(new_key("new")), Role.CLIENT)
    clock[0] += STALE
    with pytest.raises(SignInUnavailable):
        sign_in.check(good, Role.CLIENT)


def test_whoever_may_not_wait_is_answered_at_once_and_comes_in_the_next_time(sign_in, provider):
    with pytest.raises(SignInUnavailable):
        sign_in.check(provider.token(), Role.CLIENT, wait=False)

    def comes_in():
        try:
            return bool(sign_in.check(provider.token(), Role.CLIENT, wait=False))
        except SiklusError:
            return False

    until(comes_in)
    assert provider.asked.count("/jwks") == 1


def test_two_who_come_at_once_wait_for_the_same_answer(sign_in, provider):
    documents, answered = provider.document, threading.Event()

    def late(path):
        answered.wait(30)
        return documents(path)

    provider.document = late
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(sign_in.check, provider.token(), Role.CLIENT)
        until(lambda: provider.asked != [])
        second = pool.submit(sign_in.check, provider.token(), Role.CLIENT)
        wait([second], timeout=0.3)
        answered.set()
        assert first.result() == second.result()
    assert provider.asked.count("/jwks") == 1


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://elsewhere.example", "jwks_uri": "https://elsewhere.example/jwks"},
        {"issuer": None, "jwks_uri": "http://elsewhere.example/jwks"},
        {"issuer": None, "jwks_uri": 7},
        {"issuer": None},
        ["no", "object"],
        {"keys": "x" * 600_000},
    ],
    ids=["another issuer", "keys in the open", "no address", "no keys", "no object", "too large"],
)
def test_a_document_that_cannot_be_believed_is_as_good_as_none(sign_in, provider, document):
    if isinstance(document, dict) and "issuer" in document:
        document = document | {"issuer": document["issuer"] or provider.issuer}
    provider.document = lambda path: document

    with pytest.raises(SignInUnavailable):
        sign_in.check(provider.token(), Role.CLIENT)


def test_keys_for_something_else_are_not_taken(sign_in, provider):
    documents = provider.document
    secret = OctKey.generate_key(256, parameters={"kid": "shared"}).as_dict(private=True)
    encryption = new_key("enc").as_dict(private=False) | {"use": "enc"}

    def with_others(path):
        found = documents(path)
        return (
            found | {"keys": [secret, encryption, {"kty": "new"}, 7, *found["keys"]]}
            if path == "/jwks"
            else found
        )

    provider.document = with_others

    assert sign_in.check(provider.token(), Role.CLIENT)
    assert refused(sign_in, provider.token(new_key("enc"))) == "key"


def test_a_name_that_a_person_chose_is_never_the_one_that_is_logged():
    claims = {"sub": "u-1\0", "email": "admin@toko.id", "preferred_username": "admin", "name": "admin"}
    assert name_of(claims) == "u-1 (oidc)"
    assert len(name_of(claims | {"sub": "x" * 300})) <= 59


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"realm_access": {"roles": ["siklus-admin"]}}, Role.ADMIN),
        ({"https://toko.id/roles": "meninjau"}, Role.REVIEWER),
        ({"realm_access": "siklus-admin"}, None),
        ({"realm_access": {"roles": {"siklus-admin": 1}}}, None),
        ({}, None),
    ],
    ids=str,
)
def test_roles_lie_where_providers_put_them(claims, role):
    rules = read_rules("realm_access.roles:siklus-admin=admin,https://toko.id/roles:meninjau=reviewer")
    assert role_of(claims, rules) == role


def test_the_service_is_for_one_audience(sign_in, provider):
    assert refused(replace(sign_in, audience="another"), provider.token()) == "aud"
