"""What was written for this project (starter.csv, behaviour.tsv), and where public data sets are."""

from importlib.resources import files

from siklus.choice import CHOICE
from siklus.errors import StarterNotForThese


def starter_reviews() -> bytes:
    """The reviews that the first model learns from, as CSV.

    Raises:
        StarterNotForThese: this installation has other labels, or another language.
    """
    if not CHOICE.ready_made:
        raise StarterNotForThese("the starter reviews", str(CHOICE))
    return files("siklus.data").joinpath("starter.csv").read_bytes()


def behaviour_cases() -> bytes:
    """The cases of the behaviour suite, tab-separated: see `siklus.domain.behaviour`."""
    return files("siklus.data").joinpath("behaviour.tsv").read_bytes()
