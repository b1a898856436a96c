"""Texts to measure on: the simulated city's own requests, the same ones for the same size."""

from datetime import date
from functools import lru_cache

from service.demo.script import Incident, write_script

_UNTIL = date(2026, 6, 30)
_PER_MONTH = 3000


@lru_cache(maxsize=2)
def requests(size: int) -> list[Incident]:
    """The first ``size`` requests of a simulated city."""
    months = size // _PER_MONTH + 2
    found = write_script(1, months, _PER_MONTH, _UNTIL).incidents[:size]
    if len(found) < size:
        raise ValueError("the script is shorter than asked for")
    return found


def bodies(size: int) -> list[str]:
    """Their texts."""
    return [incident.text for incident in requests(size)]
