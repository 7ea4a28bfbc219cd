"""What an installation is made for: its labels and its language, chosen once by `siklus init`.

It is read when the program is loaded, before anything else: the labels are a type, and every array and table
has their order. Whoever chose nothing has the three labels of Indonesian reviews.
"""

import json
import re
from dataclasses import asdict, dataclass
from keyword import iskeyword
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from siklus.errors import SettingInvalid

OUR_LABELS, OUR_LANGUAGE = ("positif", "netral", "negatif"), "id"
LEAST, MOST = 2, 12  # labels
LONGEST = 10  # characters of one: so wide are the columns that hold it
FILE = "installation.json"  # in the home folder
_LABEL = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")  # as ISO 639 writes them


class Whereabouts(BaseSettings):
    """The settings that are needed before all others."""

    model_config = SettingsConfigDict(env_prefix="SIKLUS_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Path(".siklus")
    labels: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of labels in their order, and the language of the texts."""

    labels: tuple[str, ...] = OUR_LABELS
    language: str = OUR_LANGUAGE

    @property
    def ready_made(self) -> bool:
        """Whether what was written for this project fits: starter reviews, behaviour suite, scenarios."""
        return self == Choice()

    def __str__(self) -> str:
        return f"{', '.join(self.labels)} ({self.language})"


def read_labels(written: str, where: str = "SIKLUS_LABELS") -> tuple[str, ...]:
    """Labels between commas, in their order.

    Args:
        where: what an error names.

    Raises:
        SettingInvalid: fewer than 2, more than 12, one twice, or one that is no lower-case word.

    >>> read_labels("complaint, question, praise, other")
    ('complaint', 'question', 'praise', 'other')
    """
    found = tuple(part.strip() for part in written.split(","))
    for label in found:
        if not _LABEL.fullmatch(label) or len(label) > LONGEST or iskeyword(label):
            raise SettingInvalid(
                where,
                f"{label[:40]!r} is no label: a word of a-z, 0-9 and _, up to {LONGEST} characters, "
                "a letter first, and none that Python keeps for itself",
            )
    if not LEAST <= len(found) <= MOST:
        raise SettingInvalid(where, f"{len(found)} labels; there must be {LEAST} to {MOST}")
    if len(set(found)) < len(found):
        raise SettingInvalid(where, "a label stands there twice")
    return found


def read_language(written: str, where: str = "SIKLUS_LANGUAGE") -> str:
    """The code of a language.

    Raises:
        SettingInvalid: it is none.

    >>> read_language("en")
    'en'
    """
    if not _LANGUAGE.fullmatch(written.strip()):
        raise SettingInvalid(
            where, f"{written[:40]!r} is no code of a language: two or three letters, as `en`"
        )
    return written.strip()


def chosen(home: Path | None = None) -> Choice:
    """What was chosen for an installation: the environment, else the file in its home, else nothing.

    Args:
        home: its folder; None is the one that the environment names.

    Raises:
        SettingInvalid: it cannot be used.
    """
    try:
        given = Whereabouts()
    except UnicodeDecodeError as error:
        raise SettingInvalid(".env", f"byte {error.start} is not UTF-8") from None
    kept = kept_in(home or given.home) or Choice()
    return Choice(
        read_labels(given.labels) if given.labels else kept.labels,
        read_language(given.language) if given.language else kept.language,
    )


def kept_in(home: Path) -> Choice | None:
    """What the file in a home folder says; None where there is none.

    Raises:
        SettingInvalid: the file is not what `keep` wrote.
    """
    path = home / FILE
    try:
        found = json.loads(path.read_bytes())
        labels, language = ",".join(found["labels"]), str(found["language"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise SettingInvalid(str(path), f"cannot be read: {type(error).__name__}") from None
    return Choice(read_labels(labels, str(path)), read_language(language, str(path)))


def keep(choice: Choice, home: Path) -> Path:
    """Write the file from which every process of the installation reads the choice."""
    path = home / FILE
    home.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(asdict(choice), indent=1) + "\n", encoding="utf-8")
    beside.replace(path)
    return path


CHOICE = chosen()
