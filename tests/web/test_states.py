"""Every state has its words and its place on the pages: what a new state needs is said here."""

import pytest

from service.domain.ticket import ENDED, OPEN, Status
from service.web.views import ticketpage, trackpage
from service.web.views.ticketpage import stages

LEFT_THE_USUAL_WAY = frozenset({Status.REJECTED, Status.MERGED, Status.TERMINATED})


@pytest.mark.parametrize("status", Status)
def test_a_state_is_told_to_the_public(status: Status) -> None:
    assert trackpage._WORDS[status]
    assert status in trackpage._REACHED or status in LEFT_THE_USUAL_WAY


@pytest.mark.parametrize("status", Status)
def test_a_state_has_a_colour_and_a_place_in_the_progress_line(status: Status) -> None:
    assert status in ticketpage._TONES or status in LEFT_THE_USUAL_WAY
    assert [stage for stage in stages(status) if stage["state"] == "now"]


def test_a_state_is_open_or_ended_or_archived() -> None:
    assert OPEN | ENDED | {Status.ARCHIVED} == set(Status)
    assert not OPEN & ENDED
