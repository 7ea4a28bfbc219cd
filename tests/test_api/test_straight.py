"""A text that is answered without a task is answered as if there had been one."""

import json
import re
import socket
import threading
import time
from importlib import import_module
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siklus.api.straight import StraightProtocol
from support.api import PATIENCE, REVIEW, served, until

POST = b"POST /v1/predictions HTTP/1.1\r\nhost: siklus\r\n"
USUAL = b"expect: 100-continue\r\n"  # whoever asks first is answered by the application
GET = b"GET /healthz HTTP/1.1\r\nhost: siklus\r\n\r\n"
BODIES = {
    "a text": {"text": REVIEW},
    "with consent": {"text": REVIEW, "consent": True, "subject": "budi", "channel": "kasir"},
    "with reasons": {"text": REVIEW, "explain": True},
    "with personal data": {"text": f"{REVIEW} hubungi 081234567890", "explain": True},
    "a short one": {"text": "pendek"},
    "a long one": {"text": "kata " * 1_500},
    "longer than is held": {"text": "kata " * 20_000},
    "no text": {"consent": True},
    "a stranger's field": {"text": REVIEW, "lain": 1},
}


@pytest.fixture(params=["sqlite"])
def database_url(request):
    """HTTP is the same over both databases."""
    return request.getfixturevalue("sqlite_url")


@pytest.fixture
def place(trained):
    with served(trained) as address:
        found = urlsplit(address)
        yield found.hostname, found.port


def asked(body, head=b""):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return POST + head + b"content-length: %d\r\n\r\n%s" % (len(content), content)


def replies_to(place, pieces):
    """What comes back until the other side hangs up, as (status, headers, body)."""
    with socket.create_connection(place, timeout=PATIENCE) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            line.sendall(piece)
            time.sleep(0.002 if len(pieces) > 1 else 0)
        rest = b"".join(iter(lambda: line.recv(65_536), b"")).replace(b"HTTP/1.1 100 Continue\r\n\r\n", b"")
    found = []
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:])
        length = int(headers["content-length"])
        found.append((lines[0], headers, rest[:length]))
        rest = rest[length:]
    return found


def told(reply):
    """What a reply says, without what is of its moment."""
    status, headers, body = reply
    moment = ("date", "content-length")
    return (
        status,
        {name: value for name, value in headers.items() if name not in moment},
        re.sub(rb'"(id|feedback_token|latency_ms|incident)":("[^"]+"|[0-9.e-]+)', rb'"\1":?', body),
    )


@pytest.fixture
def impatient(trained, monkeypatch):
    """A place where lines may rest for half a second."""

    class Impatient(StraightProtocol):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            self.timeout_keep_alive = 0.5

    monkeypatch.setattr(import_module("siklus.api.serve"), "StraightProtocol", Impatient)
    with served(trained) as address:
        found = urlsplit(address)
        yield found.hostname, found.port


def test_a_line_that_rests_too_long_is_hung_up_and_one_that_goes_on_asking_is_not(impatient):
    with socket.create_connection(impatient, timeout=PATIENCE) as line:
        for _ in range(4):
            line.sendall(asked({"text": REVIEW}))
            assert one_reply(line).startswith(b"HTTP/1.1 200")
            time.sleep(0.25)  # in all it is open for longer than it may rest
        started = time.monotonic()
        assert line.recv(1) == b""
        assert 0.1 < time.monotonic() - started < 5


@pytest.mark.parametrize("body", [*BODIES.values(), b"", b"{", b"\xff", b"[]"], ids=[*BODIES, *"abcd"])
def test_what_is_told_does_not_depend_on_the_way(place, body):
    [straight] = replies_to(place, [asked(body, b"connection: close\r\n")])
    [usual] = replies_to(place, [asked(body, b"connection: close\r\n" + USUAL)])
    assert told(straight) == told(usual)


