"""An emergency waits until a note says that it was passed on, or need not be."""

from dataclasses import replace

import pytest

from service.domain.diversion import is_waiting, notes
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Status
from tests.factories import NOW, a_ticket

FIRE = replace(a_ticket(Status.REGISTERED), divert="119")


def noted(text: str, step: Step = Step.NOTE) -> Entry:
    here = Status.REGISTERED
    return Entry("1", 2, step, NOW, 7, "测试", "", here, here, 1, {"note": text})


@pytest.mark.parametrize("text", [*notes("119"), "已转119，消防五分钟到。", "核实过，不用转 119"])
def test_a_note_settles_it_in_its_own_words_too(text: str) -> None:
    assert is_waiting(FIRE, [])
    assert not is_waiting(FIRE, [noted("在联系"), noted(text)])


@pytest.mark.parametrize("entry", [noted("已转 120。"), noted("已转 119。", Step.REMIND)])
def test_another_number_and_another_step_do_not(entry: Entry) -> None:
    assert is_waiting(FIRE, [entry])


def test_what_ended_or_calls_for_no_number_does_not_wait() -> None:
    assert not is_waiting(replace(FIRE, status=Status.REJECTED), [])
    assert not is_waiting(replace(FIRE, divert=""), [])
