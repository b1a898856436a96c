"""The ticket's page as people open it: what is kept, shown, hidden and led on to."""

import re

from sqlalchemy import text

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import RequestType
from service.store.audit.chain import faults
from service.store.tickets.callers import Caller
from tests.factories import (
    UNIT,
)
from tests.installation import SignIn
from tests.stories import Story


def test_the_list_and_the_page_of_a_ruling_show_the_same_buttons(
    system: System, sign_in: SignIn
) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    ticket = story.at_unit()
    story.take(Role.UNIT_CLERK, ticket.no, Step.OBJECT, reason="不归我们", legal_basis="三定方案")
    dispatcher = sign_in(Role.DISPATCHER)
    for url in (f"/tickets/{ticket.no}", "/dispatch?tab=objection"):
        page = dispatcher.get(url).text
        buttons = re.findall(r'<button class="button ([^"]+)"[^>]*value="(uphold|refuse)"', page)
        plain = "button-secondary"
        assert buttons == [(plain, "uphold"), (plain, "refuse")]


def test_a_new_tickets_page_gives_the_code_and_leads_to_the_next(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    ticket = story.registered()
    page = sign_in(Role.AGENT).get(f"/tickets/{ticket.no}?registered=1").text
    assert "登记下一件" in page
    assert "data-success" in page
    assert system.store.vault.query_code(ticket.no) in page
    assert page.count("按派单目录") == 1


def test_a_refused_close_offers_the_redo_with_its_answers(system: System, sign_in: SignIn) -> None:
    story, clerk = Story(system), sign_in(Role.CALLBACK_CLERK)
    ticket = story.callback_due()
    answers = {"responded": "yes", "solved": "no", "satisfied": "no"}
    form = {"step": "close", "version": ticket.version, **answers}
    unclaimed = clerk.post(f"/tickets/{ticket.no}/steps", data=form)
    assert (unclaimed.status_code, "先领取这通回访" in unclaimed.text) == (422, True)
    assert f'href="/callback/{ticket.no}"' in clerk.get(f"/tickets/{ticket.no}").text
    clerk.post(f"/callback/{ticket.no}/claim")
    page = clerk.post(f"/tickets/{ticket.no}/steps", data=form)
    assert page.status_code == 422
    assert page.text.index("step-redo") < page.text.index("step-close")
    assert page.text.count("合理的请重办") == 1


def test_when_and_what_is_wanted_are_read_by_the_unit_and_can_be_put_right(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    system.hotline.auto_dispatch = False
    ticket = story.registered(occurred="8月至10月", demand="查处包工头")
    given = {"demand": "要回工资26万元，电话13812345678", "title": "拖欠工资"}
    put_right = story.take(Role.AGENT, ticket.no, Step.CORRECT, **given)
    story.take(Role.AGENT, ticket.no, Step.SUBMIT)
    story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=UNIT)
    page = sign_in(Role.UNIT_CLERK).get(f"/tickets/{ticket.no}").text
    assert put_right.title == "拖欠工资"
    assert "<dt>什么时候</dt><dd>8月至10月</dd>" in page
    assert "<dt>希望怎么办</dt><dd>要回工资26万元" in page
    assert "13812345678" not in page
    with system.store.read() as uow:
        assert list(faults(uow.session)) == []


def test_an_emergency_is_warned_of_until_somebody_noted_what_became_of_it(
    system: System, sign_in: SignIn
) -> None:
    text = "样例路煤气管道正在漏气，有人晕倒了！"
    ticket = Story(system).registered(text, caller=Caller())
    agent, url = sign_in(Role.AGENT), f"/tickets/{ticket.no}"
    page = agent.get(url).text
    assert f"请立即转 {ticket.divert}" in page
    assert "现在没有必须由您做的" not in page
    form = {"step": "note", "version": ticket.version, "note": f"已转 {ticket.divert}。"}
    assert f'name="note" value="{form["note"]}"' in page
    assert agent.post(f"{url}/steps", data=form).status_code == 303
    page = agent.get(url).text
    assert "请立即转" not in page
    assert f"已转 {ticket.divert}。" in page


def test_the_unit_and_the_callback_clerk_see_whom_else_to_reach(
    system: System, sign_in: SignIn
) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    master, other = story.callback_due(), story.registered(caller=Caller("李女士", "13900000002"))
    story.take(Role.AGENT, other.no, Step.MERGE, master_no=master.no)
    url = f"/tickets/{master.no}"
    for role, may_open in ((Role.UNIT_CLERK, False), (Role.CALLBACK_CLERK, True)):
        page = sign_in(role).get(url).text
        assert "并入的诉求人 1 位" in page
        assert "139****0002" in page
        assert (f'href="/tickets/{other.no}"' in page) is may_open
        shown = sign_in(role).post(f"{url}/caller").text
        assert ("13800000001" in shown, "13900000002" in shown) == (True, True)
    with system.store.read() as uow:
        looked = uow.session.execute(text("select no from access")).scalars().all()
    assert sorted(looked) == sorted([master.no, other.no] * 2)
    joined = sign_in(Role.AGENT).get(f"/tickets/{other.no}").text
    assert f'<dt>并入</dt><dd><a href="{url}">' in joined


def test_who_reported_stays_hidden_when_merged(system: System, sign_in: SignIn) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    report = story.registered(
        caller=Caller("李女士", "13900000002"), request_type=RequestType.REPORT
    )
    master = story.in_progress()
    corrected = {"supplement": "李女士（13900000002）又来电", "title": "举报占道"}
    corrected |= {"demand": "请查处，回李女士"}
    story.take(Role.AGENT, report.no, Step.CORRECT, **corrected)
    story.take(Role.AGENT, report.no, Step.MERGE, master_no=master.no)
    clerk = sign_in(Role.UNIT_CLERK)
    page = clerk.get(f"/tickets/{master.no}").text
    assert "139****0002" not in page
    assert "13900000002" not in page
    assert "李女士" not in page
    assert "举报占道" in page
    assert "请查处，回" in page
    story.take(Role.UNIT_CLERK, master.no, Step.FIRST_CONTACT, note="已联系。")
    story.take(Role.UNIT_CLERK, master.no, Step.REPLY, reply="已修好。", result_code="solved")
    review = sign_in(Role.REVIEWER).get("/review").text
    assert "并入的诉求 1 件" in review
    assert "举报占道" in review
    assert report.text in page
    assert "13900000002" not in clerk.post(f"/tickets/{master.no}/caller").text


def test_words_typed_into_a_step_that_is_gone_are_there_to_be_copied(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    ticket = story.in_progress()
    clerk = sign_in(Role.UNIT_CLERK)
    given = {"step": "reply", "version": ticket.version, "result_code": "solved"}
    given |= {"reply": "已更换灯泡，恢复照明。"}
    if not story.now_of(ticket.no).progress.first_contact:
        story.take(Role.UNIT_CLERK, ticket.no, Step.FIRST_CONTACT, note="已联系。")
        given["version"] = story.now_of(ticket.no).version
    assert "就这些，确认提交" not in clerk.get(f"/tickets/{ticket.no}").text
    short = clerk.post(f"/tickets/{ticket.no}/steps", data=given)
    assert short.status_code == 400
    assert "答复一共只有 11 个字" in short.text
    assert 'name="short_is_meant"' in short.text
    assert "已更换灯泡，恢复照明。</textarea>" in short.text
    given["short_is_meant"] = "1"
    assert clerk.post(f"/tickets/{ticket.no}/steps", data=given).status_code == 303
    waiting = story.at_unit(title="另一处路灯也不亮")
    done = clerk.get(f"/tickets/{ticket.no}").text
    assert "提交答复：已办，工单现在待审核。" in done
    assert re.search(rf'href="/tickets/{waiting.no}">下一件，剩 [^<]+：另一处路灯也不亮', done)
    assert '<a href="/inbox">本单位工单</a>' in done
    again = clerk.post(f"/tickets/{ticket.no}/steps", data=given)
    assert again.status_code == 409
    assert "您自己刚刚更新过这张工单" in again.text
    assert "<dd>已更换灯泡，恢复照明。</dd>" in again.text


def test_words_that_are_still_in_their_form_are_not_said_twice(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    ticket = story.in_progress()
    story.take(Role.DISPATCHER, ticket.no, Step.NOTE, note="先别急")
    given = {"step": "note", "version": ticket.version, "note": "路上堵车，下午到。"}
    stay = sign_in(Role.UNIT_CLERK).post(f"/tickets/{ticket.no}/steps", data=given)
    assert "测试dispatcher刚刚更新了这张工单" in stay.text
    assert "可以复制" not in stay.text
    assert "<dd>路上堵车" not in stay.text
    assert stay.text.count("路上堵车，下午到。") == 1


def test_a_reply_is_asked_for_with_what_belongs_in_it_by_a_person_of_a_named_unit(
    system: System, sign_in: SignIn
) -> None:
    system.hotline.auto_dispatch = False
    ticket = Story(system).in_progress()
    page = sign_in(Role.UNIT_CLERK).get(f"/tickets/{ticket.no}").text
    assert "写明查了什么、做了什么" in page
    assert "<summary>市城市管理局 · " in page
