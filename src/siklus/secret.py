"""The secret of an installation: what signs tokens and hashes subjects, and whose a database is."""

import hashlib
import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path

from siklus.choice import CHOICE, Choice
from siklus.database.store import Store
from siklus.errors import ChoiceMismatch, SecretMismatch
from siklus.settings import Settings

START = "start"  # of a process: who exchanges a secret


def read_secret(settings: Settings) -> bytes:
    """The secret that signs tokens and hashes subjects: the setting, else a file made on the first start.

    Raises:
        SettingInvalid: SIKLUS_SECRET is shorter than 32 characters.
    """
    if not (known := known_secret(settings)):
        keep_secret(settings, secrets.token_hex(32).encode())
    return known or _secret_file(settings).read_bytes()


def known_secret(settings: Settings) -> bytes | None:
    """The secret that was set or made already; None is made.

    Raises:
        SettingInvalid: SIKLUS_SECRET is shorter than 32 characters.
    """
    path = _secret_file(settings)
    return settings.given_secret or (path.read_bytes() if path.exists() else None)


def _secret_file(settings: Settings) -> Path:
    return settings.home / "secret"


def keep_secret(settings: Settings, content: bytes) -> None:
    """Write the file of the secret; one that is there already stays."""
    path = _secret_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and then linked: of three processes that start at once one wins, and none reads half.
    beside = path.with_name(f".secret-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink()


def fingerprint(secret: bytes) -> str:
    """What a database remembers of its secret."""
    return hmac.new(secret, b"siklus installation", hashlib.sha256).hexdigest()


def claim(
    store: Store, secret: bytes, now: datetime, others: tuple[bytes, ...] = (), choice: Choice = CHOICE
) -> None:
    """Tie the database to this secret, and to these labels, on the first start; refuse others later.

    Args:
        others: secrets that are accepted beside it. Where the database knows one of these, it is tied to
            this secret from now on.
        choice: labels and language of this process.

    Raises:
        SecretMismatch: tokens and subjects in this database were made with another secret.
        ChoiceMismatch: what is stored in it was made with other labels, or for another language.
    """
    mine = fingerprint(secret)
    with store.reading() as tx:
        found, made_for = tx.installation.fingerprint(), tx.installation.choice()
    if found is None:
        with store.transaction() as tx:
            tx.installation.claim(mine, now, choice)
            found, made_for = tx.installation.fingerprint() or "", tx.installation.choice()
    if made_for != choice:
        raise ChoiceMismatch(str(choice), str(made_for))
    if hmac.compare_digest(found, mine):
        return
    if found not in map(fingerprint, others):
        raise SecretMismatch
    with store.transaction() as tx:
        if tx.installation.exchange(found, mine):
            tx.audit_log.add(actor=START, action="secret.exchanged", at=now)
