"""Readers who click, more often when the answer is wrong, sometimes wrongly, some of them on purpose.

Common random numbers: everything that chance decides about item i is drawn from a generator that the
seed and i alone determine. So every arm meets the same readers in the same mood, and what differs between
two arms is what they showed.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from siklus.domain.reviews import LABELS, Label
from siklus.errors import DataFileMissing, ProfileInvalid

ROUNDING = 1e-6
MALICIOUS, FLOODING = "malicious", "flooding"
# Readers answer about every seventh text where the model is right in four of five.
USUALLY_RIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of readers."""

    name: str
    share: float = 1.0  # of the traffic
    click_right: float = 0.10  # how often one answers where the shown label is right
    click_wrong: float = 0.35
    noise: float = 0.05  # of the clicks, how many name a wrong label by mistake
    delay: float = 30.0  # minutes until the click, on average; exponentially distributed
    people: int = 400  # different persons
    malicious: bool = False  # names a wrong label on purpose, every time

    @property
    def usual_clicks(self) -> float:
        """The share of texts that is answered where four of five labels are right."""
        return USUALLY_RIGHT * self.click_right + (1 - USUALLY_RIGHT) * self.click_wrong


@dataclass(frozen=True, slots=True)
class Profile:
    """All who read and all who review."""

    kinds: tuple[Kind, ...] = (Kind("readers"),)
    audit_delay: float = 60.0  # minutes until a reviewer has labelled what was drawn for an audit
    audit_noise: float = 0.0  # share of audits that are labelled wrongly

    def attacked(self, share: float) -> "Profile":
        """The same with malicious readers who make up `share` of the traffic.

        They click as often where the answer is right as others do where it is wrong.

        Raises:
            ProfileInvalid: the share is not below 1.
        """
        if share == 0:
            return self
        _check_share("--attack", "share", share)
        if share >= 1:
            raise ProfileInvalid("--attack", "share must be below 1")
        fewer = tuple(replace(kind, share=kind.share * (1 - share)) for kind in self.kinds)
        eager = max(kind.click_wrong for kind in self.kinds)
        bad = Kind(MALICIOUS, share, eager, eager, noise=0.0, people=20, malicious=True)
        return replace(self, kinds=(*fewer, bad))

    def flooded(self, share: float) -> "Profile":
        """The same with one malicious reader who sends about `share` of all answers.

        He answers each of his texts. How many answers the others send depends on what they are shown; it
        is taken for granted that four of five answers are right.

        Raises:
            ProfileInvalid: the share is not below 1.
        """
        if share == 0:
            return self
        _check_share("--flood", "share", share)
        if share >= 1:
            raise ProfileInvalid("--flood", "share must be below 1")
        usual = sum(kind.share * kind.usual_clicks for kind in self.kinds)
        traffic = share * usual / (1 - share + share * usual)
        fewer = tuple(replace(kind, share=kind.share * (1 - traffic)) for kind in self.kinds)
        bad = Kind(FLOODING, traffic, 1.0, 1.0, noise=0.0, people=1, malicious=True)
        return replace(self, kinds=(*fewer, bad))


@dataclass(frozen=True, slots=True)
class Draws:
    """What chance decided about one item, whatever an arm shows."""

    kind: Kind
    subject: str  # who reads it
    click: float  # uniform; the reader clicks where this is below the rate
    noisy: bool
    wrong_label: Label  # what the reader names who does not name the truth
    delay: timedelta
    audit: float  # uniform; drawn for an audit where this is below the share
    audit_label: Label  # what the reviewer would say
    audit_delay: timedelta

    def says(self, shown: Label, truth: Label) -> Label | None:
        """The label that the reader names on seeing `shown`; None where nobody clicks.

        >>> draws = readers(Profile(), seed=0).draws(3, Label.NEGATIF)
        >>> draws.says(Label.NEGATIF, Label.NEGATIF) in (None, Label.NEGATIF, draws.wrong_label)
        True
        """
        rate = self.kind.click_right if shown == truth else self.kind.click_wrong
        if self.click >= rate:
            return None
        return self.wrong_label if self.noisy or self.kind.malicious else truth


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of one seed."""

    profile: Profile
    seed: int

    def draws(self, item: int, truth: Label) -> Draws:
        """What chance decided about the item at this place of the stream; always the same."""
        chance = np.random.default_rng([self.seed, item])
        # All are drawn, needed or not, and in this order: a draw that depended on another would shift all
        # that come after it.
        u = chance.random(8)
        waits = chance.exponential(size=2)
        kind = self._kind(u[0])
        others = [label for label in LABELS if label != truth]
        audit_wrong = others[int(u[5] * len(others))]
        return Draws(
            kind=kind,
            subject=f"{kind.name}-{int(u[1] * kind.people)}",
            click=float(u[2]),
            noisy=bool(u[3] < kind.noise),
            wrong_label=others[int(u[4] * len(others))],
            delay=timedelta(minutes=float(waits[0]) * kind.delay),
            audit=float(u[6]),
            audit_label=audit_wrong if u[7] < self.profile.audit_noise else truth,
            audit_delay=timedelta(minutes=float(waits[1]) * self.profile.audit_delay),
        )

    def _kind(self, at: float) -> Kind:
        """The kind that the traffic's share `at` falls to."""
        edge = 0.0
        for kind in self.profile.kinds:
            edge += kind.share
            if at < edge:
                return kind
        return self.profile.kinds[-1]


