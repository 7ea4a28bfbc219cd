"""How the three labels look: a word, a sign and a colour, so that no one of them is needed alone."""

from siklus.ui.text import t, t_or

LABELS = ("positif", "netral", "negatif")  # in the order of every table and chart

# Blue and orange stay apart for every common kind of colour blindness and in both themes.
BLUE, GREY, ORANGE = "#2481B5", "#7D8A96", "#D9701A"
COLOURS = {"positif": BLUE, "netral": GREY, "negatif": ORANGE}
SIGNS = {"positif": "▲", "netral": "●", "negatif": "▼"}


def label_name(label: str) -> str:
    """The label's word."""
    return t_or(f"label.{label}", label)


def signed(label: str) -> str:
    """The label's word behind its sign."""
    return f"{SIGNS.get(label, '·')} {label_name(label)}"


def confidence_words(confidence: float) -> str:
    """A calibrated confidence in words."""
    steps = ((0.9, "high"), (0.7, "good"), (0.5, "some"))
    step = next((name for least, name in steps if confidence >= least), "low")
    return t(f"confidence.{step}")
