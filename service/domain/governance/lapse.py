"""When a candidate that nobody selected lapses."""

from collections.abc import Collection

from service.domain.agenda import AgendaRules


def is_lapsed(candidate: str, worked: str, months: Collection[str], rules: AgendaRules) -> bool:
    """Whether a candidate has waited long enough as ``worked`` is worked out.

    ``candidate``: the month it was laid for, or taken up again in; ``months``: those for which
    candidates were laid. It waits while none were laid after it, whatever time has passed.
    Months are written ``YYYY-MM``.
    """
    is_followed = any(candidate < month <= worked for month in months)
    return is_followed and _number(worked) - _number(candidate) >= rules.lapse_after


def _number(month: str) -> int:
    year, _, of_year = month.partition("-")
    return int(year) * 12 + int(of_year)