def readers(profile: Profile, seed: int) -> Readers:
    """The readers of one seed."""
    return Readers(profile, seed)


# --- profiles from a file -----------------------------------------------------------------------

_TOP = {"audit_delay", "audit_noise", "readers"}
_SHARES = ("share", "click_right", "click_wrong", "noise")


def read_profile(path: Path) -> Profile:
    """The profile of a TOML file.

    Raises:
        DataFileMissing: it cannot be read.
        ProfileInvalid: it is no TOML, names something unknown, or a value is out of range.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataFileMissing(str(path), error.strerror or "unknown reason") from None
    except ValueError as error:  # no TOML, or not UTF-8
        raise ProfileInvalid(str(path), str(error)) from None
    return profile_of(content, str(path))


def profile_of(content: Mapping[str, Any], where: str) -> Profile:
    """The profile that a file's content describes.

    Raises:
        ProfileInvalid: see `read_profile`.
    """
    _check_keys(where, content, _TOP)
    tables = content.get("readers")
    if not isinstance(tables, list) or not tables:
        raise ProfileInvalid(where, "there is no [[readers]]")
    kinds = tuple(_kind(table, f"{where}, [[readers]] {number}") for number, table in enumerate(tables, 1))
    total = sum(kind.share for kind in kinds)
    if abs(total - 1) > ROUNDING:
        raise ProfileInvalid(where, f"the shares of all readers add up to {total:g}, not to 1")
    numbers = {name: _number(where, name, content[name]) for name in _TOP - {"readers"} if name in content}
    found = Profile(kinds, **numbers)
    _check_share(where, "audit_noise", found.audit_noise)
    _check_minutes(where, "audit_delay", found.audit_delay)
    return found


def _kind(table: Any, where: str) -> Kind:
    if not isinstance(table, dict):
        raise ProfileInvalid(where, "it is no table")
    _check_keys(where, table, {field.name for field in fields(Kind)})
    if not isinstance(table.get("name"), str) or not table["name"].strip():
        raise ProfileInvalid(where, "it has no name")
    for name, kind in (("people", int), ("malicious", bool)):
        if name in table and type(table[name]) is not kind:
            raise ProfileInvalid(
                where, f"{name} must be {'a whole number' if kind is int else 'true or false'}"
            )
    numbers = {name: _number(where, name, table[name]) for name in (*_SHARES, "delay") if name in table}
    return _checked(Kind(**{**table, **numbers}), where)


def _checked(kind: Kind, where: str) -> Kind:
    for name in _SHARES:
        _check_share(where, name, getattr(kind, name))
    _check_minutes(where, "delay", kind.delay)
    if kind.people < 1:
        raise ProfileInvalid(where, "people must be 1 or more")
    return kind


def _check_keys(where: str, given: Mapping[str, Any], known: set[str]) -> None:
    for name in given:
        if name not in known:
            raise ProfileInvalid(where, f"{name!r} is unknown; known are {', '.join(sorted(known))}")


def _number(where: str, name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProfileInvalid(where, f"{name} must be a number")
    return float(value)


def _check_share(where: str, name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ProfileInvalid(where, f"{name} must lie between 0 and 1, not {value:g}")


def _check_minutes(where: str, name: str, value: float) -> None:
    if not 0 <= value <= 1e6:
        raise ProfileInvalid(where, f"{name} must be 0 or more minutes, not {value:g}")


def read_mix(written: str) -> dict[Label, float]:
    """A class mix such as `positif=.85,negatif=.15`.

    Raises:
        ProfileInvalid: it is not of this form, or the shares do not add up to 1.

    >>> read_mix("positif=.85,negatif=.15")[Label.NEGATIF]
    0.15
    """
    found: dict[Label, float] = {}
    for part in written.split(","):
        name, _, share = part.partition("=")
        label = next((each for each in LABELS if each == name.strip().lower()), None)
        if label is None or label in found:
            raise ProfileInvalid("--mix", f"{part!r} is no LABEL=SHARE of a label of its own")
        found[label] = _share(share)
    _check_total(list(found.values()))
    return found


def _share(written: str) -> float:
    try:
        value = float(written)
    except ValueError:
        raise ProfileInvalid("--mix", f"{written!r} is no number") from None
    _check_share("--mix", "a share", value)
    return value


def _check_total(shares: Sequence[float]) -> None:
    if abs(sum(shares) - 1) > ROUNDING:
        raise ProfileInvalid("--mix", f"the shares add up to {sum(shares):g}, not to 1")
