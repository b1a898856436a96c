"""A caller stays unhappy three times: supervised, escalated, explained by two, looked at again."""

from typing import Any

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from service.jobs.nightly import run_night
from tests.browser.clicks import answer
from tests.installation import Clock
from tests.stories import Story


def handled(story: Story, no: str) -> None:
    """One round of the unit's work, reviewed."""
    story.take(Role.UNIT_CLERK, no, Step.FIRST_CONTACT, note="已联系")
    story.take(Role.UNIT_CLERK, no, Step.REPLY, result_code="solved", reply="已安排处理。")
    story.take(Role.REVIEWER, no, Step.APPROVE, answers_each_demand=True)


def redo(page: Any, no: str) -> None:
    """Call, hear that nothing is solved, and send the order back."""
    page.goto(f"/callback/{no}")
    with page.expect_navigation():
        page.get_by_role("button", name="我来打").click()
    answer(page, solved="no", button="记下")
    form = page.locator("#redo")
    form.locator("[name=reason]").fill("还是不亮")
    with page.expect_navigation():
        form.get_by_role("button", name="重办", exact=True).click()


def explained(clerk: Any, reviewer: Any, no: str) -> None:
    """The clerk proposes an explanation, another person consents, the clerk closes."""
    clerk.goto(f"/callback/{no}")
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="我来打").click()
    answer(clerk, solved="no", button="记下")
    clerk.get_by_text("解释办结：").click()
    clerk.locator("#explain [name=explanation]").fill("线路改造已列入年底计划，已说明")
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="申请解释办结").click()
    reviewer.goto("/explained")
    assert "线路改造已列入年底计划" in reviewer.content()
    reviewer.locator(f"#f-reason-{no}").fill("已核对计划")
    with reviewer.expect_navigation():
        reviewer.get_by_role("button", name="同意解释办结").click()
    clerk.goto(f"/callback/{no}")
    assert "线路改造已列入年底计划" in clerk.locator("#proposed").inner_text()
    with clerk.expect_navigation():
        clerk.locator("#close-explained").get_by_role("button", name="解释办结").click()
    clerk.close()
    reviewer.close()


def test_three_redos_lead_to_the_escalation_and_an_explanation_to_a_second_look(
    system: System, clock: Clock, open_as: Any
) -> None:
    story = Story(system)
    no = story.callback_due().no
    clerk = open_as(Role.CALLBACK_CLERK)
    levels = []
    for number in range(3):
        redo(clerk, no)
        run_night(system, clock())
        levels.append(story.now_of(no).progress.supervision_level)
        assert story.now_of(no).round == number + 2
        handled(story, no)
    assert (levels[0], levels[1] >= 1, levels[2] > levels[1]) == (0, True, True)

    explained(clerk, open_as(Role.REVIEWER), no)
    assert story.now_of(no).status is Status.CLOSED

    open_as.everybody_leaves()
    clock.advance(days=31)
    run_night(system, clock())
    viewer = open_as(Role.DISCIPLINE_VIEWER)
    viewer.goto("/inspections?tab=todo")
    viewer.get_by_role("link", name=no).click()
    viewer.get_by_role("button", name="看号码").click()
    viewer.get_by_text("138 0000 0001").wait_for()
    for name, said in {"responded": "no", "solved": "no", "satisfied": "no"}.items():
        viewer.locator(f"#inspect [name={name}][value={said}]").check()
    with viewer.expect_navigation():
        viewer.locator("#inspect").get_by_role("button", name="记下").click()

    supervisor = open_as(Role.SUPERVISOR)
    supervisor.goto("/inspections")
    supervisor.get_by_role("link", name=no).click()
    supervisor.locator("#look-again").wait_for()
    with supervisor.expect_navigation():
        supervisor.get_by_role("button", name="重新办理").click()
    assert (story.now_of(no).status, story.now_of(no).round) == (Status.IN_PROGRESS, 5)
