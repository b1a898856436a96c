"""Co-units and consulted units on the pages: clocks, answers side by side, bulk steps."""

import re

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import RequestType
from service.domain.together.cohandling import task_of
from tests.installation import OTHER_UNIT, UNIT, Clock, SignIn
from tests.stories import Story

THIRD = "sanitation"


def names(story: Story, *codes: str) -> list[str]:
    with story.system.store.read() as uow:
        units = story.system.hotline.catalogue(uow, story.system.now()).units
    return [units[code].name for code in codes]


def test_co_units_are_asked_by_name_each_for_its_own_and_supervised_together(
    story: Story, sign_in: SignIn, clock: Clock
) -> None:
    ticket = story.waiting(request_type=RequestType.COMPLAINT)
    lead, other, third = names(story, UNIT, OTHER_UNIT, THIRD)
    words = f"现场配合\n{other}：查管线"
    form = {"unit": lead, "co_units": f"{other}，{third}", "co_task": words}
    form |= {"step": "dispatch", "version": str(ticket.version)}
    dispatcher = sign_in(Role.DISPATCHER)
    assert dispatcher.post(f"/tickets/{ticket.no}/steps", data=form).status_code == 303
    now = story.now_of(ticket.no)
    tasks = {unit: task_of(now, unit) for unit in now.co_units}
    assert {unit: task and task.words for unit, task in tasks.items()} == {
        OTHER_UNIT: "查管线",
        THIRD: "现场配合",
    }
    neighbour = sign_in("neighbour")
    before = neighbour.get(f"/tickets/{ticket.no}").text
    assert "请您单位协办：查管线" in before
    assert "本单位 " in before
    assert before.index('id="step-co_sign"') < before.index('id="step-co_report"')
    assert "首次联系" not in neighbour.get("/inbox?tab=co").text
    told = neighbour.get(f"/api/v1/tickets/{ticket.no}").json()
    assert [task["words"] for task in told["co_tasks"]] == ["查管线", "现场配合"]
    assert told["consultation"] is None

    clock.at = max(task.due_at for task in tasks.values() if task and task.due_at)
    clock.advance(hours=1)
    supervisor = sign_in(Role.SUPERVISOR)
    shown = supervisor.get("/supervision?tab=co").text
    assert f"{other}（协办）" in shown
    assert "协办超期" in shown
    boxes = [f"{ticket.no}:{now.version}:{unit}" for unit in now.co_units]
    chosen = {"selected": boxes, "tab": "co", "note": "今天反馈", "step": "supervise"}
    assert supervisor.post("/supervision", data=chosen).status_code == 303
    levels = [task.supervision_level for task in story.now_of(ticket.no).progress.co_tasks]
    assert levels == [1, 1]
    assert "督办 1 次" in supervisor.get(f"/tickets/{ticket.no}").text
    neighbour = sign_in("neighbour")
    story.take("neighbour", ticket.no, Step.CO_SIGN)
    signed = neighbour.get(f"/tickets/{ticket.no}").text
    steps = signed[signed.index('id="steps"') :]
    assert 'id="step-co_sign"' not in steps
    assert "协办签收</button>" not in steps
    assert "<h3>协办反馈</h3>" in steps
    story.take("neighbour", ticket.no, Step.CO_REPORT, reply="管线完好。")
    assert "已反馈，没有要办的。" in neighbour.get(f"/tickets/{ticket.no}").text


def test_the_answers_of_a_consultation_fill_in_the_dispatch(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    form = sign_in(Role.DISPATCHER).get(f"/tickets/{ticket.no}").text
    form = form.partition('id="step-consult"')[2].partition("</form>")[0]
    assert "2 到 6 个单位" in form
    assert "主办才能答复" not in form
    assert re.search("请[^<]+会商</button>", form)
    asked = {"units": [UNIT, OTHER_UNIT], "question": "路灯的线路归谁管？", "hours": "40"}
    held = story.take(Role.DISPATCHER, ticket.no, Step.CONSULT, **asked)
    assert held.dispatch_due_at == ticket.dispatch_due_at  # that clock goes on
    helper = sign_in("neighbour")
    assert "路灯的线路归谁管" in helper.get("/inbox?tab=asked").text
    assert "答复期限晚于派单期限" in sign_in(Role.DISPATCHER).get(f"/tickets/{ticket.no}").text
    assert 'value="may_help"' in helper.get(f"/tickets/{ticket.no}").text
    story.take("neighbour", ticket.no, Step.OPINE, stance="may_help", opinion="可派人查线")
    owner = {"stance": "ours", "opinion": "路灯归我们", "legal_basis": "清单第五条"}
    story.take(Role.UNIT_CLERK, ticket.no, Step.OPINE, **owner)

    answered = helper.get(f"/tickets/{ticket.no}").text
    assert "已答复，可以修改。" in answered
    assert "<h3>修改会商答复</h3>" not in answered
    assert "可派人查线</textarea>" in answered

    dispatcher = sign_in(Role.DISPATCHER)
    assert f"工单{ticket.no}的会商意见已齐" in dispatcher.get("/notices").text
    assert "1 条未读" in dispatcher.get("/notices/bell").text
    lead, other = names(story, UNIT, OTHER_UNIT)
    desk = dispatcher.get("/dispatch?tab=consult").text
    assert "意见已齐" in desk
    assert f"意见指向由{lead}主办，{other}协办。" in desk
    page = dispatcher.get(f"/tickets/{ticket.no}").text
    assert "未读" not in dispatcher.get("/notices/bell").text
    assert f'value="{lead}"' in page
    assert f'value="{other}"' in page
    assert f"经会商，{other}认为可以协办；{lead}认为是本单位职责（清单第五条）。" in page

    ending = {"ending": "joint_session", "reason": "涉及几级"}
    story.take(Role.DISPATCHER, ticket.no, Step.END_CONSULTATION, **ending)
    assert f"/joint/new?tickets={ticket.no}" in dispatcher.get(f"/tickets/{ticket.no}").text
    assert ticket.no in dispatcher.get("/dispatch").text
