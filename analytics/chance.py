"""Whether a share is higher than usual, or only looks so: exact tests and intervals of counts."""

from dataclasses import dataclass

SURE = 0.05


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `whole`, with its 95 % Wilson interval and the usual share beside it (0 … 1).

    `chance`: how probable so many are if the usual share held, times the number of things looked
    at (Bonferroni), at most 1.
    """

    count: int
    whole: int
    low: float
    high: float
    usual: float
    chance: float

    @property
    def is_sure(self) -> bool:
        """Whether chance alone hardly makes so many."""
        return self.chance < SURE


def unusual_share(count: int, whole: int, usual: float, looked_at: int = 1) -> Share:
    """Return how `count` of `whole` compares with a usual share, one-sided, exact binomial.

    `looked_at`: how many counts are tested at the same time. Raises ValueError when `count` is not
    between 0 and `whole`, or there is nothing.
    """
    from scipy.stats import binomtest  # noqa: PLC0415 — heavy, only for the monthly job

    if not 0 <= count <= whole or not whole:
        raise ValueError(f"count {count} of {whole}")
    found = binomtest(count, whole, min(max(usual, 0.0), 1.0), alternative="greater")
    interval = binomtest(count, whole).proportion_ci(method="wilson")
    chance = min(1.0, float(found.pvalue) * max(looked_at, 1))
    return Share(count, whole, float(interval.low), float(interval.high), usual, chance)


def highest_share_of_none(whole: int) -> float:
    """Return the share that may still be true, with 95 % certainty, after none in `whole`."""
    return 1.0 - SURE ** (1.0 / whole) if whole else 1.0
