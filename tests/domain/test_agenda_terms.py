"""What a leader decides names who, what and by when, and accepting says what was found."""

from datetime import date

import pytest

from service.domain.agenda import AGENDA_TABLE, AgendaStatus
from service.domain.agenda_terms import (
    ASKED,
    DUE,
    LEAD,
    MEASURE,
    MEETING,
    REMARK,
    TERMS,
    WHY_OPEN,
    agreed,
    asked,
    written,
)
from service.domain.errors import BadInput

A = AgendaStatus
TODAY = date(2026, 3, 2)
UNITS = {"市供水集团"}
GOVERN = {"lead_unit": "市供水集团", "measure": "换老旧管道", "due_on": "2026-03-31"}


def test_only_changes_of_the_table_ask_anything() -> None:
    assert all(target in AGENDA_TABLE[status] for status, target in ASKED)
    assert asked(A.CANDIDATE, A.SELECTED, 3) == ()


def test_no_two_terms_have_a_name_or_a_word_in_common() -> None:
    assert len({t.name for t in TERMS}) == len({t.label for t in TERMS}) == len(TERMS)


def test_the_meeting_asks_its_day_and_governing_who_what_and_by_when() -> None:
    assert asked(A.SELECTED, A.SCHEDULED, 3) == (MEETING,)
    assert asked(A.SCHEDULED, A.IN_GOVERNANCE, 3) == (LEAD, MEASURE, DUE)


@pytest.mark.parametrize("status", [A.IN_GOVERNANCE, A.SUPERVISED])
def test_accepting_asks_a_remark_and_why_some_tickets_are_open(status: A) -> None:
    assert asked(status, A.ACCEPTED, 0) == (REMARK,)
    assert asked(status, A.ACCEPTED, 2) == (REMARK, WHY_OPEN)
    with pytest.raises(BadInput, match="还有 2 件工单没有了结") as refused:
        written((REMARK, WHY_OPEN), {"remark": "现场看过，水压正常"}, (), TODAY, 2)
    assert set(refused.value.fields) == {"why_open"}


def test_what_is_written_is_read_again_and_the_last_word_counts() -> None:
    terms = (LEAD, MEASURE, DUE)
    note = written(
        terms, GOVERN | {"measure": " 换管\n并告知\n完成时限：2030-01-01"}, UNITS, TODAY, 0
    )
    assert note.splitlines()[0] == "牵头单位：市供水集团"
    told = agreed(["月度分析提出", "会议日期：2026-03-01", note, "会议日期：2026-04-01"])
    assert told["lead_unit"] == "市供水集团"
    assert told["due_on"] == "2026-03-31"
    assert told["measure"] == "换管 并告知 完成时限：2030-01-01"
    assert told["meeting_on"] == "2026-04-01"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"lead_unit": "火星办"}, "lead_unit"),
        ({"lead_unit": " "}, "lead_unit"),
        ({"measure": ""}, "measure"),
        ({"measure": "长" * 401}, "measure"),
        ({"due_on": "月底"}, "due_on"),
        ({"due_on": "2026-03-01"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
    ],
)
def test_a_missing_or_wrong_answer_is_named(given: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        written((LEAD, MEASURE, DUE), GOVERN | given, UNITS, TODAY, 0)
    assert set(refused.value.fields) == {field}


def test_a_meeting_that_was_held_may_be_written_down_afterwards() -> None:
    assert written((MEETING,), {"meeting_on": "2026-02-27"}, (), TODAY, 0) == "会议日期：2026-02-27"
    with pytest.raises(BadInput, match="核对年份"):
        written((MEETING,), {"meeting_on": "2062-03-05"}, (), TODAY, 0)


def test_a_second_look_comes_three_to_twelve_months_later() -> None:
    terms = asked(A.CLOSED, A.WATCH, 0)
    today = date(2026, 3, 10)
    for day, is_fit in (("2026-05-10", False), ("2026-06-10", True), ("2027-06-10", False)):
        answers = {"look_on": day}
        if is_fit:
            assert written(terms, answers, (), today, 0) == f"回头看日期：{day}"
        else:
            with pytest.raises(BadInput, match="3 到 12 个月"):
                written(terms, answers, (), today, 0)
