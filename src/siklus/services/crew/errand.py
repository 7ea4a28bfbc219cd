"""What a crew is asked to do, and what it promises."""

import gc
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, Protocol, TypeVar

Piece = TypeVar("Piece")
Made = TypeVar("Made")
PieceIn_contra = TypeVar("PieceIn_contra", contravariant=True)
MadeOut_co = TypeVar("MadeOut_co", covariant=True)
Act = Callable[[Piece], Made]

LATE = 200_000  # objects more than there were, before somebody looks for circles in them
IN_FLIGHT = 2  # pieces a process: one that it works on, one that waits


class Errand(Protocol[PieceIn_contra, MadeOut_co]):
    """What every process of a crew does to a piece. It travels to them, so it is small or sent once."""

    # Pieces that may travel in one parcel, with what was made of them on the way back.
    together: ClassVar[int]

    def fetch(self) -> bytes:
        """What the work needs beside the piece, read where the folder of this installation is."""
        ...

    def ready(self, content: bytes) -> Callable[[PieceIn_contra], MadeOut_co]:
        """Prepare once, in the process that works.

        Args:
            content: what `fetch` gave.
        """
        ...


class Crew(Protocol):
    """Somebody who does errands. Whoever and however many they are, the same comes of it."""

    def in_order(self, errand: Errand[Piece, Made], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Made]]:
        """Every piece and what was made of it, in their order; at most a few are in memory."""
        ...


def undisturbed() -> None:
    """For a process that does nothing else: no looking for circles, which takes a tenth of the time of all.

    What is there stays, and what a piece needs goes with it.
    """
    gc.freeze()
    gc.set_threshold(LATE)
