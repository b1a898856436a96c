"""The clerk's page of one call: own words stand, an explanation is the one that was proposed."""

from html import unescape
from typing import Any

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from service.flows import tracking
from service.flows.desk import Desk
from tests.installation import SignIn
from tests.stories import Story

NO = {"responded": "yes", "solved": "no", "satisfied": "no"}
TEXT = "灯杆归供电公司，\r\n已说明 <改造> 计划"


def test_what_a_caller_answered_himself_is_shown_and_cannot_be_edited(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    ticket, clerk = story.callback_due(), sign_in(Role.CALLBACK_CLERK)
    page = f"/callback/{ticket.no}"
    assert clerk.post(f"{page}/claim").status_code == 303
    assert 'id="answers"' in clerk.get(page).text
    with system.store.write() as uow:
        caller = Desk(uow, system.hotline, tracking.CALLER, system.now())
        code = uow.vault.query_code(ticket.no)
        tracking.answer(caller, ticket.no, code, NO | {"note": "当晚又灭了"})
    yes = dict.fromkeys(NO, "yes") | {"note": "他说亮了", "version": str(ticket.version)}
    late = clerk.post(f"{page}/answers", data=yes)
    assert late.status_code == 409
    for shown in (late.text, clerk.get(page).text):
        own = shown.partition('id="own-words"')[2].partition("</div>")[0]
        assert "当晚又灭了" in own
        assert own.count("<dd") == 4
        assert 'id="answers"' not in shown
    assert "您刚才写的：他说亮了" in late.text
    again = yes | {"version": str(story.now_of(ticket.no).version)}
    refused = clerk.post(f"{page}/answers", data=again)
    assert (refused.status_code, "照他答的办结、重办" in refused.text) == (422, True)
    # On the page of the whole ticket nobody is asked for other answers either.
    redo = clerk.get(f"/tickets/{ticket.no}").text.partition('value="redo"')[2]
    assert 'name="solved"' not in redo.partition("</form>")[0]
    assert story.now_of(ticket.no).solved == "no"


def test_an_explanation_is_closed_as_it_was_proposed_or_proposed_anew(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    no, clerk, reviewer = story.callback_due().no, sign_in(Role.CALLBACK_CLERK), Role.REVIEWER
    story.take(Role.CALLBACK_CLERK, no, Step.CALLER_ANSWER, **NO)

    def decide(step: Step, explanation: str) -> Any:
        version = str(story.now_of(no).version)
        given = {"of": no, "version": version, "step": step.value, "explanation": explanation}
        return clerk.post(f"/callback/{no}/decide", data=given)

    assert decide(Step.PROPOSE_EXPLAINED, TEXT).status_code == 303
    waits = clerk.get(f"/callback/{no}").text
    assert "已说明 <改造> 计划" in unescape(waits.partition('id="proposed"')[2])
    assert 'id="close-explained"' not in waits
    second = sign_in(reviewer)
    given = {"step": "endorse", "reason": "看过", "version": str(story.now_of(no).version)}
    assert second.post(f"/explained/{no}", data=given).status_code == 303
    agreed = clerk.get(f"/callback/{no}").text
    assert "会签同意了" in agreed
    form = agreed.partition('id="close-explained"')[2].partition("</form>")[0]
    kept = unescape(form.partition('name="explanation" value="')[2].partition('"')[0])
    other = decide(Step.CLOSE_EXPLAINED, "别的说法")
    assert (other.status_code, "请重新申请解释办结" in other.text) == (422, True)
    assert decide(Step.CLOSE_EXPLAINED, kept.replace("\n", "\r\n")).status_code == 303
    assert story.now_of(no).status is Status.CLOSED


def test_a_wrong_click_is_put_right_by_who_made_it_and_stays_in_the_history(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    no, clerk = story.callback_due().no, sign_in(Role.CALLBACK_CLERK)
    page = f"/callback/{no}"

    def answer(**given: str) -> Any:
        version = str(story.now_of(no).version)
        return clerk.post(f"{page}/answers", data=NO | given | {"version": version})

    assert clerk.post(f"{page}/claim").status_code == 303
    told = answer(note="第二盏还是不亮")
    assert told.headers["location"] == page
    shown = clerk.get(page).text
    assert f"{no}（王＊＊）的回访已记下" in shown
    assert "记错了，更正" in shown
    assert 'name="solved" value="no" checked' in shown
    assert shown.count("第二盏还是不亮</textarea>") == 2, "in the correction and in the reason"
    assert "第二盏还是不亮</textarea>" in shown.partition('id="f-redo-reason"')[2]
    assert answer(solved="yes", satisfied="yes").status_code == 303
    assert story.now_of(no).status is Status.CLOSED
    with system.store.read() as uow:
        noted = [e.data for e in uow.tickets.steps(no) if e.step is Step.CALLER_ANSWER]
    assert [(data["solved"], data["note"]) for data in noted] == [
        ("no", "第二盏还是不亮"),
        ("yes", "更正先前记的回答。"),
    ]


def test_after_sending_the_work_back_the_clerk_goes_on_to_the_next_call(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    no, other = story.callback_due().no, story.callback_due().no
    clerk = sign_in(Role.CALLBACK_CLERK)
    story.take(Role.CALLBACK_CLERK, no, Step.CALLER_ANSWER, **NO)
    version = str(story.now_of(no).version)
    form = {"of": no, "version": version, "step": "redo", "reason": "还是不亮", "then": "next"}
    gone = clerk.post(f"/callback/{no}/decide", data=form)
    assert gone.headers["location"] == f"/callback/{other}"
    assert story.now_of(no).status is Status.IN_PROGRESS
    assert f"{no}：重办，已办。" in clerk.get(f"/callback/{other}").text
