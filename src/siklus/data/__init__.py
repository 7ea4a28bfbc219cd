"""The starter reviews written for this project (starter.csv), and where public data sets are."""

from importlib.resources import files


def starter_reviews() -> bytes:
    """The reviews that the first model learns from, as CSV."""
    return files("siklus.data").joinpath("starter.csv").read_bytes()