def test_with_consent_it_is_kept_and_both_are_counted(place, trained):
    replies = replies_to(
        place, [asked({"text": REVIEW, "consent": True}) * 3 + GET[:-2] + b"connection: close\r\n\r\n"]
    )
    ids = [json.loads(body)["id"] for _, _, body in replies[:3]]
    with trained.store.reading() as tx:
        assert sorted(ids) == sorted(row["id"] for row in tx.predictions.all_rows())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 300), max_size=4))
def test_in_how_many_pieces_requests_come_makes_no_difference(place, cuts):
    whole = (
        asked({"text": REVIEW})
        + asked({"text": "pendek"})
        + GET
        + asked({"text": REVIEW}, b"connection: close\r\n")
    )
    edges = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    replies = replies_to(place, [whole[a:b] for a, b in pairwise(edges)])
    assert [status[9:12] for status, _, _ in replies] == ["200", "422", "200", "200"]
    assert json.loads(replies[2][2]) == {"alive": True}
    assert told(replies[0])[2] == told(replies[3])[2]


def one_reply(line):
    """The next reply on a line that stays open; empty where the other side hangs up."""
    found = b""
    while b"\r\n\r\n" not in found:
        part = line.recv(65_536)
        if not part:
            return found
        found += part
    head, _, body = found.partition(b"\r\n\r\n")
    length = int(re.search(rb"content-length: (\d+)", head)[1])
    while len(body) < length:
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body


def in_short(reply):
    """Its status, and what it says but for what is of its moment."""
    head, _, body = reply.partition(b"\r\n\r\n")
    return head[9:12], re.sub(rb'"(latency_ms|incident)":("[^"]+"|[0-9.e-]+)', b"", body)


# One after the other on one line: the second with the same head is not parsed again.
PIECES = {
    "a text": asked({"text": REVIEW}),
    "a longer one": asked({"text": f"{REVIEW} sekali"}),
    "with reasons": asked({"text": REVIEW, "explain": True}),
    "a short one": asked({"text": "pendek"}),
    "no JSON": asked(b"{"),
    "another head": asked({"text": REVIEW}, b"x: y\r\n"),
    "from elsewhere": asked({"text": REVIEW}, b"via: x\r\n"),
    "from elsewhere, the length first": asked({"text": REVIEW}).replace(b"\r\n\r\n", b"\r\nvia: x\r\n\r\n"),
    "another call": GET,
    "no length": POST + b"content-length: \r\n\r\n" + b"{}",
    "no number": POST + b"content-length: 0x2\r\n\r\n" + b"{}",
    "a signed length": POST + b"content-length: +2\r\n\r\n" + b"{}",
    "zeros before": POST + b"content-length: 0002\r\n\r\n" + b"{}",
    "two lengths": POST + b"content-length: 2\r\ncontent-length: 2\r\n\r\n" + b"{}",
    "in chunks": POST + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a line before": b"\r\n" + asked({"text": REVIEW}),
}


@pytest.fixture(scope="module")
def alone():
    """What was told of each piece that came first on its line."""
    return {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(PIECES)), min_size=2, max_size=7))
def test_what_came_before_on_a_line_makes_no_difference(place, alone, names):
    with socket.create_connection(place, timeout=20) as line:
        for name in names:
            line.sendall(PIECES[name])
            reply = in_short(one_reply(line))
            if name not in alone:
                with socket.create_connection(place, timeout=20) as other:
                    other.sendall(PIECES[name])
                    alone[name] = in_short(one_reply(other))
            assert reply == alone[name]
            if reply[0] == b"400":  # the server hangs up
                break


@pytest.mark.parametrize("cut", [-20, -1, 30])
def test_a_known_head_whose_body_comes_in_parts_or_in_company_is_read_to_its_end(place, cut):
    text = asked({"text": REVIEW})
    with socket.create_connection(place, timeout=20) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for pieces, count in (([text], 1), ([text[:cut], text[cut:]], 1), ([text], 1), ([text * 2], 2)):
            for piece in pieces:
                line.sendall(piece)
                time.sleep(0.05 if len(pieces) > 1 else 0)
            found = b""
            while found.count(b'"stored":') < count:
                found += line.recv(65_536)
            assert found.count(b"HTTP/1.1 200 OK") == count


