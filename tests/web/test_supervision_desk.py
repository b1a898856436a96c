"""The supervisor's desk finds what presses and reminds many; empty desks say what will come."""

import re

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.flows.desk import Desk
from service.flows.queries.desks import queues
from tests.installation import Clock, SignIn
from tests.stories import Story
from tests.web.ticking import token

pytestmark = pytest.mark.usefixtures("by_hand")


def test_the_supervisors_desk_finds_what_presses(
    story: Story, clock: Clock, sign_in: SignIn
) -> None:
    unsigned = story.at_unit()
    clock.advance(days=40)
    fresh = story.at_unit()
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.SUPERVISOR), clock())
        tabs = queues.supervision_tabs(desk)
        counts = queues.count(desk, tabs)
        late, _ = queues.pressing(desk, tabs["late"], queues.Page("due"))
    assert [item.line.no for item in late] == [unsigned.no]
    assert late[0].tier is not None
    assert counts["unsigned"] == 2
    assert fresh.no
    page = sign_in(Role.SUPERVISOR).get("/supervision?tab=late").text
    assert "这一页里，按规则该办的：提级督办 1 件。" in page


def test_reminding_many_needs_a_request_and_reaches_each(story: Story, sign_in: SignIn) -> None:
    tickets = [story.at_unit() for _ in range(2)]
    client = sign_in(Role.SUPERVISOR)
    chosen = [token(story, ticket.no) for ticket in tickets]
    bare = client.post("/supervision", data={"selected": chosen, "tab": "unsigned"})
    assert bare.status_code == 422
    assert "请写明要求" in bare.text
    assert 'id="f-note-error"' in bare.text
    assert sorted(re.findall(r'value="([^"]+)"[^>]* checked', bare.text)) == sorted(chosen)
    assert re.search(r'id="f-note"[^>]* required', bare.text)
    no = tickets[0].no
    assert "#step-summon" not in bare.text
    summons = client.get(f"/tickets/{no}").text.split('id="step-summon"')[1].split("</form>")[0]
    assert re.search(r'name="held_on" type="date" value="2026-03-\d\d"', summons)
    assert re.search(r'<textarea[^>]* name="result"', summons)
    form = {"selected": chosen, "tab": "unsigned", "note": "请今天签收", "step": "remind"}
    assert client.post("/supervision", data=form).status_code == 303
    assert [story.now_of(t.no).progress.reminders for t in tickets] == [1, 1]
    story.take(Role.SUPERVISOR, no, Step.SUPERVISE, note="今天反馈", escalates=True)
    assert f"/tickets/{no}#step-summon" in client.get("/supervision?tab=unsigned").text


@pytest.mark.parametrize(
    ("role", "url"),
    [
        (Role.DISPATCHER, "/dispatch"),
        (Role.DISPATCHER, "/dispatch?tab=objection"),
        (Role.DISPATCHER, "/dispatch?tab=extension"),
        (Role.UNIT_CLERK, "/inbox"),
        (Role.UNIT_HEAD, "/inbox?tab=co"),
        (Role.REVIEWER, "/review"),
        (Role.CALLBACK_CLERK, "/callback"),
        (Role.SUPERVISOR, "/supervision"),
        (Role.SUPERVISOR, "/supervision?tab=again"),
    ],
)
def test_an_empty_desk_says_what_will_appear_there(sign_in: SignIn, role: Role, url: str) -> None:
    page = sign_in(role).get(url)
    assert page.status_code == 200
    assert 'class="empty"' in page.text
