"""One step on many tickets: each passes the same guards, a refusal undoes nothing of the others."""

from typing import Any

import pytest

from service.bootstrap import System
from service.domain.errors import BadInput, NotFound, Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from service.flows import bulk
from service.flows.bulk import Outcome, Want
from service.flows.desk import Desk
from service.store.uow import UnitOfWork
from tests.stories import Story


def take_each(story: Story, who: Role | str, step: Step, wants: list[Want]) -> list[Outcome]:
    def desk_of(uow: UnitOfWork) -> Desk:
        return Desk(uow, story.system.hotline, story.who(who), story.system.now())

    return bulk.take_each(story.system.store, desk_of, step, wants)


def test_every_row_is_done_or_told_why_not(system: System) -> None:
    story = Story(system)
    good, stale, closed = story.at_unit(), story.at_unit(), story.closed()
    story.take(Role.DISPATCHER, stale.no, Step.NOTE, note="补充")
    wants = [
        Want(good.no, good.version),
        Want(stale.no, stale.version),
        Want(closed.no, closed.version),
        Want("20990101000001", 1),
    ]
    outcomes = take_each(story, Role.UNIT_CLERK, Step.SIGN, wants)
    assert [outcome.no for outcome in outcomes] == [want.no for want in wants]
    assert outcomes[0].why_not == ""
    assert "刚刚更新" in outcomes[1].why_not
    assert "现在的状态不能做" in outcomes[2].why_not
    assert "没有编号" in outcomes[3].why_not
    assert story.now_of(good.no).status is Status.IN_PROGRESS
    assert story.now_of(stale.no).status is Status.DISPATCHED


def test_many_are_not_dispatched_past_the_guards(system: System) -> None:
    story = Story(system)
    first, second = story.waiting(), story.waiting()
    wants = [
        Want(first.no, first.version, {"unit": "ghost"}),
        Want(second.no, second.version, {"unit": "urban_management"}),
    ]
    outcomes = take_each(story, Role.DISPATCHER, Step.DISPATCH, wants)
    assert "没有这个承办单位" in outcomes[0].why_not
    assert story.now_of(first.no) == first
    assert story.now_of(second.no).lead_unit == "urban_management"


def test_another_units_tickets_are_not_signed_for_in_bulk(system: System) -> None:
    story = Story(system)
    ticket = story.at_unit()
    (outcome,) = take_each(story, "neighbour", Step.SIGN, [Want(ticket.no, ticket.version)])
    assert outcome.why_not
    assert story.now_of(ticket.no) == ticket


@pytest.mark.parametrize("count", [0, bulk.MOST + 1])
def test_nothing_and_too_much_are_refused_as_a_whole(system: System, count: int) -> None:
    with pytest.raises(BadInput):
        take_each(Story(system), Role.UNIT_CLERK, Step.SIGN, [Want("x", 1)] * count)


def test_what_was_dispatched_is_taken_back_where_nothing_has_happened_since(
    system: System,
) -> None:
    story = Story(system)
    first, second = story.waiting(), story.waiting()

    def desk_of(uow: UnitOfWork, who: Role = Role.DISPATCHER) -> Desk:
        return Desk(uow, system.hotline, story.who(who), system.now())

    wants = [Want(no, 2, {"unit": "urban_management"}) for no in (first.no, second.no, "2099")]
    outcomes = bulk.take_each(system.store, desk_of, Step.DISPATCH, wants)
    run = bulk.remember(system.store, desk_of, Step.DISPATCH, outcomes)
    story.take(Role.UNIT_CLERK, second.no, Step.SIGN)
    with pytest.raises(BadInput):
        bulk.undo(system.store, desk_of, run, " ")
    with pytest.raises(BadInput) as long:
        bulk.undo(system.store, desk_of, run, "长" * 4001)
    assert "最多 4000 字" in long.value.fields["reason"]
    with pytest.raises(NotFound):
        bulk.undo(system.store, lambda uow: desk_of(uow, Role.SUPERVISOR), run, "派错了")
    by = bulk.undo(system.store, desk_of, run, "派错了")
    with system.store.read() as uow:
        kept = uow.bulk_runs.of(story.who(Role.DISPATCHER).id, by)
    assert [(row.no, bool(row.why_not)) for row in kept.rows] == [
        (first.no, False),
        (second.no, True),
    ]
    assert story.now_of(first.no).status is Status.PENDING_DISPATCH
    assert story.now_of(second.no).status is Status.IN_PROGRESS
    for again, why in ((run, "已经撤回过"), (by, "不能撤回")):
        with pytest.raises(Refused, match=why):
            bulk.undo(system.store, desk_of, again, "再撤")


def test_of_two_who_take_back_at_once_the_second_changes_nothing(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(system)
    ticket = story.waiting()

    def desk_of(uow: UnitOfWork) -> Desk:
        return Desk(uow, system.hotline, story.who(Role.DISPATCHER), system.now())

    want = Want(ticket.no, ticket.version, {"unit": "urban_management"})
    outcomes = bulk.take_each(system.store, desk_of, Step.DISPATCH, [want])
    run = bulk.remember(system.store, desk_of, Step.DISPATCH, outcomes)
    begin = bulk._begin_undoing

    def both(*given: Any) -> int:
        """The other window is through between this one's look and its first step."""
        monkeypatch.setattr(bulk, "_begin_undoing", begin)
        bulk.undo(system.store, desk_of, run, "派错了")
        return begin(*given)

    monkeypatch.setattr(bulk, "_begin_undoing", both)
    with pytest.raises(Refused, match="已经撤回过"):
        bulk.undo(system.store, desk_of, run, "派错了")
    with system.store.read() as uow:
        who = story.who(Role.DISPATCHER).id
        assert [row.why_not for row in uow.bulk_runs.of(who, run + 1).rows] == [""]
        with pytest.raises(NotFound):
            uow.bulk_runs.of(who, run + 2)
    assert story.now_of(ticket.no).version == ticket.version + 2
