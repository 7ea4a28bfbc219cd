"""Where alerts go: a webhook, e-mail, the log. A request is made only where the operator set one up."""

import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import StrEnum
from typing import Any, Protocol

import httpx
import structlog

from siklus.alerts.words import Message
from siklus.domain.alerts import TROUBLE
from siklus.errors import AlertUndelivered

SECONDS = 10.0  # that a receiver may keep us waiting

log = structlog.get_logger("siklus.alerts")


class Channel(Protocol):
    """One way to people."""

    @property
    def name(self) -> str:
        """Short, and the same after a restart: deliveries are kept by it."""

    def send(self, message: Message) -> None:
        """Hand a message over.

        Raises:
            AlertUndelivered: it was not taken; why, without any secret.
        """


@dataclass(frozen=True, slots=True)
class LogChannel:
    """A line in the log of the process that delivers; it cannot fail."""

    name: str = "log"

    def send(self, message: Message) -> None:
        """Write the facts."""
        quiet = message.facts["event"] not in TROUBLE
        facts = {key: value for key, value in message.facts.items() if key != "event"}
        (log.info if quiet else log.warning)(f"alert.{message.facts['event']}", **facts)


class Style(StrEnum):
    """What a webhook's body looks like."""

    PLAIN = "plain"  # {"title", "text", "event", "rule", "figure", "value", "limit", "version", "at"}
    SLACK = "slack"  # {"text"}; Mattermost, Rocket.Chat and Google Chat take it too
    TELEGRAM = "telegram"  # {"chat_id", "text"}, to https://api.telegram.org/botTOKEN/sendMessage


@dataclass(frozen=True, slots=True)
class Webhook:
    """A POST with a JSON body."""

    url: str = field(repr=False)  # often holds a secret
    style: Style = Style.PLAIN
    chat: str | None = None  # for Telegram
    name: str = "webhook"

    def send(self, message: Message) -> None:
        """Post it; anything but a 2xx is a failure, also a redirect.

        Raises:
            AlertUndelivered: no answer, or another one.
        """
        try:
            # The reply's body is not read: however large it is, it says nothing that counts.
            with httpx.stream("POST", self.url, json=self._body(message), timeout=SECONDS) as reply:
                status = reply.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AlertUndelivered(self.name, _why_http(error)) from None
        if not 200 <= status < 300:
            raise AlertUndelivered(self.name, f"answered {status}")

    def _body(self, message: Message) -> dict[str, Any]:
        match self.style:
            case Style.SLACK:
                return {"text": message.text}
            case Style.TELEGRAM:
                return {"chat_id": self.chat, "text": message.text}
            case Style.PLAIN:
                return {"title": message.title, "text": message.text, **message.facts}


def _why_http(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {SECONDS:.0f} s"
    # Other errors of the library quote the address, and the address is the secret.
    return str(error) if isinstance(error, httpx.ConnectError) else type(error).__name__


@dataclass(frozen=True, slots=True)
class Mail:
    """E-mail over SMTP: `smtps` is TLS from the start, `smtp` is STARTTLS where the server offers it."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    tls: bool = False  # from the start
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    name: str = "mail"

    def send(self, message: Message) -> None:
        """Send it to all recipients in one message.

        Raises:
            AlertUndelivered: the server is away, its certificate is not trusted, or it took nothing. A
                password is never sent without TLS.
        """
        try:
            with self._connected() as server:
                server.send_message(self._letter(message))
        except (smtplib.SMTPException, OSError) as error:
            raise AlertUndelivered(self.name, _why_smtp(error)) from None

    def _connected(self) -> smtplib.SMTP:
        # Named here, for otherwise smtplib asks the DNS for this machine's name.
        me = socket.gethostname() or "localhost"
        trusted = ssl.create_default_context()
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, me, timeout=SECONDS, context=trusted
            )
        else:
            server = smtplib.SMTP(self.host, self.port, me, timeout=SECONDS)
        try:
            self._secure(server, trusted)
        except BaseException:
            server.close()
            raise
        return server

    def _secure(self, server: smtplib.SMTP, trusted: ssl.SSLContext) -> None:
        server.ehlo()
        if not self.tls and server.has_extn("starttls"):
            server.starttls(context=trusted)
            server.ehlo()
        elif not self.tls and self.user:
            raise AlertUndelivered(self.name, "the server offers no STARTTLS, so no password was sent")
        if self.user:
            server.login(self.user, self.password or "")

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = message.title
        letter["From"] = self.sender
        letter["To"] = ", ".join(self.recipients)
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].strip("> ") or "localhost")
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        return letter


def _why_smtp(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        # What a server says may repeat what it was told; its number says enough.
        return f"{type(error).__name__} {error.smtp_code}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return f"no answer within {SECONDS:.0f} s"
    if isinstance(error, smtplib.SMTPException):
        return type(error).__name__
    return getattr(error, "strerror", None) or type(error).__name__
