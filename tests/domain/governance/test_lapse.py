"""A candidate lapses when it waited long enough and others were laid after it."""

import pytest

from service.domain.agenda import AgendaRules
from service.domain.governance.lapse import is_lapsed

RULES = AgendaRules(lapse_after=2)


@pytest.mark.parametrize(
    ("candidate", "worked", "months", "lapsed"),
    [
        ("2026-01", "2026-03", {"2026-01", "2026-02"}, True),
        ("2026-01", "2026-03", {"2026-01", "2026-03"}, True),
        ("2025-12", "2026-02", {"2025-12", "2026-01"}, True),
        ("2026-01", "2026-02", {"2026-01", "2026-02"}, False),
        ("2026-01", "2026-06", {"2026-01"}, False),
        ("2026-03", "2026-01", {"2026-03", "2026-04"}, False),
    ],
)
def test_a_candidate_lapses_after_two_months_once_others_were_laid(
    candidate: str, worked: str, months: set[str], lapsed: bool
) -> None:
    assert is_lapsed(candidate, worked, months, RULES) is lapsed


def test_how_long_a_candidate_waits_is_the_citys() -> None:
    months = {"2026-01", "2026-02"}
    assert is_lapsed("2026-01", "2026-02", months, AgendaRules(lapse_after=1))
    assert not is_lapsed("2026-01", "2026-03", months, AgendaRules(lapse_after=6))
