"""An agenda item's life is a table too."""

from dataclasses import replace
from typing import Any

import pytest

from service.domain.agenda import (
    AGENDA_TABLE,
    AgendaRules,
    AgendaStatus,
    TopicFacts,
    candidates,
    change,
    decide,
    open_changes,
    reasons,
    repeats,
)
from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.permissions import Role
from tests.factories import an_actor

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


def topic(name: str = "a", size: int = 6, **more: Any) -> TopicFacts:
    given = {"title": name, "heat": float(size), "callers": size} | more
    numbers = given.pop("tickets", {f"{name}{n}" for n in range(size)})
    return TopicFacts(topic_id=name, tickets=frozenset(numbers), **given)


def chosen(*topics: TopicFacts, running: frozenset[str] = frozenset()) -> list[str]:
    return [c.topic.topic_id for c in candidates(topics, AgendaRules(at_most=3), running)]


def test_the_hottest_come_first_however_the_topics_are_ordered() -> None:
    topics = [topic("a", 6), topic("b", 9), topic("c", 7)]
    assert chosen(*topics) == chosen(*topics[::-1]) == ["b", "c", "a"]
    ranks = [c.rank for c in candidates(topics, AgendaRules())]
    assert ranks == [1, 2, 3]


def test_no_more_are_laid_than_a_meeting_bears() -> None:
    assert len(chosen(*(topic(name, 6 + n) for n, name in enumerate("abcdef")))) == 3


@pytest.mark.parametrize(
    "left_out",
    [
        topic("x", 4),
        topic("x", 9, callers=2),
        topic("x", 9, answered=5),
    ],
    ids=["too few requests", "too few callers", "mostly questions"],
)
def test_small_topics_and_questions_are_left_out(left_out: TopicFacts) -> None:
    assert chosen(left_out, topic("a")) == ["a"]


def test_a_theme_that_repeats_its_events_says_nothing_new() -> None:
    event = topic("a", 8, heat=20.0)
    theme = topic("t", 10, heat=15.0, is_theme=True, tickets={*event.tickets, "z1", "z2"})
    assert chosen(event, theme) == ["a"]
    wider = replace(theme, tickets=theme.tickets | {f"y{n}" for n in range(8)})
    assert chosen(event, wider) == ["a", "t"]


def test_an_event_and_the_theme_that_is_nearly_the_same_tickets_are_one_candidate() -> None:
    event = topic("a", 6, heat=8.0)
    theme = topic("t", 8, heat=15.0, is_theme=True, tickets={*event.tickets, "z1", "z2"})
    assert repeats([theme, event], AgendaRules()) == {"t": "a"}
    assert chosen(event, theme) == ["a"]
    assert chosen(event, theme, running=frozenset({"a"})) == []


def test_a_theme_is_laid_when_the_event_it_repeats_is_too_small() -> None:
    event = topic("a", 4, heat=3.0)
    theme = topic("t", 5, heat=4.0, is_theme=True, tickets={*event.tickets, "z1"})
    assert chosen(event, theme) == ["t"]


def test_an_event_stands_beside_the_theme_it_is_part_of() -> None:
    event = topic("a", 6, heat=8.0)
    theme = topic("t", 12, heat=15.0, is_theme=True, tickets={*event.tickets, *"uvwxyz"})
    assert chosen(event, theme) == ["t", "a"]


def test_what_is_being_worked_on_is_not_laid_again() -> None:
    assert chosen(topic("a"), topic("b"), running=frozenset({"a"})) == ["b"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"before": 0}, "本月新出现"),
        ({"before": 4}, "比上月的 4 件多 2 件"),
        ({"months": 3}, "连续 3 个月在榜"),
        ({"callers": 4}, "重复反映 2 件"),
        ({"unsolved": 2}, "回访未解决 2 件"),
        ({"redone": 1}, "重办 1 件"),
        ({"areas": 3}, "涉及 3 个县区"),
        ({"units": 4}, "涉及 4 家承办单位，需要统筹"),
        ({"areas": 3, "units": 4}, "涉及 3 个县区、4 家承办单位，需要统筹"),
    ],
)
def test_each_reason_is_said_in_words(facts: dict[str, int], said: str) -> None:
    assert said in reasons(topic("a", 6, **facts), AgendaRules())


@pytest.mark.parametrize("facts", [{"before": None}, {"before": 6}, {"areas": 2}, {"months": 1}])
def test_what_is_no_reason_is_not_said(facts: dict[str, Any]) -> None:
    assert reasons(topic("a", 6, **facts), AgendaRules()) == ("6 名诉求人反映 6 件",)


def test_growth_is_a_percentage_only_where_last_month_had_enough() -> None:
    facts = topic("a", 30, before=20)
    assert "比上月的 20 件增加 50%" in reasons(facts, AgendaRules())


LEADER, SUPERVISOR = an_actor(Role.LEADER), an_actor(Role.SUPERVISOR)


@pytest.mark.parametrize("status", A)
def test_a_leader_may_all_that_the_table_has_and_others_less(status: A) -> None:
    by_people = [target for target in AGENDA_TABLE[status] if target is not A.LAPSED]
    assert list(open_changes(status, LEADER)) == by_people
    assert set(open_changes(status, SUPERVISOR)) <= set(AGENDA_TABLE[status])
    assert open_changes(status, an_actor(Role.AGENT)) == []


def test_choosing_and_closing_are_the_leaders_governing_is_not() -> None:
    assert open_changes(A.CANDIDATE, SUPERVISOR) == []
    assert open_changes(A.ACCEPTED, SUPERVISOR) == [A.IN_GOVERNANCE]
    assert open_changes(A.SCHEDULED, SUPERVISOR) == [A.IN_GOVERNANCE, A.SELECTED]
    with pytest.raises(NotAllowed):
        decide(A.CANDIDATE, A.SELECTED, SUPERVISOR, "")


@pytest.mark.parametrize(
    ("status", "target"),
    [(A.CANDIDATE, A.DROPPED), (A.SELECTED, A.CANDIDATE), (A.WATCH, A.IN_GOVERNANCE)],
)
def test_leaving_out_and_going_back_want_a_reason(status: A, target: A) -> None:
    with pytest.raises(BadInput, match="理由"):
        decide(status, target, LEADER, "  ")
    assert decide(status, target, LEADER, "已有专班在办") is target


def test_going_on_wants_no_reason_but_takes_a_note_of_some_length_only() -> None:
    assert decide(A.CANDIDATE, A.SELECTED, LEADER, "") is A.SELECTED
    with pytest.raises(BadInput, match="1000"):
        decide(A.CANDIDATE, A.SELECTED, LEADER, "长" * 1001)
