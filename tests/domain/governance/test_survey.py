"""Callers are drawn once and alike, asked until they answer or are given up, and counted."""

import itertools
from dataclasses import replace

import pytest

from analytics.figures.rates import LEAST as LEAST_OF_RATES
from service.domain.agenda import AGENDA_TABLE
from service.domain.agenda import AgendaStatus as A
from service.domain.callback.calling import SurveyRules
from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.governance.acceptance import (
    Evidence,
    check_accepting,
    is_second_look,
    may_accept,
)
from service.domain.governance.plan import TargetState
from service.domain.governance.survey import (
    LEAST,
    SURVEYED,
    Heard,
    Survey,
    SurveyCall,
    SurveyState,
    Tally,
    begun,
    check_drawing,
    draw,
    missed,
    noted,
    state_of,
    tally_of,
    words,
)
from service.domain.permissions import Role
from tests.factories import an_actor
from tests.installation import NOW

RULES = SurveyRules()
CALL = SurveyCall(survey_id=1, item_id=1, no="1")
LEADER, SUPERVISOR = an_actor(Role.LEADER), an_actor(Role.SUPERVISOR)


def test_every_caller_is_drawn_at_most_once_and_the_draw_is_the_same_again() -> None:
    tickets = [(f"c{n % 40}", f"{n:03d}") for n in range(80)] + [("", "999")]
    drawn, frame = draw(tickets, lambda no: no[::-1], RULES)
    assert (len(drawn), frame) == (RULES.drawn, 40)
    assert draw(tickets[::-1], lambda no: no[::-1], RULES) == (drawn, frame)
    assert len(draw(tickets, str, SurveyRules(drawn=7))[0]) == 7
    assert set(drawn) <= {f"{n:03d}" for n in range(40, 80)}
    assert draw([], str, RULES) == ([], 0)


def test_no_rate_is_said_of_fewer_answers_than_any_other_rate_needs() -> None:
    assert LEAST == LEAST_OF_RATES
    said = words(Tally(6, solved=5, not_solved=1), None, RULES)
    assert "样本不足" in said
    assert "%" not in said
    said = words(Tally(30, 25, 5), (0.66, 0.93), RULES)
    assert "83.3%（25/30，95% 区间 66.0% 到 93.0%），80% 算解决" in said
    assert "90% 算解决" in words(Tally(30, 25, 5), (0.66, 0.93), SurveyRules(enough=0.9))


@pytest.mark.parametrize(
    ("tally", "state"),
    [
        (None, SurveyState.NOT_DRAWN),
        (Tally(6, solved=5), SurveyState.ASKING),
        (Tally(6, solved=2, unreached=4), SurveyState.UNHEARD),
        (Tally(6, solved=5, unsaid=1), SurveyState.SMALL),
        (Tally(6, solved=5, not_solved=1), SurveyState.NOT_SOLVED),
        (Tally(30, solved=24, not_solved=6), SurveyState.SOLVED),
        (Tally(30, solved=23, not_solved=7), SurveyState.NOT_SOLVED),
    ],
)
def test_a_survey_says_what_its_answers_carry(tally: Tally | None, state: SurveyState) -> None:
    assert state_of(tally, 3, RULES) is state
    assert state_of(None, 0, RULES) is SurveyState.NOBODY
    assert state_of(Tally(30, 24, 6), 3, SurveyRules(enough=0.9)) is SurveyState.NOT_SOLVED


def test_nobody_is_counted_twice_or_lost() -> None:
    for counts in itertools.product(range(3), repeat=len(Heard)):
        tally = tally_of(dict(zip(Heard, counts, strict=True)))
        assert tally.drawn == sum(counts)
        assert tally.waiting == counts[0]
        assert 0 <= tally.answered <= tally.drawn


def test_a_caller_answers_once_or_is_given_up_after_the_third_call() -> None:
    call = CALL
    for attempt in (1, 2, 3):
        call = missed(call, 3, NOW)
        assert call.failed == attempt
        assert (call.again_at is None) is (attempt == 3)
    assert call.heard is Heard.UNREACHED
    with pytest.raises(IllegalStep):
        noted(call, "solved", "")
    done = noted(CALL, "not_solved", "夜里还在施工")
    assert done.heard is Heard.NOT_SOLVED
    with pytest.raises(IllegalStep):
        missed(done, 3, NOW)
    for heard, said in (("", ""), ("waiting", ""), ("not_solved", " "), ("solved", "长" * 1001)):
        with pytest.raises(BadInput):
            noted(CALL, heard, said)


def test_a_stretch_of_work_has_one_sample() -> None:
    steps = [(1, None, "candidate"), (4, "scheduled", "in_governance"), (5, "x", "supervised")]
    back = (6, "supervised", "in_governance")
    assert begun([*steps, back]) == 4
    assert begun([*steps, back, (9, "closed", "watch")]) == 9
    assert begun([*steps, back, (8, "accepted", "in_governance")]) == 8
    before = Survey(1, 1, since=5, at=NOW, by="王", frame=9, left_out=0)
    check_drawing(A.IN_GOVERNANCE, LEADER, 4, None)
    check_drawing(A.WATCH, SUPERVISOR, 9, before)
    with pytest.raises(Refused):
        check_drawing(A.IN_GOVERNANCE, LEADER, 4, before)
    with pytest.raises(NotAllowed):
        check_drawing(A.IN_GOVERNANCE, an_actor(Role.CALLBACK_CLERK), 4, None)
    for status in set(A) - SURVEYED:
        with pytest.raises(IllegalStep):
            check_drawing(status, LEADER, 4, None)


def test_doubts_stop_everybody_but_a_leader() -> None:
    for target, survey in itertools.product(TargetState, SurveyState):
        evidence = Evidence(target, survey, ())
        is_fine = target in (TargetState.NO_TARGET, TargetState.REACHED) and survey in (
            SurveyState.NOBODY,
            SurveyState.SMALL,
            SurveyState.SOLVED,
        )
        assert (evidence.doubts == ()) is is_fine
        assert may_accept(LEADER, evidence.doubts)
        assert may_accept(SUPERVISOR, evidence.doubts) is is_fine
        check_accepting(LEADER, evidence.doubts)
        if not is_fine:
            with pytest.raises(Refused, match="调度领导"):
                check_accepting(SUPERVISOR, evidence.doubts)


def test_a_second_look_finds_that_a_matter_has_held_or_grown_back() -> None:
    looks = {(s, t) for s in A for t in AGENDA_TABLE[s] if is_second_look(s, t)}
    assert looks == {
        (A.WATCH, A.CLOSED),
        (A.WATCH, A.IN_GOVERNANCE),
        (A.CLOSED, A.IN_GOVERNANCE),
    }
    held = Evidence(TargetState.REACHED, SurveyState.NOT_DRAWN, ())
    assert held.against_holding == ()
    assert replace(held, returned=True).against_holding == ("又到了治理前的件数",)
    assert replace(held, target=TargetState.MISSED).against_holding
    assert replace(held, survey=SurveyState.NOT_SOLVED).against_holding
