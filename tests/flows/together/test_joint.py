"""A matter across borders from two tickets to a decision that is carried out and remembered."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from service.bootstrap import shelf_of
from service.domain.errors import BadInput, NotFound, Refused, Stale
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.proposals import ProposalKind
from service.domain.ticket import Status
from service.domain.together.matters import Matter, MatterStatus, MatterStep
from service.domain.together.precedents import PrecedentState
from service.flows.desk import Desk
from service.flows.lessons import learning
from service.flows.queries.together import joint as queries
from service.flows.together import joint, precedents
from service.flows.together.joint_minutes import minutes
from service.flows.together.joint_notices import tell_of_matter_clocks
from service.reporting.document import document
from service.store.tables.notices import NoticeRow
from service.store.tables.together import MatterStepRow
from service.store.together.matters import MatterFilter
from tests.installation import OTHER_UNIT, UNIT, Clock
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")

M = MatterStep
ASK = {"units": f"{UNIT},{OTHER_UNIT}", "answer_by": "2026-03-13"}
CALL = {
    "held_on": "2026-03-16",
    "held_at": "14:30",
    "place": "三楼会议室",
    "chair": "张主任",
    "units": f"{UNIT},{OTHER_UNIT}",
    "agenda": "议河堤路灯归谁管养",
}
ANSWER = {"position": "not_ours", "said": "堤上的灯不归我们", "legal_basis": "三定方案"}


class Session:
    """People around one matter."""

    def __init__(self, story: Story, *tickets: str) -> None:
        self.story = story
        with story.system.store.write() as uow:
            given = {
                "title": "河堤的路灯归谁修",
                "question": "由谁管养，请王先生13800000001说的那段一并议",
                "crossings": "departments,areas",
                "tickets": list(tickets),
            }
            self.id = joint.open_matter(self.desk(uow, Role.SUPERVISOR), given).id

    def desk(self, uow: Any, who: Role | str) -> Desk:
        system = self.story.system
        return Desk(uow, system.hotline, self.story.who(who), system.now())

    def take(self, who: Role | str, step: MatterStep, **given: Any) -> Matter:
        with self.story.system.store.write() as uow:
            return joint.take_matter(self.desk(uow, who), self.id, step, given)

    def carry_out(self, who: Role = Role.DISPATCHER) -> list[str]:
        store = self.story.system.store
        with store.read() as uow:
            version = uow.matters.get(self.id).version
        done = joint.carry_out(store, lambda uow: self.desk(uow, who), self.id, version)
        return [outcome.why_not for outcome in done]

    def decide(self, lead: str = OTHER_UNIT, **more: Any) -> Matter:
        self.take(Role.SUPERVISOR, M.ASK, **ASK)
        self.take(Role.SUPERVISOR, M.CALL, **CALL)
        self.story.system.now.advance(days=6, hours=6)  # type: ignore[attr-defined]
        given = {
            "lead": lead,
            "duties": f"{lead}：接管并修好",
            "due_on": "2026-04-10",
            "legal_basis": "城市照明管理规定第四条",
            "said": "堤上的路灯由管堤的单位管养。",
            "is_precedent": "1",
        }
        return self.take(Role.SUPERVISOR, M.DECIDE, **given | more)


def notices_of(story: Story, role: Role) -> list[str]:
    with story.system.store.read() as uow:
        return [notice.kind for notice in uow.bells.of_person(story.who(role).id, 9)]


def test_of_two_matters_with_a_ticket_in_common_the_first_decision_holds(story: Story) -> None:
    no = story.waiting().no
    one, other = Session(story, no), Session(story, no, story.waiting().no)
    with pytest.raises(BadInput) as twice:
        Session(story, no)
    assert "已经提出过" in twice.value.fields["tickets"]
    other.take(Role.SUPERVISOR, M.ASK, **ASK)
    other.take(Role.SUPERVISOR, M.CALL, **CALL)
    one.decide(OTHER_UNIT)
    words = {"duties": f"{UNIT}：接管", "due_on": "2026-04-10"}
    said = {"lead": UNIT, "legal_basis": "三定方案", "said": "归这家"} | words
    with pytest.raises(Refused, match=f"{no} 已有联席会商"):
        other.take(Role.SUPERVISOR, M.DECIDE, **said)
    other.take(Role.SUPERVISOR, M.WITHDRAW, reason="已经议定")
    assert one.carry_out() == [""]


def test_two_tickets_are_decided_together_and_the_third_follows_the_precedent(story: Story) -> None:
    store = story.system.store
    signed, waiting = story.in_progress(), story.waiting()
    matter = Session(story, signed.no, waiting.no)
    matter.take(Role.SUPERVISOR, M.ASK, **ASK)
    matter.take(Role.UNIT_CLERK, M.ANSWER, **ANSWER)
    with store.read() as uow:
        names = {row.id: row.username for row in uow.people.all()}
        told = {
            (n.kind, names.get(n.person_id or 0)) for n in uow.session.scalars(select(NoticeRow))
        }
        found = uow.matters.get(matter.id)
    assert ("matter_asked", "unit_clerk") in told
    assert ("matter_asked", "neighbour") in told
    assert found.waiting_for == (OTHER_UNIT,)
    assert "王先生" not in found.question
    assert "138" not in found.question
    decided = matter.decide()
    # Not every unit had answered before.
    assert notices_of(story, Role.DISPATCHER) == ["matter_settled"]
    assert decided.decision is not None
    assert decided.decision.no == "联席会商〔2026〕1号"

    with pytest.raises(Refused, match="已定主办单位"):
        story.take(Role.DISPATCHER, waiting.no, Step.DISPATCH, unit=UNIT)
    assert matter.carry_out() == ["", ""]
    for no in (signed.no, waiting.no):
        after = story.now_of(no)
        assert (after.lead_unit, after.status) == (OTHER_UNIT, Status.DISPATCHED)
        assert after.is_designated
        with store.read() as uow:
            last = uow.tickets.steps(no)[-1]
        assert last.data["reason"] == "联席会商〔2026〕1号决定。"
        assert last.data["decision"] == "联席会商〔2026〕1号"
    with store.read() as uow:
        assert uow.matters.get(matter.id).status is MatterStatus.CARRIED_OUT
        assert uow.matters.is_whole(matter.id)

    third = story.waiting()
    with store.read() as uow:
        reading = uow.readings.get(third.no)
    assert reading is not None
    assert reading.route["unit"] == OTHER_UNIT
    assert reading.route["reason"].startswith("依据联席会商〔2026〕1号，由")
    # It is not the tickets' own decision: what a precedent says, a person may overrule.
    story.take(Role.DISPATCHER, third.no, Step.DISPATCH, unit=UNIT)


def test_a_precedent_is_ended_with_a_reason_and_counts_no_more(story: Story) -> None:
    matter, store = Session(story, story.waiting().no), story.system.store
    matter.decide()
    with store.write() as uow:
        desk = matter.desk(uow, Role.DISPATCHER)
        (held,) = uow.precedents.all()
        with pytest.raises(BadInput, match="为什么"):
            precedents.end(desk, held.id, " ")
        precedents.end(desk, held.id, "机构改革，职责已调整")
        with pytest.raises(Stale):
            precedents.end(desk, held.id, "再来一次")
    with store.read() as uow:
        (held,) = queries.precedents_found(matter.desk(uow, Role.DISPATCHER), "ended", "1号")
        assert held.state(desk.today) is PrecedentState.ENDED
        assert held.why_ended == "机构改革，职责已调整"
    third = story.waiting()
    with store.read() as uow:
        reading = uow.readings.get(third.no)
    assert reading is not None
    assert "依据" not in reading.route["reason"]


def test_a_plain_precedent_is_proposed_for_the_catalogue_and_written_into_its_draft(
    story: Story,
) -> None:
    ticket, store = story.waiting(), story.system.store
    matter = Session(story, ticket.no)
    matter.decide(lead="water_affairs")
    with store.write() as uow:
        desk = matter.desk(uow, Role.SUPERVISOR)
        precedents.propose(desk, uow.precedents.all()[0].id)
        (proposal,) = uow.proposals.open()
    assert proposal.finding.kind is ProposalKind.PRECEDENT
    with store.write() as uow:
        # The night's own look for proposals leaves what people proposed alone.
        learning._withdraw(uow, story.system.now(), [ProposalKind.LEAD], set())
        assert uow.proposals.open()
        shelf = shelf_of(story.system.settings)
        url = learning.accept(matter.desk(uow, Role.ANALYST), shelf, proposal.id, "照办")
    assert url == f"/catalogue/draft/topics/{ticket.topic}"


def test_a_precedent_under_a_condition_is_no_row_of_the_catalogue(story: Story) -> None:
    matter = Session(story, story.waiting().no)
    matter.decide(precedent_words="河堤,步道")
    with story.system.store.write() as uow, pytest.raises(Refused, match="条件"):
        precedents.propose(matter.desk(uow, Role.SUPERVISOR), uow.precedents.all()[0].id)
    third = story.waiting()
    with story.system.store.read() as uow:
        reading = uow.readings.get(third.no)
    assert reading is not None
    assert "依据" not in reading.route["reason"]


def test_an_objection_is_settled_by_the_decision_and_tampering_shows(story: Story) -> None:
    theirs, ours = story.at_unit(), story.at_unit(unit=OTHER_UNIT)
    objection = {"reason": "不归我们", "legal_basis": "三定方案"}
    story.take(Role.UNIT_CLERK, theirs.no, Step.OBJECT, **objection)
    story.take("neighbour", ours.no, Step.OBJECT, **objection)
    matter = Session(story, theirs.no, ours.no)
    matter.decide()
    assert matter.carry_out() == ["", ""]
    assert story.now_of(theirs.no).status is Status.DISPATCHED
    assert story.now_of(ours.no).status is Status.IN_PROGRESS
    with story.system.store.write() as uow:
        uow.session.execute(update(MatterStepRow).values(actor_name="改过"))
    with story.system.store.read() as uow:
        assert not uow.matters.is_whole(matter.id)


def test_a_unit_sees_the_matters_it_is_asked_about_and_no_other(story: Story) -> None:
    matter = Session(story, story.in_progress().no)
    with story.system.store.read() as uow, pytest.raises(NotFound):
        joint.visible_matter(matter.desk(uow, "neighbour"), matter.id)
    matter.take(Role.SUPERVISOR, M.ASK, **ASK)
    with story.system.store.read() as uow:
        desk = matter.desk(uow, "neighbour")
        view = queries.view(desk, matter.id)
        assert (view.steps, view.tickets, view.hidden) == ([M.ANSWER], [], 1)
        assert view.objections == []
        waiting = MatterFilter(waiting_unit=OTHER_UNIT)
        assert queries.page_of(desk, waiting, 0)[1] == 1
        for wanted in (MatterFilter(words="河堤 路灯"), MatterFilter(crossing="areas")):
            assert queries.page_of(desk, wanted, 0)[1] == 1
        assert queries.page_of(desk, MatterFilter(crossing="levels"), 0)[1] == 0
        assert queries.page_of(matter.desk(uow, Role.AUDITOR), MatterFilter(), 0)[1] == 0


def test_tickets_that_are_settled_or_not_there_make_no_matter(story: Story) -> None:
    done, waiting = story.closed(), story.waiting()
    with pytest.raises(BadInput, match="已经办结"):
        Session(story, done.no)
    with pytest.raises(BadInput, match="找不到"):
        Session(story, "20260310999999")
    Session(story, waiting.no).decide()
    with pytest.raises(BadInput, match="已经议定"):
        Session(story, waiting.no)


def test_the_second_of_two_who_take_a_step_is_told(story: Story) -> None:
    matter = Session(story, story.waiting().no)
    matter.take(Role.SUPERVISOR, M.ASK, **ASK)
    with story.system.store.write() as uow:
        desk = matter.desk(uow, Role.SUPERVISOR)
        with pytest.raises(Stale, match="刚刚被别人更新"):
            joint.take_matter(desk, matter.id, M.NOTE, {"note": "晚了一步"}, 1)


def test_units_are_reminded_before_the_day_and_once_after_it(story: Story, clock: Clock) -> None:
    matter = Session(story, story.waiting().no)
    matter.take(Role.SUPERVISOR, M.ASK, **ASK)

    def reminded() -> int:
        with story.system.store.write() as uow:
            tell_of_matter_clocks(uow, story.system.hotline, clock())
        with story.system.store.read() as uow:
            kinds = [row.kind for row in uow.session.scalars(select(NoticeRow))]
        return kinds.count("matter_reminded")

    assert reminded() == 0
    clock.advance(days=2, hours=20)
    before = reminded()
    assert before > 0
    assert reminded() == before
    clock.advance(days=1)
    assert reminded() == 2 * before


def test_the_minutes_say_what_was_asked_said_and_decided_and_name_no_caller(story: Story) -> None:
    ticket = story.in_progress()
    matter = Session(story, ticket.no)
    matter.take(Role.SUPERVISOR, M.ASK, **ASK)
    matter.take(Role.UNIT_CLERK, M.ANSWER, **ANSWER)
    matter.decide()
    with story.system.store.read() as uow:
        desk = matter.desk(uow, Role.SUPERVISOR)
        paper = minutes(desk, queries.view(desk, matter.id))
    said = str(paper.to_json())
    for words in ("联席会商〔2026〕1号", "张主任", "堤上的灯不归我们", "接管并修好", ticket.no):
        assert words in said
    assert "王先生" not in said
    assert document(paper)[:2] == b"PK"


def test_a_precedent_expires_by_itself(story: Story, clock: Clock) -> None:
    matter = Session(story, story.waiting().no)
    matter.decide(valid_until="2026-03-20")
    clock.advance(days=3)
    with story.system.store.read() as uow:
        desk = matter.desk(uow, Role.SUPERVISOR)
        assert queries.precedents_found(desk, "valid", "")
        late = Desk(uow, desk.hotline, desk.actor, clock() + timedelta(days=5))
        assert [p.no for p in queries.precedents_found(late, "expired", "")] == [
            "联席会商〔2026〕1号"
        ]
