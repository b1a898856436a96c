"""The two lists: put on by people, handed over with a letter, followed until closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from service.domain.errors import BadInput, IllegalStep, NotAllowed, NotFound, Refused, Stale
from service.domain.permissions import Actor, Role
from service.domain.supervision.duallist import EntryState, EntryStep, ListEntry
from service.domain.supervision.findings import Evidence, FindingState, Shown
from service.flows.desk import Desk
from service.flows.queries.supervision import duallist as queries
from service.flows.queries.supervision.duallist import EntryFilters
from service.flows.supervision import duallist, findings
from service.flows.supervision.list_duties import remind_of_lists
from service.store.tables.notices import NoticeRow
from service.store.tables.supervision import LetterRow, ListStepRow
from service.store.uow import UnitOfWork
from tests.installation import UNIT, Clock
from tests.stories import Story

WHAT = {
    "matter": "路灯长期不亮",
    "wrong": "王先生反映后答复已修复，实际未修，电话13800000001。",
    "demand": "逐件重新核查并书面说明",
    "due_on": "2026-03-20",
}
SEND = {"contact": "督办科 0372-12345", "checked": "1"}
DeskOf = Callable[[UnitOfWork, Actor], Desk]


class Office:
    """People at the two lists, each act in a transaction of its own."""

    def __init__(self, story: Story) -> None:
        self.story, self.system = story, story.system

    def desk(self, uow: UnitOfWork, who: Role | str) -> Desk:
        return Desk(uow, self.system.hotline, self.story.who(who), self.system.now())

    def lists(self, *numbers: str, **changes: Any) -> ListEntry:
        with self.system.store.write() as uow:
            desk = self.desk(uow, Role.SUPERVISOR)
            draft = duallist.draft_of_tickets(desk, list(numbers))
            return duallist.put_on_list(desk, draft, WHAT | changes)

    def take(self, who: Role | str, entry: ListEntry, step: str, **given: Any) -> ListEntry:
        with self.system.store.write() as uow:
            desk = self.desk(uow, who)
            return duallist.take(desk, entry.id, EntryStep(step), given, entry.version)

    def told(self) -> list[tuple[str, str]]:
        with self.system.store.read() as uow:
            people = {row.id: row.username for row in uow.people.all()}
            rows = uow.session.query(NoticeRow).order_by(NoticeRow.id)
            return [(people.get(row.person_id or 0, ""), row.kind) for row in rows]


@pytest.fixture
def office(story: Story) -> Office:
    return Office(story)


@pytest.fixture
def listed(office: Office, story: Story) -> ListEntry:
    return office.lists(story.in_progress().no)


def test_an_entry_goes_from_the_problem_list_to_the_end(
    office: Office, listed: ListEntry, clock: Clock
) -> None:
    assert (listed.state, listed.unit, listed.version) == (EntryState.LISTED, UNIT, 1)
    sent = office.take(Role.SUPERVISOR, listed, "hand_over", **SEND)
    assert (sent.state, sent.letter_no) == (EntryState.HANDED_OVER, "热线督〔2026〕1号")
    got = office.take(Role.UNIT_HEAD, sent, "receive", responsible="李某（科长）")
    noted = office.take(Role.UNIT_CLERK, got, "progress", note="已派人现场核查。")
    replied = office.take(
        Role.UNIT_HEAD, noted, "reply", result="已更换线缆。", attachments="附件3、附件4"
    )
    again = office.take(
        Role.SUPERVISOR, replied, "refuse", reason="照片不是同一处", due_on="2026-03-25"
    )
    assert (again.state, again.round, str(again.due_on)) == (EntryState.RECEIVED, 2, "2026-03-25")
    replied = office.take(Role.UNIT_HEAD, again, "reply", result="已补充照片。")
    looked = {"reason": "现场看过", "second_look_on": "2026-04-20"}
    with pytest.raises(BadInput, match="没有全部办结"):
        office.take(Role.SUPERVISOR, replied, "accept", **looked)
    accepted = office.take(Role.SUPERVISOR, replied, "accept", **looked, though_open="1")
    with pytest.raises(Refused, match="回头看"):
        office.take(Role.SUPERVISOR, accepted, "close", note="没有反弹")
    clock.advance(days=42)
    closed = office.take(Role.SUPERVISOR, accepted, "close", note="没有反弹")
    assert (closed.state, closed.ended_at) == (EntryState.CLOSED, clock.at)
    with office.system.store.read() as uow:
        steps = uow.duallist.steps(listed.id)
        assert [s.step.value for s in steps][:3] == ["list", "hand_over", "receive"]
        assert [s.seq for s in steps] == list(range(1, 10))
        assert list(uow.duallist.faults()) == []
        assert uow.duallist.get(listed.id) == closed


def test_who_calls_is_told_to_nobody(office: Office, listed: ListEntry) -> None:
    for text in (listed.matter, listed.wrong, listed.demand):
        assert "王先生" not in text
        assert "13800000001" not in text
    sent = office.take(Role.SUPERVISOR, listed, "hand_over", **SEND)
    with office.system.store.read() as uow:
        paper = duallist.letter_to_read(office.desk(uow, Role.UNIT_HEAD), sent.letter_no)
    said = str(paper)
    assert "王先生" not in said
    assert "13800000001" not in said
    assert "0372-12345" in said, "the hotline's own contact stays"
    assert paper.items[0].evidence[0][1] == listed.tickets[0]


def test_of_a_report_the_letter_says_the_number_alone(office: Office, story: Story) -> None:
    ticket = story.in_progress()
    reported = replace(ticket, request_type="report")  # type: ignore[arg-type]
    with office.system.store.read() as uow:
        desk = office.desk(uow, Role.SUPERVISOR)
        plain = duallist.evidence_cells(desk, ticket)
        hidden = duallist.evidence_cells(desk, replace(reported, request_type=_report()))
    assert plain[1:4] != ("", "", "")
    assert hidden[:4] == (ticket.no, "举报件，内容按规定不列", "", "")


def _report() -> Any:
    from service.domain.ticket import RequestType

    return RequestType.REPORT


def test_a_unit_sees_its_own_once_it_is_handed_over(office: Office, listed: ListEntry) -> None:
    def seen(who: Role | str, tab: str) -> list[int]:
        with office.system.store.read() as uow:
            desk = office.desk(uow, who)
            return [entry.id for entry in queries.entries(desk, EntryFilters(tab)).rows]

    with pytest.raises(NotFound):
        office.take(Role.UNIT_HEAD, listed, "receive", responsible="李某")
    assert seen(Role.UNIT_HEAD, "problem") == []
    assert seen(Role.LEADER, "problem") == [listed.id]
    sent = office.take(Role.SUPERVISOR, listed, "hand_over", **SEND)
    assert seen(Role.UNIT_HEAD, "supervision") == [listed.id]
    assert seen("neighbour", "supervision") == []
    assert seen(Role.DISCIPLINE_VIEWER, "supervision") == [listed.id]
    with pytest.raises(NotFound):
        office.take("neighbour", sent, "progress", note="看看")
    with pytest.raises(NotAllowed):
        office.take(Role.UNIT_HEAD, sent, "urge", note="自己催自己")
    with pytest.raises(NotAllowed):
        office.take(Role.DISCIPLINE_VIEWER, sent, "urge", note="旁人")


def test_nothing_leaves_before_a_person_has_confirmed(office: Office, listed: ListEntry) -> None:
    with pytest.raises(BadInput) as told:
        office.take(Role.SUPERVISOR, listed, "hand_over", contact="督办科")
    assert set(told.value.fields) == {"checked"}
    with office.system.store.read() as uow:
        assert uow.session.query(LetterRow).count() == 0
    sent = office.take(Role.SUPERVISOR, listed, "hand_over", **SEND)
    with pytest.raises(IllegalStep):
        office.take(Role.SUPERVISOR, sent, "amend", **WHAT)
    with pytest.raises(IllegalStep):
        office.take(Role.SUPERVISOR, sent, "hand_over", **SEND)


def test_one_letter_takes_several_entries_of_one_unit(office: Office, story: Story) -> None:
    first, second = (office.lists(story.in_progress().no) for _ in range(2))
    other = office.lists(story.at_unit("water_company").no)
    with office.system.store.write() as uow:
        desk = office.desk(uow, Role.SUPERVISOR)
        with pytest.raises(BadInput, match="只发一个单位"):
            duallist.hand_over(desk, {first.id: 1, other.id: 1}, SEND)
        with pytest.raises(Stale):
            duallist.hand_over(desk, {first.id: 1, second.id: 7}, SEND)
        sent = duallist.hand_over(desk, {first.id: 1, second.id: 1}, SEND)
        assert [entry.letter_no for entry in sent] == ["热线督〔2026〕1号"] * 2
        alone = duallist.hand_over(desk, {other.id: 1}, SEND)
        assert alone[0].letter_no == "热线督〔2026〕2号"
        assert len(duallist.letter_to_read(desk, "热线督〔2026〕1号").items) == 2
        counted = {unit.unit: unit.open for unit in queries.units(desk)}
        assert counted == {UNIT: 2, "water_company": 1}


def test_who_acts_on_what_is_no_longer_the_newest_is_told_so(
    office: Office, listed: ListEntry
) -> None:
    office.take(Role.SUPERVISOR, listed, "amend", **WHAT | {"matter": "新的说法"})
    with pytest.raises(Stale):
        office.take(Role.SUPERVISOR, listed, "withdraw", reason="不必了")


def test_a_step_that_was_changed_afterwards_is_noticed(office: Office, listed: ListEntry) -> None:
    office.take(Role.SUPERVISOR, listed, "amend", **WHAT)
    with office.system.store.write() as uow:
        step = uow.session.get(ListStepRow, (listed.id, 1))
        assert step is not None
        step.data = {**step.data, "demand": "改过的要求"}
    with office.system.store.read() as uow:
        assert list(uow.duallist.faults()) == ["双清单第 1 项第 1 步与校验值不符"]


def test_the_unit_is_told_of_the_letter_and_of_the_day_it_is_due(
    office: Office, listed: ListEntry, clock: Clock
) -> None:
    sent = office.take(Role.SUPERVISOR, listed, "hand_over", **SEND)
    assert ("unit_head", "letter") in office.told()
    before = len(office.told())
    for days in (0, 9, 0, 3):
        clock.advance(days=days)
        with office.system.store.write() as uow:
            remind_of_lists(office.desk(uow, Role.SUPERVISOR))
    due = [who for who, kind in office.told()[before:] if kind == "list_due"]
    assert due.count("unit_head") == 2, "once when it is near, once when it is late"
    assert "agent" not in due
    with office.system.store.read() as uow:
        desk = office.desk(uow, Role.LEADER)
        summary = queries.summary(desk, clock.at, clock.at)
        assert (summary.open, summary.late, summary.closed) == (1, 1, 0)
        late = queries.entries(desk, EntryFilters(is_late=True)).rows
    assert [entry.id for entry in late] == [sent.id]


def test_a_confirmed_finding_becomes_an_entry_with_its_evidence(
    office: Office, story: Story
) -> None:
    ticket = story.replied()
    evidence = (Evidence(ticket.no, "与另外 5 件的答复相同", "010101"),)
    shown = Shown("same_reply", UNIT, "2026-03", 0.9, 6, 10, 0.3, 0.8, 0.1, evidence)
    with office.system.store.write() as uow:
        desk = office.desk(uow, Role.SUPERVISOR)
        uow.findings.renew([shown], desk.now)
        (found,) = uow.findings.listed(FindingState.OPEN)
        with pytest.raises(BadInput, match="先核实"):
            duallist.draft_of_finding(desk, found.id)
        findings.confirm(desk, found.id, "三日内逐件重新答复")
        draft = duallist.draft_of_finding(desk, found.id)
        assert (draft.unit, draft.tickets) == (UNIT, (ticket.no,))
        assert draft.demand == "三日内逐件重新答复"
        entry = duallist.put_on_list(desk, draft, WHAT)
        assert uow.duallist.of_finding(found.id) == entry.id


def test_an_entry_needs_tickets_of_one_unit_and_a_day_ahead(office: Office, story: Story) -> None:
    ours, theirs = story.at_unit(), story.at_unit("water_company")
    waiting = story.waiting()
    for numbers in ([], [ours.no, theirs.no], [waiting.no]):
        with pytest.raises(BadInput):
            office.lists(*numbers)
    with pytest.raises(BadInput) as told:
        office.lists(ours.no, due_on="2026-03-10")
    assert set(told.value.fields) == {"due_on"}
    with pytest.raises(BadInput) as told:
        office.lists(ours.no, wrong="", demand=" ")
    assert set(told.value.fields) == {"wrong", "demand"}


def test_lists_are_paged_and_sorted_either_way(
    office: Office, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    ticket = story.in_progress().no
    days = ("2026-03-15", "2026-03-12", "2026-03-14")
    ids = [office.lists(ticket, due_on=day, matter=f"路灯{day}").id for day in days]
    with office.system.store.read() as uow:
        desk = office.desk(uow, Role.SUPERVISOR)
        for sort, order in (
            ("due_on", [1, 2, 0]),
            ("-due_on", [0, 2, 1]),
            ("created_at", [0, 1, 2]),
        ):
            first = queries.entries(desk, EntryFilters("problem"), sort)
            rest = queries.entries(desk, EntryFilters("problem"), sort, first.older)
            assert [e.id for e in (*first.rows, *rest.rows)] == [ids[n] for n in order]
            back = queries.entries(desk, EntryFilters("problem"), sort, rest.newer)
            assert back.rows == first.rows
        with pytest.raises(BadInput):
            queries.entries(desk, EntryFilters(), "colour")
        found = queries.entries(desk, EntryFilters("problem", words=ticket)).rows
        assert len(found) == 2