def test_a_piece_is_no_request_for_looking_like_the_end_of_one(place):
    cut = POST + b"x: "
    with socket.create_connection(place, timeout=20) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(cut)
        time.sleep(0.05)
        rest = b"y\r\n" + asked({"text": REVIEW})[len(POST) :]
        line.sendall(rest)
        assert in_short(one_reply(line))[0] == b"200"
        line.sendall(rest)
        assert in_short(one_reply(line))[0] == b"400"


@pytest.mark.parametrize(
    "head", [b"origin: http://[", b"origin: null", b"x-forwarded-for: 203.0.113.5", b"via: x"]
)
def test_who_may_be_from_elsewhere_is_asked_for_a_key(place, head):
    [(status, _, body)] = replies_to(place, [asked({"text": REVIEW}, head + b"\r\nconnection: close\r\n")])
    assert (status[9:12], json.loads(body)["code"]) == ("401", "key_missing")


@pytest.mark.parametrize("version", [b"HTTP/1.0", b"HTTP/1.1"])
def test_who_wants_no_second_request_is_hung_up_on(place, version):
    head = b"" if version == b"HTTP/1.0" else b"connection: close\r\n"
    [(status, headers, _)] = replies_to(place, [asked({"text": REVIEW}, head).replace(b"HTTP/1.1", version)])
    assert (status, headers["connection"]) == ("HTTP/1.1 200 OK", "close")


class Gated:
    """Predictions that wait until they may."""

    def __init__(self, predictions):
        self.predictions, self.gate, self.begun = predictions, threading.Event(), 0

    def predict_each(self, requests):
        self.begun += len(requests)
        assert self.gate.wait(PATIENCE)
        return self.predictions.predict_each(requests)


def all_is_read(place):
    """The service has taken in whatever was sent, and whoever hung up: one that came later was answered."""
    [(status, _, _)] = replies_to(place, [GET[:-2] + b"connection: close\r\n\r\n"])
    assert status == "HTTP/1.1 200 OK"


def open_once_nobody_is_let_in(gated, address):
    """Let a text be judged as soon as the service has begun to end."""

    def is_shut():
        try:
            socket.create_connection((address.hostname, address.port), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            return True
        return False

    until(is_shut)
    gated.gate.set()


def test_who_hangs_up_before_his_turn_is_not_judged_and_nothing_of_his_is_kept(trained):
    gated = Gated(trained.prediction)
    with served(trained.exchanged(prediction=gated)) as address:
        found = urlsplit(address)
        lines = [socket.create_connection((found.hostname, found.port), timeout=PATIENCE) for _ in range(3)]
        for number, line in enumerate(lines):
            line.sendall(asked({"text": f"{REVIEW} {number}", "consent": True}))
            until(lambda: gated.begun == 1)
        all_is_read((found.hostname, found.port))
        lines[1].close()
        all_is_read((found.hostname, found.port))
        gated.gate.set()
        for line in (lines[0], lines[2]):
            assert line.recv(65_536).startswith(b"HTTP/1.1 200")
            line.close()
    with trained.store.reading() as tx:
        texts = {tx.inputs.text_of_prediction(row["id"]) for row in tx.predictions.all_rows()}
    assert texts == {f"{REVIEW} 0", f"{REVIEW} 2"}


def test_what_was_read_before_the_end_is_answered_and_hung_up_on(trained):
    gated = Gated(trained.prediction)
    with served(trained.exchanged(prediction=gated)) as address:
        found = urlsplit(address)
        line = socket.create_connection((found.hostname, found.port), timeout=PATIENCE)
        line.sendall(asked({"text": REVIEW, "consent": True}))
        until(lambda: gated.begun == 1)
        ending = threading.Thread(target=open_once_nobody_is_let_in, args=(gated, found))
        ending.start()
    ending.join(PATIENCE)
    reply = b"".join(iter(lambda: line.recv(65_536), b""))
    line.close()
    assert b"connection: close" in reply
    assert b'"stored":true' in reply
