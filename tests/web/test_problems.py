"""The pages of supervision: what runs out soon, the two lists, the letter, the summary."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from service.bootstrap import System
from service.domain.clocks.pace import Pace
from service.domain.clocks.running import Clock as Kind
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.flows.supervision import duallist
from tests.installation import OTHER_UNIT, UNIT, Clock, SignIn
from tests.stories import Story

WHAT = {
    "matter": "路灯长期不亮",
    "wrong": "答复已修复，实际未修。",
    "demand": "逐件重新核查",
    "due_on": "2026-03-20",
}
SEND = {"contact": "督办科 0372-12345", "checked": "1"}


def listed(client: TestClient, no: str, **changes: str) -> str:
    """Put a ticket on the problem list as a supervisor does; return the entry's address."""
    picked = client.post("/problems/new", data={"selected": [f"{no}:9"]})
    address = picked.headers["location"]
    assert address == f"/problems/new?ticket={no}"
    assert no in client.get(address).text
    done = client.post("/problems/new", data={"tickets": no} | WHAT | changes)
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def act(client: TestClient, address: str, step: str, **given: str) -> Any:
    version = re.search(r'name="version" value="(\d+)"', client.get(address).text)
    assert version, step
    return client.post(address, data={"step": step, "version": version[1]} | given)


def test_what_cannot_be_listed_keeps_what_was_typed(sign_in: SignIn, story: Story) -> None:
    supervisor, first, other = sign_in(Role.SUPERVISOR), story.at_unit(), story.at_unit(OTHER_UNIT)
    given = {"tickets": first.no} | WHAT | {"due_on": "2062-12-31"}
    far = supervisor.post("/problems/new", data=given)
    assert (far.status_code, "要在一年以内" in far.text) == (400, True)
    assert 'value="2062-12-31"' in far.text
    listed(supervisor, first.no)
    twice = supervisor.post("/problems/new", data=given | {"due_on": WHAT["due_on"]})
    assert (twice.status_code, "已经列入，请在清单里办" in twice.text) == (400, True)
    tokens = [f"{ticket.no}:{ticket.version}" for ticket in (first, other)]
    typed = {"selected": tokens, "note": "今天联系诉求人", "tab": "unsigned"}
    apart = supervisor.post("/problems/new", data=typed)
    assert (apart.status_code, "请选同一个承办单位的工单，现在选了：" in apart.text) == (400, True)
    assert 'value="今天联系诉求人"' in apart.text
    assert sorted(re.findall(r'value="([^"]+)"[^>]* checked', apart.text)) == sorted(tokens)


