"""The two calls that come by the thousand: many at once, and each as if it were alone."""

import asyncio
import contextlib
import socket
import threading
import time
from collections import Counter

import httpx
import pytest

from siklus.api import protocol
from siklus.api.batcher import Batcher
from siklus.api.protocol import HEAD_BYTES
from siklus.domain.access import Role
from support.api import FAR, PATIENCE, REVIEW, served, until

PLACE = "/v1/predictions"
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def all_at_once(app, requests, host="127.0.0.1", key=None):
    """The replies to (path, body) in their order."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def ask():
        transport = httpx.ASGITransport(app, client=(host, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://siklus", headers=headers) as http:
            return await asyncio.gather(*(http.post(path, json=body) for path, body in requests))

    return asyncio.run(ask())


def kept_ids(services):
    with services.store.reading() as tx:
        return [row["id"] for row in tx.predictions.all_rows()]


def test_of_many_at_once_each_is_answered_as_if_it_were_alone(app, trained):
    bodies_ = [
        {"text": f"{REVIEW} nomor {n}", "consent": n % 3 > 0}
        if n % 10
        else {"text": "pendek", "consent": True}
        for n in range(200)
    ]
    replies = all_at_once(app, [(PLACE, body) for body in bodies_])

    for n, reply in enumerate(replies):
        found = reply.json()
        if n % 10:
            assert (reply.status_code, found["stored"]) == (200, n % 3 > 0)
            assert found["not_stored"] == (None if n % 3 else "no_consent")
        else:
            assert (reply.status_code, found["code"]) == (422, "review_too_short")
    told = {reply.json()["id"] for reply in replies if reply.json().get("stored")}
    assert set(kept_ids(trained)) == told
    with trained.store.reading() as tx:
        for reply, body in zip(replies, bodies_, strict=True):
            if reply.json().get("id"):
                assert tx.inputs.text_of_prediction(reply.json()["id"]) == body["text"]


def test_many_answers_at_once_have_each_their_own_outcome(app, trained):
    stored = [
        reply.json()
        for reply in all_at_once(
            app, [(PLACE, {"text": f"{REVIEW} {n}", "consent": True}) for n in range(30)]
        )
    ]

    def answer(one, **changes):
        body = {"token": one["feedback_token"], "correct": True} | changes
        return f"{PLACE}/{one['id']}/feedback", body

    wrong = [answer(one, correct=False) for one in stored[:3]]
    forged = [answer(one, token="f1.no") for one in stored[:3]]
    replies = all_at_once(app, [*map(answer, stored), *map(answer, stored), *wrong, *forged])

    found = Counter((reply.status_code, reply.json().get("code")) for reply in replies)
    assert found == {
        (201, None): 30,
        (409, "already_answered"): 30,
        (422, "label_missing"): 3,
        (403, "feedback_token_invalid"): 3,
    }
    with trained.store.reading() as tx:
        assert {len(tx.feedback.of_prediction(one["id"])) for one in stored} == {1}


def test_answers_of_one_reader_within_a_batch_count_together(app, trained):
    stored = [
        reply.json()
        for reply in all_at_once(
            app, [(PLACE, {"text": f"{REVIEW} {n}", "consent": True, "subject": "budi"}) for n in range(25)]
        )
    ]
    replies = all_at_once(
        app,
        [
            (f"{PLACE}/{one['id']}/feedback", {"token": one["feedback_token"], "correct": True})
            for one in stored
        ],
    )
    most = trained.feedback.per_hour
    wanted = {201: min(25, most), 429: max(0, 25 - most)}
    assert Counter(reply.status_code for reply in replies) == Counter(wanted)


@sqlite_alone
def test_when_too_many_wait_the_rest_is_told_to_come_later(app, trained, local):
    app.state.hot._predicted = Batcher(trained.prediction.predict_each, "predict", waiting=3)

    replies = all_at_once(app, [(PLACE, {"text": REVIEW, "consent": True})] * 20)

    assert Counter(reply.status_code for reply in replies) == {200: 3, 503: 17}
    refused = next(reply for reply in replies if reply.status_code == 503)
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("overloaded", "2")
    assert refused.headers["content-type"] == "application/problem+json"
    assert 'siklus_refusals_total{code="overloaded"} 17.0' in local.get("/metrics").text
    assert len(kept_ids(trained)) == 3


def test_keys_are_looked_up_for_many_at_once_and_a_revoked_one_is_noticed(app, trained, keys):
    requests = [(PLACE, {"text": REVIEW})] * 30
    assert {r.status_code for r in all_at_once(app, requests, FAR, keys[Role.CLIENT])} == {200}
    assert {r.status_code for r in all_at_once(app, requests, FAR)} == {401}
    assert {r.status_code for r in all_at_once(app, requests, FAR, "sk_nobodys")} == {401}
    trained.access.revoke("client", actor="test")
    assert {r.status_code for r in all_at_once(app, requests, FAR, keys[Role.CLIENT])} == {401}


@sqlite_alone
def test_a_bug_in_one_request_is_a_number_to_its_caller_and_its_neighbours_are_answered(app, trained):
    def sometimes(requests):
        if any("rahasia" in request.text for request in requests):
            raise ValueError(requests[0].text)
        return trained.prediction.predict_each(requests)

    app.state.hot._predicted = Batcher(sometimes, "predict")
    replies = all_at_once(app, [(PLACE, {"text": f"{REVIEW} {word}"}) for word in ("satu", "rahasia", "dua")])

    assert [reply.status_code for reply in replies] == [200, 500, 200]
    assert replies[1].json()["code"] == "internal_error"
    assert "rahasia" not in replies[1].text


@sqlite_alone
def test_every_reply_has_the_headers_of_all_others(local):
    for reply in (local.post(PLACE, {"text": REVIEW}), local.post(PLACE, {"text": "pendek"})):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-frame-options"] == "DENY"


@sqlite_alone
def test_who_hangs_up_in_the_middle_of_a_body_is_not_answered(app):
    sent = []

    async def gone():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": PLACE,
        "headers": [],
        "client": ("127.0.0.1", 1),
        "state": {},
    }
    asyncio.run(app(scope, gone, send))
    assert sent == []


def test_what_is_under_way_when_the_service_ends_is_answered_and_kept(trained):
    told, failed = [], []

    def ask(address, number):
        with httpx.Client(base_url=address, timeout=PATIENCE) as http:
            for n in range(1_000):
                try:
                    reply = http.post(PLACE, json={"text": f"{REVIEW} {number} {n}", "consent": True})
                except httpx.TransportError:
                    return
                (told if reply.status_code == 200 else failed).append(reply.json().get("id"))

    with served(trained) as address:
        askers = [threading.Thread(target=ask, args=(address, number)) for number in range(8)]
        for asker in askers:
            asker.start()
        until(lambda: len(told) > 50)
    for asker in askers:
        asker.join(PATIENCE)

    assert failed == []
    kept = kept_ids(trained)
    assert set(told) <= set(kept)
    # Whoever was being answered got the answer; a request that was read only after the end got none.
    assert len(kept) == len(told)


@sqlite_alone
def test_who_comes_when_all_connections_are_taken_is_refused_and_the_others_stay(trained):
    few = trained.settings.model_copy(update={"max_connections": 2})
    with served(trained.exchanged(settings=few)) as address:
        host, port = address.removeprefix("http://").split(":")
        there = [socket.create_connection((host, int(port)), timeout=PATIENCE) for _ in range(2)]
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as late:
            assert all_of(late).startswith(b"HTTP/1.1 503")
        for one in there:
            one.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            assert all_of(one).startswith(b"HTTP/1.1 200")
            one.close()
        until(lambda: httpx.get(f"{address}/healthz", timeout=PATIENCE).status_code == 200)


# --- heads without end ----------------------------------------------------------------------------


@pytest.fixture
def line(trained, database_url):
    """A bare connection to the service."""
    with served(trained) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            yield connection


def all_of(connection):
    """What comes until the other side hangs up."""
    found = b""
    try:
        while piece := connection.recv(65_536):
            found += piece
    except ConnectionResetError:
        pass
    return found


@sqlite_alone
def test_a_head_without_end_is_refused(line):
    def send_on():
        line.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        for _ in range(10_000):
            line.sendall(b"x-more: " + b"a" * 1_000 + b"\r\n")
            time.sleep(0.001)

    with pytest.raises(OSError, match=r"reset|pipe"):
        send_on()


@sqlite_alone
def test_a_head_that_is_long_and_not_too_long_is_read(line):
    line.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n")
    line.sendall(b"x-more: " + b"a" * (HEAD_BYTES - 1_000) + b"\r\n\r\n")
    assert all_of(line).startswith(b"HTTP/1.1 200")


@sqlite_alone
@pytest.mark.parametrize("said", [b"", b"GET /healthz HT", b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /h"])
def test_who_says_nothing_more_is_hung_up_on(trained, monkeypatch, said):
    monkeypatch.setattr(protocol, "WAIT_SECONDS", 1.5)
    with served(trained) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            connection.sendall(said)
            found = all_of(connection)
        assert httpx.get(f"{address}/healthz", timeout=PATIENCE).status_code == 200
    assert found.startswith(b"HTTP/1.1 200") == (b"\r\n\r\n" in said)


def slowly(connection, head, pieces, pause):
    """What comes back of a body that is sent piece by piece."""
    connection.sendall(b"POST /v1/predictions HTTP/1.1\r\nhost: x\r\n" + head)
    for piece in pieces:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who is late was hung up on
            connection.sendall(piece)
        time.sleep(pause)
    return all_of(connection)


@sqlite_alone
def test_who_sends_a_body_too_slowly_is_told_so(line, monkeypatch):
    monkeypatch.setattr(protocol, "WAIT_SECONDS", 0.2)
    found = slowly(line, b"content-length: 1000\r\n\r\n", [b" "] * 5, 0.03)
    assert found.startswith(b"HTTP/1.1 408")
    assert b'"code":"body_too_slow"' in found
    assert b"connection: close" in found.lower()


@sqlite_alone
def test_a_long_body_that_keeps_coming_is_waited_for(line, monkeypatch):
    monkeypatch.setattr(protocol, "WAIT_SECONDS", 1.5)
    monkeypatch.setattr(protocol, "BODY_BYTES", 1_000)
    body = b'{"text": "' + REVIEW.encode() + b'"}' + b" " * 30_000
    head = b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
    pieces = [body[at : at + 2_000] for at in range(0, len(body), 2_000)]
    assert slowly(line, head, pieces, 0.12).startswith(b"HTTP/1.1 200")  # far longer than one wait


@sqlite_alone
def test_whoever_was_refused_a_long_body_can_read_why(line):
    length = 3 * 2**20
    line.sendall(b"POST /v1/predictions HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % length)
    for _ in range(length // 65_536):
        line.sendall(b"a" * 65_536)
    line.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    found = all_of(line)
    assert found.startswith(b"HTTP/1.1 413")
    assert b"HTTP/1.1 200" in found
