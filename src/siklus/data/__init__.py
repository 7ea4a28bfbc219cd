"""What was written for this project (starter.csv, behaviour.tsv), and where public data sets are."""

from importlib.resources import files


def starter_reviews() -> bytes:
    """The reviews that the first model learns from, as CSV."""
    return files("siklus.data").joinpath("starter.csv").read_bytes()


def behaviour_cases() -> bytes:
    """The cases of the behaviour suite, tab-separated: see `siklus.domain.behaviour`."""
    return files("siklus.data").joinpath("behaviour.tsv").read_bytes()