def test_all_that_was_ticked_is_listed_or_the_number_is_said(
    sign_in: SignIn, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor, numbers = sign_in(Role.SUPERVISOR), [story.at_unit().no for _ in range(3)]
    monkeypatch.setattr(duallist, "MOST_TICKETS", 2)
    tokens = [f"{no}:9" for no in numbers]
    refused = supervisor.post("/problems/new", data={"selected": tokens, "note": "今天办"})
    assert (refused.status_code, "最多列 2 件工单，选了 3 件" in refused.text) == (400, True)
    assert 'value="今天办"' in refused.text
    monkeypatch.undo()
    picked = supervisor.post("/problems/new", data={"selected": tokens}).headers["location"]
    assert "依据的工单（3 件）" in supervisor.get(picked).text


def test_a_matter_goes_from_the_desk_to_the_letter_and_back(
    sign_in: SignIn, story: Story, clock: Clock
) -> None:
    supervisor, head = sign_in(Role.SUPERVISOR), sign_in(Role.UNIT_HEAD)
    no = story.in_progress().no
    address = listed(supervisor, no)
    assert head.get(address).status_code == 404
    typed = {"selected": [f"{no}:9"], "note": "今天下班前联系诉求人"}
    assert "今天下班前联系诉求人</textarea>" in supervisor.post("/problems/new", data=typed).text
    assert "起草督办函" in supervisor.get(address).text
    read = supervisor.get("/problems/hand-over", params={"selected": "1:1"}).text
    assert "（发出时编号）" in read
    assert "逐件重新核查" in read
    unread = supervisor.post("/problems/hand-over", data={"selected": "1:1", "contact": "督办科"})
    assert unread.status_code == 400
    assert "请核对后打勾" in unread.text
    assert "督办科" in unread.text
    sent = supervisor.post("/problems/hand-over", data={"selected": "1:1"} | SEND)
    assert sent.status_code == 303
    word = Document(BytesIO(head.get(f"{address}/letter.docx").content))
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "热线督〔2026〕1号" in said
    assert "办理要求：逐件重新核查" in said
    assert word.tables[0].rows[1].cells[1].text == no
    for secret in ("王先生", "13800000001"):
        assert secret not in said
    assert act(head, address, "receive", responsible="李某（科长）").status_code == 303
    refused = act(head, address, "reply", result="")
    assert refused.status_code == 400
    assert "办理结果：必填" in refused.text
    assert act(head, address, "reply", result="已更换线缆。").status_code == 303
    page = supervisor.get(address).text
    assert "已更换线缆" in page
    assert 'class="is-past"' in page.split('class="stages"')[1][:200]
    again = act(supervisor, address, "refuse", reason="照片不对", due_on="2026-03-01")
    assert "重新报送的时限" in again.text
    assert "照片不对" in again.text, "what was typed stays"
    unsettled = act(supervisor, address, "accept", reason="现场看过").text
    assert f"还有 1 件依据的工单没有办结：{no}" in unsettled
    assert 'type="checkbox" id="f-though_open"' in unsettled
    accepted = act(supervisor, address, "accept", reason="现场看过", though_open="1")
    assert accepted.status_code == 303
    assert act(supervisor, address, "close", note="没有反弹").status_code == 303
    assert "已销号" in head.get("/problems?tab=closed").text


def test_units_see_their_own_and_others_what_is_theirs_to_see(
    sign_in: SignIn, story: Story
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    address = listed(supervisor, story.in_progress().no)
    supervisor.post("/problems/hand-over", data={"selected": "1:1"} | SEND)
    for role in (Role.UNIT_CLERK, Role.DISCIPLINE_VIEWER, Role.LEADER, Role.ANALYST):
        assert "路灯长期不亮" in sign_in(role).get("/problems").text, role
        assert sign_in(role).get(f"{address}/letter.docx").status_code == 200
    neighbour = sign_in("neighbour")
    assert "路灯长期不亮" not in neighbour.get("/problems").text
    assert neighbour.get(address).status_code == 404
    assert neighbour.get(f"{address}/letter.docx").status_code == 404
    assert sign_in(Role.AGENT).get("/problems").status_code == 403
    clerk = sign_in(Role.UNIT_CLERK)
    assert "签收督办函" not in clerk.get(address).text.split("办理过程")[0]
    assert "问题清单" not in clerk.get("/problems").text.split("</main>")[0].split("<main")[1]


def test_the_list_is_filtered_and_taken_as_a_file(sign_in: SignIn, story: Story) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    no = story.in_progress().no
    listed(supervisor, no)
    listed(supervisor, no, matter="另一件事", due_on="2026-04-01")
    assert "其中有工单已经在清单里" in supervisor.get(f"/problems/new?ticket={no}").text
    page = supervisor.get("/problems?tab=problem&words=另一件").text
    assert "另一件事" in page
    assert ">路灯长期不亮</a>" not in page
    file = supervisor.get("/problems.xlsx?tab=problem")
    rows = list(load_workbook(BytesIO(file.content)).active.values)
    assert [row[2] for row in rows] == ["事项", "路灯长期不亮", "另一件事"]
    assert "没有这样的事项" in supervisor.get("/problems?tab=supervision&late=1").text
    wrong = supervisor.get("/problems/hand-over")
    assert wrong.status_code == 400
    assert "还没有勾选" in wrong.text


def test_what_runs_out_soon_is_ordered_by_whether_time_suffices(
    sign_in: SignIn, system: System, story: Story, clock: Clock
) -> None:
    slow, quick = story.in_progress(), story.at_unit("water_company")
    with system.store.write() as uow:
        topic = slow.topic[:2]
        uow.paces.keep({(UNIT, topic, Kind.HANDLE): Pace(12, 4 * 32400.0, 5 * 32400.0)})
    assert slow.due_at is not None
    clock.at = slow.due_at - timedelta(hours=4)
    page = sign_in(Role.SUPERVISOR).get("/at-risk?hours=8").text
    assert (
        "这个单位办这个领域的事通常要 4.0 个工作日（八成在 5.0 个工作日以内），只剩 4.0 小时"
        in page
    )
    assert "多半来不及" in page
    assert page.index(slow.no) < page.index(quick.no) if quick.no in page else True
    assert slow.no not in sign_in(Role.SUPERVISOR).get("/at-risk?hours=2").text
    assert slow.no not in sign_in("neighbour").get("/at-risk?hours=24").text
    head = sign_in(Role.UNIT_HEAD)
    assert slow.no in head.get("/at-risk?hours=8&clock=handle").text
    rows = list(load_workbook(BytesIO(head.get("/at-risk.xlsx").content)).active.values)
    assert (rows[1][0], rows[1][4], rows[1][7]) == (slow.no, "办理", 4)


def test_many_are_reminded_at_once_and_what_was_not_keeps_its_tick(
    sign_in: SignIn, system: System, story: Story, clock: Clock
) -> None:
    ticket = story.in_progress()
    waiting = story.waiting()
    assert ticket.due_at is not None
    assert waiting.dispatch_due_at is not None
    clock.at = waiting.dispatch_due_at - timedelta(minutes=30)
    ours = sign_in(Role.SUPERVISOR).get("/at-risk?hours=2&clock=dispatch").text
    assert "等派单员派单" in ours
    assert 'name="selected"' not in ours
    clock.at = ticket.due_at - timedelta(hours=4)
    supervisor = sign_in(Role.SUPERVISOR)
    token, other = f"{ticket.no}:handle:{UNIT}", f"{waiting.no}:dispatch:"
    silent = supervisor.post("/at-risk", data={"selected": [token]})
    assert silent.status_code == 422
    assert "请写明要求" in silent.text
    form = {"selected": [token, token, other], "note": "今天反馈", "hours": "8"}
    done = supervisor.post("/at-risk", data=form)
    assert done.status_code == 422
    assert "已催办 2 件，另有 1 件没有办成" in done.text
    with system.store.read() as uow:
        steps = [entry.step for entry in uow.tickets.steps(ticket.no)]
    assert steps.count(Step.REMIND) == 1
    assert (
        supervisor.post("/at-risk", data={"selected": ["x:y:z"], "note": "催"}).status_code == 422
    )
    assert sign_in(Role.UNIT_HEAD).post("/at-risk", data=form).status_code == 403


@pytest.mark.usefixtures("worked_month")
def test_the_leader_reads_the_lists_on_the_month_s_page(sign_in: SignIn, story: Story) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    listed(supervisor, story.in_progress().no)
    assert "督办清单在办 0 项；问题清单还有 1 项没有移交" in sign_in(Role.LEADER).get("/month").text
    supervisor.post("/problems/hand-over", data={"selected": "1:1"} | SEND)
    page = sign_in(Role.LEADER).get("/month").text
    assert "督办清单在办 1 项" in page
    assert f"/problems?tab=supervision&amp;unit={UNIT}" in page
