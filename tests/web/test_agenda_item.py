"""An agenda item under governance: who does what, how it is measured, its paper."""

import re
from datetime import timedelta

from sqlalchemy import update

from service.bootstrap import System
from service.domain.agenda import AgendaStatus
from service.domain.permissions import Role
from service.store.tables.agenda import AgendaItemRow
from tests.installation import UNIT, SignIn
from tests.months import MONTH
from tests.web.items import bring, item_of

A = AgendaStatus


def test_who_leads_what_and_by_when_is_asked_kept_and_followed(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    item_id, _, _ = item_of(system)
    assert bring(system, client, A.SELECTED)[0] == 303
    month = client.get(f"/month?month={MONTH}").text
    assert f"/agenda/{item_id}?change=scheduled#decide" in month
    code, page = bring(system, client, A.SCHEDULED)
    assert (code, item_of(system)[2]) == (400, A.SELECTED)
    assert "请写明会议日期" in page
    assert bring(system, client, A.SCHEDULED, meeting_on="2026-03-05")[0] == 303
    with system.store.read() as uow:
        units = system.hotline.catalogue(uow, system.now()).units.values()
        lead = next(unit.name for unit in units if unit.is_active)
    due = (system.now() + timedelta(days=30)).date().isoformat()
    terms = {"lead_unit": lead, "measure": "搅拌站夜间停工，场地全封闭", "due_on": due}
    code, page = bring(system, client, A.IN_GOVERNANCE, **(terms | {"lead_unit": ""}))
    assert code == 400
    assert "搅拌站夜间停工，场地全封闭" in page  # what was typed is still there
    assert re.search(r'<details class="confirm" open>\s*<summary[^>]*>开始治理', page)
    assert bring(system, client, A.IN_GOVERNANCE, **terms)[0] == 303
    shown = client.get(f"/agenda/{item_id}").text
    assert "2026年4月起算治理后" in shown
    assert all(said in shown for said in ("定下的事", lead, due, "全封闭"))
    assert f"{lead}牵头；时限 {due}（还有 30 天）" in client.get("/agenda").text


def test_accepting_with_open_tickets_is_refused_until_it_says_why(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    with system.store.write() as uow:
        item = uow.agenda.of_month(MONTH)[0]
        values = {"status": A.IN_GOVERNANCE.value}
        uow.session.execute(update(AgendaItemRow).values(values))
    shown = client.get(f"/agenda/{item.id}").text
    summaries = re.findall(r'<summary class="button button-(\w+)[^>]*>([^<]+)', shown)
    assert summaries == [("secondary", "转入督办"), ("primary", "通过验收")]
    code, page = bring(system, client, A.ACCEPTED, remark="现场看过")
    assert code == 400
    assert f"还有 {item.tickets} 件工单没有了结" in page
    assert item_of(system)[2] == A.IN_GOVERNANCE
    why, given = "余下的都是等回访的", {"remark": "现场看过", "why_open": "余下的都是等回访的"}
    code, page = bring(system, client, A.ACCEPTED, **given)
    assert code == 400
    assert "还没有抽样回访" in page
    supervisor = sign_in(Role.SUPERVISOR).get(f"/agenda/{item.id}").text
    assert "“通过验收”要由调度领导来办：还没有抽样回访" in supervisor
    assert "通过验收</summary>" not in supervisor
    assert bring(system, client, A.ACCEPTED, **given, why_doubt="都当面见过")[0] == 303
    shown = client.get(f"/agenda/{item.id}").text
    assert why in shown
    assert "验收时有疑问，领导写明的理由：都当面见过" in shown
    assert "指标或回访有疑问，领导写明理由通过" in client.get("/agenda").text


def test_drawn_callers_are_asked_by_the_clerk_and_a_slip_is_taken_back(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    client, clerk = sign_in(Role.LEADER), sign_in(Role.CALLBACK_CLERK)
    assert "没有要问的诉求人" in clerk.get("/surveys").text
    item_id, _, _ = item_of(system)
    with system.store.write() as uow:
        uow.session.execute(update(AgendaItemRow).values(status=A.SCHEDULED.value))
    lead = next(iter(re.findall(r'<option value="([^"]+)"', client.get(f"/agenda/{item_id}").text)))
    terms = {"lead_unit": lead, "measure": "全封闭", "due_on": "2026-05-01"}
    assert bring(system, client, A.IN_GOVERNANCE, **terms)[0] == 303
    assert "抽样回访</button>" in client.get(f"/agenda/{item_id}").text
    assert client.post(f"/agenda/{item_id}/survey").status_code == 303
    assert client.post(f"/agenda/{item_id}/survey").status_code == 422
    where = clerk.post("/surveys/next").headers["location"]
    page = clerk.get(where).text
    assert re.search(r"1990000\d{4}", page)
    assert not re.search(r"1990000\d{4}", clerk.get("/surveys").text)
    answer = clerk.post(where, data={"version": "1", "heard": "not_solved"})
    assert (answer.status_code, "哪里没有解决" in answer.text) == (400, True)
    form = {"version": "1", "heard": "not_solved", "said": "夜里还响", "then": "next"}
    assert clerk.post(where, data=form).headers["location"] != "/surveys"
    shown = client.get(f"/agenda/{item_id}").text
    assert "夜里还响" in shown
    assert "已有 1 位诉求人被问过，不能撤销" in shown
    version = str(item_of(system)[1])
    undo = {"version": version, "why": "点错了"}
    assert client.post(f"/agenda/{item_id}/undo", data=undo).status_code == 422


def test_what_an_item_is_measured_by_is_chosen_on_its_page_and_said_there(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    item_id, version, _ = item_of(system)
    form = client.get(f"/agenda/{item_id}/plan").text
    assert "没有可作对照的：只有 1 个月的数据，至少要 8 个月" in form
    typed = {"version": str(version), "at_most": "三件", "expected": "夜里不再施工"}
    refused = client.post(f"/agenda/{item_id}/plan", data=typed)
    assert refused.status_code == 400
    assert "每月件数要写成整数" in refused.text
    assert "夜里不再施工" in refused.text
    client.post(f"/agenda/{item_id}/plan", data=typed | {"at_most": "3"})
    page = client.get(f"/agenda/{item_id}").text
    assert "每月不超过 3 件" in page
    assert "排入调度会时固定" in page
    assert "效果将无法估计" in page


def test_a_duty_is_given_on_the_item_and_signed_by_the_unit(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    item_id, version, _ = item_of(system)
    assert "下达责任" not in client.get(f"/agenda/{item_id}").text
    steps = ({"target": "selected"}, {"target": "scheduled", "meeting_on": "2026-03-12"})
    for number, step in enumerate(steps):
        client.post(f"/agenda/{item_id}", data=step | {"version": str(version + number)})
    assert "下达责任" in client.get(f"/agenda/{item_id}").text
    form = {"task": "夜间停工", "lead": UNIT, "due_on": "2026-03-20", "target": ""}
    refused = client.post(f"/agenda/{item_id}/duties", data=form)
    assert refused.status_code == 400
    assert "夜间停工" in refused.text
    client.post(f"/agenda/{item_id}/duties", data=form | {"target": "夜里零投诉"})
    assert "夜里零投诉" in client.get(f"/agenda/{item_id}").text
    unit = sign_in(Role.UNIT_CLERK)
    assert "我的责任清单" in unit.get("/duties?tab=mine").text
    assert unit.get("/duties/1").text.count("签收") > 0
    unit.post("/duties/1", data={"step": "sign", "version": "1"})
    tried = {"step": "report", "version": "2", "said": "已约谈", "percent": "一半"}
    refused = unit.post("/duties/1", data=tried)
    assert "0 到 99 的整数" in refused.text
    assert "已约谈" in refused.text
    unit.post("/duties/1", data=tried | {"percent": "50"})
    assert "50%" in sign_in(Role.LEADER).get("/duties").text


def test_the_paper_of_an_item_is_written_read_and_names_nobody(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    item_id, _, _ = item_of(system)
    form = {"version": "0", "causes": "搅拌站紧邻小区", "path": "限时施工\n搬迁"}
    client.post(f"/agenda/{item_id}/paper", data=form)
    stale = client.post(f"/agenda/{item_id}/paper", data=form | {"causes": "另一人写的"})
    assert stale.status_code == 409
    assert "另一人写的" in stale.text
    paper = client.get(f"/agenda/{item_id}/paper.html").text
    headings = ("选题理由", "解剖麻雀", "成因", "解决路径与政策依据", "责任清单")
    headings += ("基线与对照、预期", "督办安排", "上期回头看")
    places = [paper.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "搅拌站紧邻小区" in paper
    assert "怎么办的：还没有派单" in paper
    assert "王某" not in paper
    assert client.get(f"/agenda/{item_id}/paper.docx").content[:2] == b"PK"
