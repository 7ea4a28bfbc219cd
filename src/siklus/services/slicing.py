"""Of which kinds an example is, as the gate judges them on their own."""

from functools import lru_cache

from siklus.domain.examples import Example
from siklus.domain.reviews import count_words
from siklus.domain.slices import Kind, length_of
from siklus.monitoring.language import language_of
from siklus.monitoring.register import register_of


def kind_of(example: Example) -> Kind:
    """The slices of one example: its domain where it is known, its length, register and language."""
    slices = _of_text(example.text)
    return (f"domain:{example.domain}", *slices) if example.domain else slices


# The golden set is the same at every training.
@lru_cache(maxsize=8_192)
def _of_text(text: str) -> Kind:
    return (
        f"length:{length_of(count_words(text))}",
        f"register:{register_of(text)}",
        f"language:{language_of(text)}",
    )
