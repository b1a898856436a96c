"""The dispatcher's desk: what presses first, the unit suggested, many at once."""

import re
from datetime import timedelta

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status, Urgency
from service.flows.desk import Desk
from service.flows.queries.desks import queues
from tests.installation import OTHER_UNIT, UNIT, Clock, SignIn
from tests.stories import Story
from tests.web.ticking import post, token

pytestmark = pytest.mark.usefixtures("by_hand")
WORKS = "市市政设施管理处"


def test_emergencies_stand_before_what_waits_longer(story: Story, clock: Clock) -> None:
    first = story.waiting()
    clock.advance(hours=1)
    urgent = story.waiting(text="样例路东段煤气管道被挖断，正在漏气，请马上来人。")
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.DISPATCHER), clock())
        rows = queues.to_dispatch(desk)
    assert [row.waiting.line.no for row in rows] == [urgent.no, first.no]
    assert rows[0].suggestion.reason
    assert [row.clock - clock() for row in rows] == [timedelta(hours=2), timedelta(hours=23)]


def test_of_the_rest_what_must_be_dispatched_first_stands_first(story: Story, clock: Clock) -> None:
    ordinary = story.waiting()
    clock.advance(hours=23)
    soon = story.waiting(urgency=Urgency.URGENT)
    later = story.waiting()
    assert dispatch_queue(story) == [ordinary.no, soon.no, later.no]
    clock.advance(hours=9)
    story.take(Role.DISPATCHER, later.no, Step.CORRECT, urgency="urgent")
    assert dispatch_queue(story) == [ordinary.no, soon.no, later.no]
    # Sent back to the queue, its clock starts anew.
    story.take(Role.DISPATCHER, ordinary.no, Step.DISPATCH, unit=UNIT)
    story.take(Role.DISPATCHER, ordinary.no, Step.RECALL, reason="派错了")
    assert dispatch_queue(story) == [soon.no, later.no, ordinary.no]


def dispatch_queue(story: Story) -> list[str]:
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.DISPATCHER), story.system.now())
        return [row.waiting.line.no for row in queues.to_dispatch(desk)]


