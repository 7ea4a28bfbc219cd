"""Fast scorers: made beside a version's model, looked at beside it, and only then let answer for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from siklus.database.store import Store, Transaction
from siklus.domain.exactness import (
    MOST_REPAIRS,
    REPAIR_PERIOD,
    Comparison,
    ScorerCheck,
    Verdict,
    compared,
)
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import ModelVersion
from siklus.errors import ArtefactDamaged, ArtefactMissing
from siklus.models.plain import Plain, packed, plain_of, reading_code, unpacked
from siklus.models.registry import ArtefactStore
from siklus.models.scorer import Judge, Scorer

if TYPE_CHECKING:
    from siklus.models.model import Model

SAMPLE = 200  # of the newest stored texts
# What people type seldom, and readers of texts get wrong easily.
ODD_TEXTS = (
    "",
    " \t\n",
    "!!! ??? ...",
    "\x00",
    "\ud83d",
    "漢字だけ いいですね",
    "Gk enakkkk bgt!!! tidak terlalu enak, mahal :( 😭😭 wkwkwk baik2 5/5",
    "bukan jelek sih tapi KURANG bagusnya ... tidak_ada a_b",
    "tidak, jangan; belum? bukan! kurang",
    "tidak " * 300,
    "bagus " * 2_000,
    "x" * 5_000,
    "tidak" * 20 + "-tidak bagus-" * 20,
    "ﬁnal ＦＵＬＬ ½ İSTANBUL ß é e\u0301 \u00a0:)\u2003:(\u200d \u1e9e",
    "t_t XD :D harga:d <3 (:",
    "Ｂａｒａｎｇ bagus\u3000sekali\u2028pengiriman cepat",
    "harga 1.250.000 kirim 2x, lama 14 hari!! 08-12",
    "wkwkwkwk hahaha hehehehe xixixi",
    "tanpa itu ini yang di jelek",
    "👍🏽👩‍👩‍👧 ❤️ ©®",
)


@dataclass(frozen=True, slots=True)
class Looked:
    """A scorer that was made of a model and looked at beside it; nothing is stored yet."""

    plain: Plain | None  # None where none can be made of such a model
    comparison: Comparison | None  # None where nothing was compared, for there is to be none
    compiled: bool

    @property
    def verdict(self) -> Verdict:
        """What it came to."""
        return Verdict.ABSENT if self.comparison is None else self.comparison.verdict


@dataclass(frozen=True, slots=True)
class ScorerService:
    """Makes scorers, looks at them, and says who answers for a version."""

    store: Store
    artefacts: ArtefactStore
    now: Callable[[], datetime]
    compiled: bool = False  # whether to judge by the compiled pass, which must be installed

    # --- looking --------------------------------------------------------------------------------

    def look(self, model: "Model") -> Looked:
        """Make the scorer of a model and compare the two on odd texts and on the newest stored ones."""
        with self.store.reading() as tx:
            texts = [*ODD_TEXTS, *tx.scorer_checks.sample(SAMPLE)]
        if model.own is None:
            return Looked(None, None, compiled=self.compiled)
        try:
            plain, theirs = plain_of(model), model.judge(texts)
            scorers = [Scorer(plain, fast=fast) for fast in {False, self.compiled}]
            found = [compared(theirs, scorer.judge(texts)) for scorer in scorers]
        except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError):
            # What arrays of the wrong shape come to, whichever of the two meets them. The model may be forced
            # in all the same, and whoever asks it will see; a scorer has no part in it.
            return Looked(None, Comparison(len(texts), len(texts), 1.0), compiled=self.compiled)
        worst = max(found, key=lambda one: (one.labels, one.largest))
        return Looked(plain, worst, any(scorer.fast for scorer in scorers))

    def keep(self, tx: Transaction, version: ModelVersion, looked: Looked) -> ScorerCheck:
        """Store a scorer beside its version's model, and what the look at it came to."""
        sha256 = self._put(version, looked.plain) if looked.plain is not None else None
        check = ScorerCheck(
            id=new_id(),
            version=version.version,
            verdict=Verdict.DIFFERS if looked.verdict == Verdict.SAME and not sha256 else looked.verdict,
            scorer_sha256=sha256 or "",
            code=reading_code(),
            compiled=looked.compiled,
            texts=looked.comparison.texts if looked.comparison else 0,
            largest=looked.comparison.largest if looked.comparison else 0.0,
            at=self.now(),
        )
        tx.scorer_checks.add(check)
        return check

    def _put(self, version: ModelVersion, plain: Plain) -> str | None:
        """Store the file of a scorer; None where what would be read of it is not what was looked at."""
        content = packed(plain, version.sha256)
        if not _same(unpacked(content, version.sha256), plain):
            return None
        return self.artefacts.put_scorer(version.sha256, content)

    def ensure(self, number: int, model: "Model | None" = None) -> ScorerCheck:
        """See to it that a version's scorer was looked at: before it may answer, and where a file was lost.

        Args:
            model: of this version, where it is loaded already.

        Raises:
            VersionNotFound: there is none of this number.
            ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: its model cannot be loaded.
        """
        with self.store.reading() as tx:
            version, check = tx.versions.get(number), tx.scorer_checks.newest(number)
            failed = tx.scorer_checks.failed_since(number, self.now() - REPAIR_PERIOD)
        if check is not None and self._stands(version, check, failed):
            return check
        looked = self.look(model or self.artefacts.load(version.sha256))
        with self.store.transaction() as tx:
            return self.keep(tx, version, looked)

    def watch(self) -> list[ScorerCheck]:
        """Look at the scorers of those who answer now, the active version and its challenger; what is unfit.

        Raises:
            ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: a model would have to be loaded.
        """
        with self.store.reading() as tx:
            link, trial = tx.deployments.last(), tx.trials.running()
        numbers = [part.version for part in (link, trial) if part is not None]
        return [check for check in map(self.ensure, numbers) if check.is_unfit]

    def ready(self, version: ModelVersion) -> ScorerCheck:
        """As `ensure`, and the model itself can be loaded: should its scorer be lost one day, it answers."""
        return self.ensure(version.version, self.artefacts.load(version.sha256))

    def _stands(self, version: ModelVersion, check: ScorerCheck, failed: int) -> bool:
        """Whether there is nothing to look at anew."""
        if check.code != reading_code() or (self.compiled and not check.compiled):
            return False
        if check.verdict == Verdict.SAME:
            return self._loaded(version, check) is not None
        # The same code and the same model would differ again; a damaged file can be made anew.
        return check.verdict in (Verdict.DIFFERS, Verdict.ABSENT) or failed > MOST_REPAIRS

    # --- answering ------------------------------------------------------------------------------

    def answering(self, version: ModelVersion) -> tuple[Judge, ScorerCheck | None]:
        """Who answers for a version, and the look at its scorer that this rests on.

        The scorer where it was found to be the same; else the model itself. A scorer's file that is missing
        or damaged is noted, for an alert.

        Raises:
            ArtefactMissing, ArtefactDamaged, ArtefactFromOtherLibraries: the model had to be loaded, and
                cannot be.
        """
        plain, check = self.arrays(version)
        if plain is None or check is None:
            return self.artefacts.load(version.sha256), check
        return Scorer(plain, fast=self.compiles(check)), check

    def arrays(self, version: ModelVersion) -> tuple[Plain | None, ScorerCheck | None]:
        """What a scorer answers for a version by, None where the model itself must, and the look at it."""
        check = self.newest(version.version)
        if check is None or not check.serves(reading_code()):
            return None, check
        plain = self._loaded(version, check)
        return plain, check if plain is not None else self._note_damage(check)

    def compiles(self, check: ScorerCheck) -> bool:
        """Whether a scorer that was looked at answers by the compiled pass."""
        return self.compiled and check.compiled

    def newest(self, number: int) -> ScorerCheck | None:
        """The look at a version's scorer that counts."""
        with self.store.reading() as tx:
            return tx.scorer_checks.newest(number)

    def _loaded(self, version: ModelVersion, check: ScorerCheck) -> Plain | None:
        try:
            return self.artefacts.scorer(version.sha256, check.scorer_sha256)
        except (ArtefactMissing, ArtefactDamaged):
            return None

    def _note_damage(self, check: ScorerCheck) -> ScorerCheck:
        damaged = replace(check, id=new_id(), verdict=Verdict.DAMAGED, at=self.now())
        with self.store.transaction() as tx:
            tx.scorer_checks.add(damaged)
        return damaged


def _same(one: Plain, other: Plain) -> bool:
    lists = (one.phrases, one.pieces, one.known_words) == (other.phrases, other.pieces, other.known_words)
    sizes = (one.scope, one.shortest, one.longest) == (other.scope, other.shortest, other.longest)
    arrays = ((one.rarity, other.rarity), (one.weights, other.weights), (one.constants, other.constants))
    return lists and sizes and all(np.array_equal(ours, theirs) for ours, theirs in arrays)
