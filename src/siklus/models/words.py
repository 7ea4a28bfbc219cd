"""Words by numbers: what each is called, what it does to its neighbours, and what it is when it is denied."""

from siklus.models.languages import BETWEEN, NEGATIONS
from siklus.models.text import DENIED, STOPS, tokens_in, word_of

# What a word does to the reach of a negation: nothing; it is passed over; it ends it; it is the next one.
COUNTED, PASSED, ENDS, DENIES = range(4)
NO_NUMBER = 0  # is no word, so that a look-up that finds nothing is false


class Words:
    """The words that were met, numbered from one on."""

    def __init__(self) -> None:
        self.names = [""]
        self.roles = [COUNTED]
        self.denials = [NO_NUMBER]  # of each word: the number of its denial, once that was met
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.names) - 1

    def number(self, carrier: str) -> int:
        """The number of a word, or of a denied one."""
        return self._numbers.get(carrier) or self._meet(carrier)

    def numbers_in(self, run: str) -> list[int]:
        """The words of a run of signs that holds no blank."""
        return [self.number(word_of(token)) for token in tokens_in(run)]

    def denial_of(self, number: int) -> int:
        """What a word is when it is denied."""
        found = self.denials[number]
        if not found:
            found = self.denials[number] = self.number(DENIED + self.names[number])
        return found

    def _meet(self, carrier: str) -> int:
        number = self._numbers[carrier] = len(self.names)
        self.names.append(carrier)
        self.roles.append(_role(carrier))
        self.denials.append(NO_NUMBER)
        return number


def _role(carrier: str) -> int:
    if carrier in NEGATIONS:
        return DENIES
    if carrier in STOPS:
        return ENDS
    return PASSED if carrier in BETWEEN else COUNTED
