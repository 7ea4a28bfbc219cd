"""Channels from what the operator wrote; no error repeats an address, for it may be a secret."""

from email.utils import formataddr, getaddresses
from urllib.parse import SplitResult, unquote, urlsplit

from siklus.alerts.channels import Mail, Style, Webhook
from siklus.errors import SettingInvalid

SUBMISSION, SUBMISSIONS = 587, 465  # ports of smtp and smtps where the address names none


def read_webhook(url: str, style: Style, chat: str | None) -> Webhook:
    """A webhook from its address.

    Raises:
        SettingInvalid: the address is none, or Telegram's chat is missing.
    """
    _parts("SIKLUS_ALERT_WEBHOOK", url, ("http", "https"))
    if style == Style.TELEGRAM and not chat:
        raise SettingInvalid("SIKLUS_ALERT_TELEGRAM_CHAT", "is needed with the style telegram")
    return Webhook(url, style, chat)


def read_mail(url: str, sender: str | None, recipients: str | None) -> Mail:
    """E-mail from the server's address, the sender's, and the recipients' with commas between.

    Raises:
        SettingInvalid: which of them is missing or no address.

    >>> read_mail("smtp://siklus:s%2Fndi@surat.contoh.id", "s@contoh.id", "a@contoh.id, B <b@contoh.id>")
    ... # doctest: +NORMALIZE_WHITESPACE
    Mail(host='surat.contoh.id', port=587, sender='s@contoh.id',
         recipients=('a@contoh.id', 'B <b@contoh.id>'), tls=False, user='siklus', name='mail')
    """
    parts = _parts("SIKLUS_SMTP_URL", url, ("smtp", "smtps"))
    senders, to = _addresses("SIKLUS_ALERT_FROM", sender), _addresses("SIKLUS_ALERT_TO", recipients)
    if len(senders) > 1:
        raise SettingInvalid("SIKLUS_ALERT_FROM", "must be one address")
    tls = parts.scheme == "smtps"
    return Mail(
        host=str(parts.hostname),
        port=parts.port or (SUBMISSIONS if tls else SUBMISSION),
        sender=senders[0],
        recipients=to,
        tls=tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _parts(name: str, url: str, schemes: tuple[str, ...]) -> SplitResult:
    form = " or ".join(f"{scheme}://…" for scheme in schemes)
    wrong = SettingInvalid(name, f"must look like {form}, with %-signs for special characters")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise wrong from None
    # urlsplit drops line breaks without a word; a blank is a slip of the hand.
    if not usable or any(c.isspace() for c in url):
        raise wrong
    return parts


def _addresses(name: str, given: str | None) -> tuple[str, ...]:
    if not given or not given.strip():
        raise SettingInvalid(name, "is needed with SIKLUS_SMTP_URL")
    found = getaddresses([given])
    # A line break would begin a header of its own.
    if "\n" in given or "\r" in given or not all("@" in address.strip("@") for _, address in found):
        raise SettingInvalid(name, "must be an e-mail address, or several with commas between")
    return tuple(formataddr(pair) for pair in found)
