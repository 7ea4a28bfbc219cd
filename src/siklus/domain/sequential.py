"""A test that may be looked at after every single audit: is the new version worse than the one before it?

On audited texts on which the two differ, one of them is right and the other wrong (where both are wrong in
different ways nothing is said of which is better). If the new version is at least as good, the former one
is right on such a text with a probability of one half at most. Against that stands a bet: start with 1,
spread it evenly over every probability above one half, and let each text multiply what lies on them. While
the new version is as good, the stake passes 1/α with a probability of α at most, ever, however often one
looks.

Source: Ville (1939); Ramdas, Grünwald, Vovk & Shafer (2023), Statistical Science 38(4), section 3.
"""

from math import comb, inf


def evidence_of_harm(lost: int, won: int) -> float:
    """What the bet has come to, 1 at first: evidence that the new version is worse.

    Args:
        lost: audited texts on which only the former version was right.
        won: audited texts on which only the new one was.

    Returns:
        At least 0, `inf` beyond what a float holds. Of versions that are equally good it passes 100 in at
        most one case of a hundred.

    Raises:
        ValueError: a count is negative (a bug in the caller).

    >>> evidence_of_harm(0, 0), round(evidence_of_harm(9, 0), 1), round(evidence_of_harm(9, 9), 2)
    (1.0, 102.3, 0.28)
    """
    if lost < 0 or won < 0:
        raise ValueError(f"{lost} lost, {won} won")
    n = lost + won
    # The integral of 2·(2p)^lost·(2 − 2p)^won over p from ½ to 1, in whole numbers: a beta integral, and its
    # share above one half as the tail of a binomial distribution.
    term, above = comb(n + 1, won + 1), 0
    for k in range(won + 1, n + 2):
        above += term
        term = term * (n + 1 - k) // (k + 1)
    scale = (n + 1) * comb(n, won)
    # A float ends at 2 to the 1024th: thousands of audits may be answered before anybody looks.
    return inf if above.bit_length() - scale.bit_length() > 1_000 else above / scale
