"""Callback: three questions, and what may follow from the answers."""

from itertools import product

import pytest

from service.domain.callback import QUESTIONS, is_answered, is_content, why_not_close
from service.domain.ticket import Answer


@pytest.mark.parametrize("answers", list(product(Answer, repeat=3)))
def test_a_reached_caller_is_closed_exactly_when_nothing_asks_for_more_work(
    answers: tuple[Answer, ...],
) -> None:
    data = dict(zip(QUESTIONS, answers, strict=True))
    unhappy = Answer.NO in (data["solved"], data["satisfied"])
    assert is_answered(data)
    assert is_content(data) is not unhappy
    for failed_calls in (0, 3, 9):
        assert (why_not_close(data, failed_calls, 3) is None) is not unhappy


def test_a_caller_who_was_not_contacted_but_is_content_may_be_closed() -> None:
    data = {"responded": "no", "solved": "yes", "satisfied": "yes"}
    assert why_not_close(data, 0, 3) is None


@pytest.mark.parametrize("failed_calls", range(6))
def test_an_unreached_caller_is_closed_after_enough_calls(failed_calls: int) -> None:
    assert (why_not_close({}, failed_calls, 3) is None) == (failed_calls >= 3)


@pytest.mark.parametrize("asked", [("responded",), ("solved", "satisfied")])
def test_half_an_interview_closes_nothing_however_often_was_called(asked: tuple[str, ...]) -> None:
    assert "要都问到" in (why_not_close(dict.fromkeys(asked, "yes"), 9, 3) or "")