def test_one_click_dispatches_to_the_suggested_unit(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    client = sign_in(Role.DISPATCHER)
    page = client.get("/dispatch")
    assert page.status_code == 200
    assert ticket.no in page.text
    # Enter in a field presses a form's first button: that one must not name the suggested unit.
    form = page.text.partition(f'action="/dispatch/{ticket.no}"')[2].partition("</form>")[0]
    assert 'name="pick"' not in re.findall(r"<button[^>]*>", form)[0]
    answer = post(client, f"/dispatch/{ticket.no}", version=ticket.version, pick=UNIT)
    assert answer.status_code == 303
    sent = story.now_of(ticket.no)
    assert (sent.lead_unit, sent.co_units) == (UNIT, ())


def test_other_units_are_folded_away_unless_there_is_none_suggested_or_one_was_typed(
    story: Story, sign_in: SignIn
) -> None:
    ticket, client = story.waiting(), sign_in(Role.DISPATCHER)
    folded = "<summary>派给别家、请协办</summary>"
    page = client.get("/dispatch").text
    assert f'<details class="disclosure">\n{folded}' in page
    assert 0 < page.index(f"派给{WORKS}") < page.index(folded) < page.index('name="unit"')
    form = {"version": ticket.version, "unit": "月球局"}
    assert (
        f'<details class="disclosure" open>\n{folded}'
        in post(client, f"/dispatch/{ticket.no}", **form).text
    )


def test_a_co_unit_that_was_ticked_is_attached(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    client = sign_in(Role.DISPATCHER)
    assert re.search(r'name="co_units" value="\w+"(?! checked)', client.get("/dispatch").text)
    given = {"version": 1, "pick": OTHER_UNIT, "co_units": [UNIT, "sanitation"]}
    stale = client.post(f"/dispatch/{ticket.no}", data=given | {"co_task": "清运落叶"})
    assert stale.status_code == 409
    assert re.search(r'name="co_units" value="\w+" checked', stale.text)
    assert 'value="清运落叶"' in stale.text
    given["version"] = ticket.version
    assert post(client, f"/dispatch/{ticket.no}", **given).status_code == 303
    assert story.now_of(ticket.no).co_units == (UNIT, "sanitation")


def test_a_unit_can_be_typed_by_name(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    with story.system.store.read() as uow:
        name = next(unit.name for unit in uow.catalogues.units() if unit.code == OTHER_UNIT)
    answer = post(
        sign_in(Role.DISPATCHER), f"/dispatch/{ticket.no}", version=ticket.version, unit=name
    )
    assert answer.status_code == 303
    assert story.now_of(ticket.no).lead_unit == OTHER_UNIT


def test_words_of_one_units_name_are_enough(story: Story, sign_in: SignIn) -> None:
    ticket, client = story.waiting(), sign_in(Role.DISPATCHER)
    form = {"version": ticket.version, "unit": "管理"}
    assert post(client, f"/dispatch/{ticket.no}", **form).status_code == 422
    assert post(client, f"/dispatch/{ticket.no}", **form | {"unit": "自来水"}).status_code == 303
    assert story.now_of(ticket.no).lead_unit == OTHER_UNIT


def test_a_unit_that_does_not_exist_stays_in_the_field(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    answer = post(
        sign_in(Role.DISPATCHER), f"/dispatch/{ticket.no}", version=ticket.version, unit="月球局"
    )
    assert answer.status_code == 422
    assert 'value="月球局"' in answer.text
    assert "没有这个承办单位" in answer.text
    assert story.now_of(ticket.no).status is Status.PENDING_DISPATCH


def test_what_was_typed_for_a_row_that_another_took_is_kept_and_who_took_it(
    story: Story, sign_in: SignIn
) -> None:
    dispatcher, ticket = sign_in(Role.DISPATCHER), story.waiting()
    story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=OTHER_UNIT)
    typed = {"version": ticket.version, "unit": UNIT, "co_task": "夜里去看一次"}
    late = dispatcher.post(f"/dispatch/{ticket.no}", data=typed)
    told = late.text.partition('id="overtaken"')[2].partition("</dl>")[0]
    assert late.status_code == 409
    assert "您自己已办“派单”，派给" in told
    assert "夜里去看一次" in told
    grounds = {"reason": "不归我们", "legal_basis": "三定方案"}
    objected = story.take(Role.UNIT_CLERK, story.at_unit().no, Step.OBJECT, **grounds)
    story.take(Role.DISPATCHER, objected.no, Step.REFUSE, reason="是你们的")
    ruled = {"step": "uphold", "version": objected.version, "reason": "确实不归他们"}
    late = dispatcher.post(f"/dispatch/{objected.no}/ruling", data=ruled)
    told = late.text.partition('id="overtaken"')[2].partition("</dl>")[0]
    assert "确实不归他们" in told
    assert "工单现在办理中" in told


def test_accepting_many_says_at_each_row_what_was_refused(story: Story, sign_in: SignIn) -> None:
    good, moved = story.waiting(), story.waiting()
    stale = token(story, moved.no, UNIT)
    story.take(Role.DISPATCHER, moved.no, Step.NOTE, note="有人刚刚动过")
    client = sign_in(Role.DISPATCHER)
    answer = client.post("/dispatch", data={"selected": [token(story, good.no, UNIT), stale]})
    assert answer.status_code == 422
    assert "按建议派单 1 件，另有 1 件没有办成" in answer.text
    assert "您自己刚刚更新过这张工单" in answer.text
    assert story.now_of(good.no).status is Status.DISPATCHED
    assert story.now_of(moved.no).status is Status.PENDING_DISPATCH


def test_what_presses_goes_among_others_only_when_asked_about(
    story: Story, sign_in: SignIn
) -> None:
    plain, urgent = story.waiting(), story.waiting(urgency=Urgency.EMERGENCY)
    both = [token(story, ticket.no, "municipal_works") for ticket in (plain, urgent)]
    client = sign_in(Role.DISPATCHER)
    asked = client.post("/dispatch", data={"selected": both})
    assert asked.status_code == 422
    assert "勾选的 2 件还没有派" in asked.text
    assert re.findall(r'name="sure" value="([^"]+)"', asked.text) == [both[1]]
    assert re.findall(r'value="([^"]+)"[^>]* checked', asked.text) == [both[1], both[0]]
    assert story.now_of(plain.no).status is Status.PENDING_DISPATCH
    done = client.post("/dispatch", data={"selected": both, "sure": both[1]})
    assert done.status_code == 303
    told = client.get("/dispatch").text
    assert f"按建议派单 2 件。派给：{plain.no} 给{WORKS}、{urgent.no} 给{WORKS}。" in told
    assert story.now_of(urgent.no).lead_unit == "municipal_works"


def test_one_that_presses_is_accepted_by_itself(story: Story, sign_in: SignIn) -> None:
    urgent = story.waiting(urgency=Urgency.EMERGENCY)
    chosen = [token(story, urgent.no, UNIT)]
    answer = sign_in(Role.DISPATCHER).post("/dispatch", data={"selected": chosen})
    assert answer.status_code == 303


def test_of_many_it_is_said_how_many_each_unit_got(story: Story, sign_in: SignIn) -> None:
    tickets = [story.waiting() for _ in range(7)]
    client = sign_in(Role.DISPATCHER)
    client.post("/dispatch", data={"selected": [token(story, t.no, UNIT) for t in tickets]})
    assert "按建议派单 7 件。派给：市城市管理局 7 件。" in client.get("/dispatch").text


def test_accepting_a_row_without_a_suggestion_is_refused(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    answer = sign_in(Role.DISPATCHER).post(
        "/dispatch", data={"selected": [token(story, ticket.no, "")]}
    )
    assert "没有建议的单位" in answer.text
    assert story.now_of(ticket.no).status is Status.PENDING_DISPATCH
