"""An agenda item's life is a table too."""

import pytest

from service.domain.agenda import AGENDA_TABLE, AgendaStatus, change
from service.domain.errors import IllegalStep

A = AgendaStatus


def test_every_state_has_a_row_and_is_reached_from_candidate() -> None:
    assert set(AGENDA_TABLE) == set(A)
    reached = {A.CANDIDATE}
    while fresh := {t for s in reached for t in AGENDA_TABLE[s]} - reached:
        reached |= fresh
    assert reached == set(A)


@pytest.mark.parametrize("status", A)
@pytest.mark.parametrize("target", A)
def test_only_the_changes_of_the_table_are_made(status: A, target: A) -> None:
    if target in AGENDA_TABLE[status]:
        assert change(status, target) is target
    else:
        with pytest.raises(IllegalStep, match="刷新"):
            change(status, target)


def test_a_matter_is_closed_only_after_acceptance_and_may_be_reopened_by_the_second_look() -> None:
    closing = {status for status, targets in AGENDA_TABLE.items() if A.CLOSED in targets}
    assert closing == {A.ACCEPTED, A.WATCH}
    assert A.IN_GOVERNANCE in AGENDA_TABLE[A.WATCH]


def test_no_state_leads_to_itself() -> None:
    assert not [status for status, targets in AGENDA_TABLE.items() if status in targets]
