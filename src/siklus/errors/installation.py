"""Errors about an installation: its keys, settings, alerts, processes, database and backups."""

from siklus.errors.tree import Conflict, Denied, Invalid, NotFound, Unavailable

# --- keys, erasure, installation --------------------------------------------------------------------


class KeyMissing(Denied):
    """The call needs a key."""

    advice = "Send `Authorization: Bearer KEY`. Make one with: siklus keys create --role ROLE."

    def __init__(self, role: str) -> None:
        self.role = role
        super().__init__(f"this call needs a key with the role {role}")


class KeyUnknown(Denied):
    """The key is unknown or was revoked."""

    advice = "Make a new key with: siklus keys create --role ROLE."

    def __init__(self) -> None:
        super().__init__("the key is unknown or was revoked")


class RoleTooLow(Denied):
    """The key is good, but its role may not do this."""

    advice = "Use a key with the role that is needed."

    def __init__(self, role: str, needed: str) -> None:
        self.role, self.needed = role, needed
        super().__init__(f"this call needs the role {needed}; the key has {role}")


class KeyNotFound(NotFound):
    """No key has this id or name."""

    advice = "List the keys: siklus keys list."

    def __init__(self, key: str) -> None:
        self.key = key[:64]
        super().__init__(f"no key {self.key!r}")


class KeyNameInvalid(Invalid):
    """A key without a name, or with one that is too long to be kept beside what it did."""

    advice = "Name the key after who or what will hold it, in a few words."

    def __init__(self, characters: int, maximum: int) -> None:
        self.characters, self.maximum = characters, maximum
        super().__init__(f"the key's name has {characters} characters; it must have 1 to {maximum}")


class LastAdminKey(Conflict):
    """It is the last admin key; without it nobody could make another one over HTTP."""

    advice = "Make another admin key first; on the service's own machine: siklus keys revoke."

    def __init__(self) -> None:
        super().__init__("this is the last living admin key")


class SubjectNotFound(NotFound):
    """Nothing is stored for this subject."""

    advice = "Check the subject: it must be written exactly as it was when the texts were sent."

    def __init__(self) -> None:
        super().__init__("nothing is stored for this subject")


class SecretMismatch(Invalid):
    """The secret of this process is not the one the database was set up with."""

    advice = "Give every process the same SIKLUS_SECRET (or the same SIKLUS_HOME)."

    def __init__(self) -> None:
        super().__init__("SIKLUS_SECRET differs from the secret this database was set up with")


class SettingInvalid(Invalid):
    """A setting has a value that cannot be used."""

    advice = "See .env.example for every setting and its form."

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name}: {why}")


class ChoiceMismatch(Conflict):
    """The labels or the language of this process are not those that the database was made for."""

    advice = (
        "Give every process the same SIKLUS_LABELS and SIKLUS_LANGUAGE (or the same SIKLUS_HOME). Other "
        "labels need another SIKLUS_HOME and another database: siklus init."
    )

    def __init__(self, here: str, there: str) -> None:
        self.here, self.there = here, there
        super().__init__(f"this database is made for {there}, and this process for {here}")


class StarterNotForThese(Conflict):
    """What was written for Indonesian reviews and their three labels fits no other labels or language."""

    advice = "It is left out here. Rows of your own take its place: see docs/how-to/own-labels.md."

    def __init__(self, what: str, choice: str) -> None:
        self.what, self.choice = what, choice
        super().__init__(f"{what}: for positif, netral, negatif (id); this installation is for {choice}")


# --- alerts -----------------------------------------------------------------------------------------


class AlertRuleInvalid(Invalid):
    """The file of alert rules, or one rule in it, cannot be used."""

    advice = "Mend the file that SIKLUS_ALERT_RULES names; docs/how-to/alerts.md has the form of a rule."

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"alert rules, {where}: {why}")


class AlertUndelivered(Unavailable):
    """A channel did not take an alert."""

    advice = "Check the channel's settings; siklus alerts test sends a message through every one of them."

    def __init__(self, channel: str, why: str) -> None:
        self.channel, self.why = channel, why
        super().__init__(f"{channel}: {why}")


# --- processes --------------------------------------------------------------------------------------


class PortTaken(Unavailable):
    """Another program listens on the port that a process of ours needs."""

    advice = "Stop the other program, or choose another port: SIKLUS_PORT, SIKLUS_UI_PORT."

    def __init__(self, host: str, port: int, why: str) -> None:
        self.host, self.port, self.why = host, port, why
        super().__init__(f"cannot listen on {host}:{port}: {why}")


class ServiceSlow(Unavailable):
    """The HTTP service was started but does not answer."""

    advice = "Look at its messages above; `siklus api` alone shows them best."

    def __init__(self, address: str, seconds: int) -> None:
        self.address, self.seconds = address, seconds
        super().__init__(f"no answer from {address} within {seconds} seconds")


class ChildKeepsDying(Unavailable):
    """A process ends again and again right after its start."""

    advice = "Look at its messages above; start it alone to see them best (siklus api, worker, ui)."

    def __init__(self, name: str, status: int) -> None:
        self.name, self.status = name, status
        super().__init__(f"{name} keeps ending with status {status}")


# --- database ---------------------------------------------------------------------------------------


class DatabaseUnavailable(Unavailable):
    """The database does not answer, is full, or is locked for too long."""

    advice = "Check that it runs and that SIKLUS_DATABASE_URL is right; the request can be repeated."

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the database is unavailable: {why}")


class DatabaseOutdated(Unavailable):
    """The tables are missing or of another version than this program."""

    advice = "Bring them up to date: siklus db upgrade."

    def __init__(self, found: str | None, expected: str) -> None:
        self.found, self.expected = found, expected
        if found and found > expected:
            self.advice = "Start the release that has upgraded the tables, or a later one."
        super().__init__(f"the database is at revision {found or 'none'}, this program needs {expected}")


# --- mirrors ----------------------------------------------------------------------------------------


class MirrorUnavailable(Unavailable):
    """MLflow does not answer, or refuses what it is told; nothing here waits for it."""

    advice = "Check SIKLUS_MLFLOW_URL and that it runs; what is missing there is told the next time."

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"MLflow could not be told: {why}")


# --- backups ----------------------------------------------------------------------------------------


class BackupInvalid(Invalid):
    """A file is no backup, or not the one that was made."""

    advice = "Take another copy of it, or an earlier backup; nothing was restored."

    def __init__(self, path: str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why}")


class BackupNewer(Invalid):
    """A later version of this program made the backup."""

    advice = "Restore it with that version or a later one."

    def __init__(self, path: str, found: str, newest: str) -> None:
        self.path, self.found, self.newest = path, found, newest
        super().__init__(f"{path} is of revision {found}; this program knows {newest} and earlier ones")


class InstallationNotEmpty(Conflict):
    """A backup is restored into an installation that holds nothing, and this one does."""

    advice = (
        "Name an empty one: another SIKLUS_HOME and SIKLUS_DATABASE_URL. What is stored here stays as it is."
    )

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"this installation is not empty: {what}")
