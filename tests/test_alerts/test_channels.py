"""Every channel against a receiver that is really there."""

import threading
from email import message_from_bytes
from email.policy import default

import pytest

from siklus.alerts.channels import LogChannel, Mail, Style, Webhook
from siklus.alerts.words import Language, told
from siklus.domain.alerts import Event, Figure, Notice
from siklus.errors import AlertUndelivered
from support.clock import NOON
from support.receivers import certified, post_office, webhook
from support.servers import free_port

NOTICE = Notice(Event.RAISED, "refusals", Figure.REFUSAL_SHARE, 0.625, 0.5, 3, NOON)
MESSAGE = told(NOTICE, Language.ID)
PASSWORD = "sandi/rahasia"


@pytest.fixture
def hook():
    with webhook() as found:
        yield found


def test_a_plain_webhook_gets_words_and_facts(hook):
    Webhook(hook.url).send(MESSAGE)
    assert hook.received == [
        {
            "title": "⚠ Siklus: porsi permintaan yang ditolak 62,5 % (batas 50,0 %), versi v3.",
            "text": MESSAGE.text,
            "event": "raised",
            "rule": "refusals",
            "figure": "refusal_share",
            "value": 0.625,
            "limit": 0.5,
            "version": 3,
            "at": "2026-11-23T12:00:00+00:00",
        }
    ]


@pytest.mark.parametrize(
    ("style", "chat", "body"),
    [
        (Style.SLACK, None, {"text": MESSAGE.text}),
        (Style.TELEGRAM, "-100123", {"chat_id": "-100123", "text": MESSAGE.text}),
    ],
)
def test_slack_and_telegram_get_the_body_that_they_take(hook, style, chat, body):
    Webhook(hook.url, style, chat).send(MESSAGE)
    assert hook.received == [body]


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_what_is_no_success_is_a_failure_without_the_address(hook, status):
    hook.status = status
    with pytest.raises(AlertUndelivered) as failed:
        Webhook(hook.url).send(MESSAGE)
    assert str(failed.value) == f"webhook: answered {status}"
    assert len(hook.received) == 1


@pytest.mark.parametrize(
    "url",
    [f"http://127.0.0.1:{free_port()}/rahasia", "http://[/rahasia", "gopher://h/rahasia"],
    # A port in the name would make it another test in each process.
    ids=["nobody listens", "no address", "another protocol"],
)
def test_a_webhook_that_is_away_is_a_failure_without_the_address(url):
    with pytest.raises(AlertUndelivered) as failed:
        Webhook(url).send(MESSAGE)
    assert "rahasia" not in str(failed.value)
    assert "rahasia" not in repr(Webhook(url))


def test_a_webhook_that_never_answers_is_given_up(monkeypatch, hook):
    monkeypatch.setattr("siklus.alerts.channels.SECONDS", 0.2)
    hook.silent = threading.Event()
    with pytest.raises(AlertUndelivered, match="no answer within"):
        Webhook(hook.url).send(MESSAGE)
    hook.silent.set()


def letter_of(post):
    [envelope] = post.letters
    return envelope, message_from_bytes(envelope.content, policy=default)


def test_mail_through_a_plain_relay_without_a_password():
    with post_office() as post:
        Mail("127.0.0.1", post.port, "Siklus <siklus@contoh.id>", ("a@contoh.id", "b@contoh.id")).send(
            MESSAGE
        )
    envelope, letter = letter_of(post)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("siklus@contoh.id", ["a@contoh.id", "b@contoh.id"])
    assert letter["Subject"] == MESSAGE.title
    assert letter.get_content().splitlines() == MESSAGE.text.splitlines()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@contoh.id>")


@pytest.mark.parametrize("from_the_start", [False, True], ids=["STARTTLS", "TLS from the start"])
def test_mail_with_tls_and_login(tmp_path, monkeypatch, from_the_start):
    with (
        certified(tmp_path, monkeypatch) as context,
        post_office(context, from_the_start=from_the_start) as post,
    ):
        mail = Mail(
            "127.0.0.1", post.port, "s@contoh.id", ("a@contoh.id",), from_the_start, "siklus", PASSWORD
        )
        mail.send(MESSAGE)
    assert post.logins == [("siklus", PASSWORD)]
    assert letter_of(post)[1]["To"] == "a@contoh.id"
    assert PASSWORD not in repr(mail)


def test_a_wrong_password_is_a_failure_that_does_not_repeat_it(tmp_path, monkeypatch):
    with certified(tmp_path, monkeypatch) as context, post_office(context) as post:
        mail = Mail("127.0.0.1", post.port, "s@c.id", ("a@c.id",), user="siklus", password="salah")
        with pytest.raises(AlertUndelivered) as failed:
            mail.send(MESSAGE)
    assert str(failed.value) == "mail: SMTPAuthenticationError 535"
    assert post.letters == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path, monkeypatch):
    with certified(tmp_path, monkeypatch) as context:
        pass
    with post_office(context) as post, pytest.raises(AlertUndelivered, match="certificate is not trusted"):
        Mail("127.0.0.1", post.port, "s@c.id", ("a@c.id",), user="siklus", password=PASSWORD).send(MESSAGE)
    assert post.logins == []


def test_another_hosts_certificate_is_not_trusted(tmp_path, monkeypatch):
    with (
        certified(tmp_path, monkeypatch, "surat.contoh.id") as context,
        post_office(context, from_the_start=True) as post,
        pytest.raises(AlertUndelivered, match="certificate is not trusted"),
    ):
        Mail("127.0.0.1", post.port, "s@c.id", ("a@c.id",), tls=True).send(MESSAGE)


def test_a_password_is_not_sent_without_tls():
    with post_office() as post, pytest.raises(AlertUndelivered, match="no STARTTLS"):
        Mail("127.0.0.1", post.port, "s@c.id", ("a@c.id",), user="siklus", password=PASSWORD).send(MESSAGE)
    assert (post.letters, post.logins) == ([], [])


def test_mail_that_is_not_taken_is_a_failure():
    with post_office() as post:
        post.refuse = "550 tidak"
        with pytest.raises(AlertUndelivered) as failed:
            Mail("127.0.0.1", post.port, "s@c.id", ("a@c.id",)).send(MESSAGE)
    assert str(failed.value) == "mail: SMTPDataError 550"
    with pytest.raises(AlertUndelivered, match="Connection refused"):
        Mail("127.0.0.1", free_port(), "s@c.id", ("a@c.id",)).send(MESSAGE)


def test_the_log_has_the_facts(capsys):
    LogChannel().send(MESSAGE)
    line = capsys.readouterr().out
    assert "alert.raised" in line
    assert "refusal_share" in line
