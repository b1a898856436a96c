"""The leader's pages: the month at a glance, one click to the tickets, decisions that stay."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from service.bootstrap import System
from service.domain.agenda import AGENDA_TABLE, AgendaStatus
from service.domain.permissions import Role
from service.flows.month import agenda
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.month import HotTopicRow, HotTopicTicketRow
from service.store.tables.tickets import TicketRow
from service.web.views.agendarows import VERBS
from tests.installation import UNIT, SignIn
from tests.months import EVENT, MONTH, plant
from tests.source import ROOT

A = AgendaStatus


@pytest.fixture
def numbers(worked_month: list[str]) -> list[str]:
    return worked_month


def item_of(system: System) -> tuple[int, int, str]:
    with system.store.read() as uow:
        row = uow.agenda.of_month(MONTH)[0]
        return row.id, row.version, row.status


def test_an_item_says_why_it_rose_and_leads_to_exactly_these_tickets(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    client, item_id = sign_in(Role.LEADER), item_of(system)[0]
    page = client.get(f"/agenda/{item_id}").text
    card = page[page.index("为什么多起来") : page.index("数的是")]
    assert "上月没有" in card
    links = re.findall(rf'href="(/agenda/{item_id}/tickets[^"]+)">(\d+)件</a>', card)
    assert links
    for href, count in links:
        shown = client.get(href.replace("&amp;", "&")).text
        assert f"共 {count} 件工单" in shown
        assert len(set(re.findall(r"/tickets/(\d{14})", shown))) == int(count)
    assert client.get(f"/agenda/{item_id}/tickets?of=elsewhere").status_code == 404


def test_the_month_shows_the_hottest_matter_and_what_waits(
    numbers: list[str], sign_in: SignIn
) -> None:
    page = sign_in(Role.LEADER).get("/month").text
    assert "2026年2月热点与议题" in page
    assert "2026年2月受理 16 件" in page
    assert "有 1 个候选议题等待选定" in page
    assert "搅拌站" in page
    assert "选为议题" in page


def add_theme(system: System, title: str, beside: int = 0) -> str:
    """Store a theme of the event's tickets, and of some others; return the event's title."""
    with system.store.write() as uow:
        event = max(uow.months.topics(MONTH), key=lambda t: t.heat)
        columns = (c.key for c in HotTopicRow.__table__.columns)
        values = {name: getattr(event, name) for name in columns}
        inside = uow.months.ticket_numbers(MONTH, event.topic_id)
        every = list(uow.session.scalars(select(TicketRow.no).order_by(TicketRow.no)))
        numbers = [*inside, *[no for no in every if no not in inside][:beside]]
        changed = {"topic_id": "T1", "level": "theme", "title": title, "size": len(numbers)}
        uow.session.add(HotTopicRow(**values | changed))
        uow.session.flush()
        uow.session.add_all(HotTopicTicketRow(month=MONTH, topic_id="T1", no=n) for n in numbers)
        return str(event.title)


def test_a_theme_that_is_an_event_over_again_has_no_row_of_its_own(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    event = add_theme(system, "搅拌站粉尘", beside=2)
    client = sign_in(Role.LEADER)
    page = client.get("/month").text
    assert page.count(">搅拌站粉尘</a>") == 1
    assert page.index("也见于") < page.index(">搅拌站粉尘</a>") < page.index("多地普遍的问题")
    assert "2 件在这件事之外" in page
    assert "本月没有多地普遍的问题" in page
    told = client.get(f"/month/{MONTH}/topics/T1").text
    assert f">{event}</a>”这一件事" in told


def test_a_theme_with_much_beside_the_event_keeps_its_row(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    add_theme(system, "各处粉尘", beside=9)
    page = sign_in(Role.LEADER).get("/month").text
    assert page.index("多地普遍的问题") < page.index(">各处粉尘</a>")
    assert "也见于" not in page


def test_a_row_says_how_far_its_matter_is_on_the_agenda(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    rows = r'<table[^>]*id="events-table".*?</table>'
    before = re.search(rows, client.get("/month").text, re.S)
    item_id, version, _ = item_of(system)
    client.post(f"/agenda/{item_id}", data={"target": "selected", "version": str(version)})
    after = re.search(rows, client.get("/month").text, re.S)
    assert before is not None
    assert after is not None
    assert ("候选" in before[0], "候选" in after[0], "已选题" in after[0]) == (True, False, True)


def test_one_month_alone_is_said_and_not_drawn(numbers: list[str], sign_in: SignIn) -> None:
    page = sign_in(Role.LEADER).get("/month").text
    assert "chart-trend" not in page
    assert "只有这一个月的数据" in page
    assert "没有上月和去年同月的数据，不作环比、同比。" in page
    assert "无可比数据" not in page


def test_one_click_from_the_month_to_the_tickets(numbers: list[str], sign_in: SignIn) -> None:
    client = sign_in(Role.LEADER)
    links = re.findall(rf'href="(/month/{MONTH}/topics/[\w-]+)"', client.get("/month").text)
    page = client.get(links[0]).text
    for no in numbers[: len(EVENT)]:
        assert f"/tickets/{no}" in page
    assert "一件事" in page
    first = re.search(r"/tickets/(\d+)", page)
    assert first is not None
    assert page.index("典型") < page.index("</table>")


def test_before_anything_is_worked_out_the_page_says_what_to_do(sign_in: SignIn) -> None:
    assert "每月一日" in sign_in(Role.LEADER).get("/month").text
    assert "/jobs" in sign_in(Role.ANALYST).get("/month").text


def test_a_month_that_is_not_worked_out_is_not_found(numbers: list[str], sign_in: SignIn) -> None:
    answer = sign_in(Role.LEADER).get("/month?month=2020-01")
    assert answer.status_code == 404
    assert "还没有分析" in answer.text


def test_selecting_moves_the_item_and_returns_to_the_month(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    item_id, version, _ = item_of(system)
    form = {"target": "selected", "version": str(version), "back": f"/month?month={MONTH}#agenda"}
    answer = client.post(f"/agenda/{item_id}", data=form)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/month?month={MONTH}#agenda"
    assert item_of(system)[2] == A.SELECTED
    page = client.get(f"/agenda/{item_id}").text
    assert "选为议题" in page
    assert "排入调度会" in page


@pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example/", "/\\x"])
def test_nobody_is_sent_to_another_site(
    system: System, numbers: list[str], sign_in: SignIn, back: str
) -> None:
    item_id, version, _ = item_of(system)
    form = {"target": "selected", "version": str(version), "back": back}
    answer = sign_in(Role.LEADER).post(f"/agenda/{item_id}", data=form)
    assert answer.headers["location"] == f"/agenda/{item_id}"


def test_leaving_out_wants_a_reason_and_keeps_what_was_typed(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    item_id, version, _ = item_of(system)
    address, form = f"/agenda/{item_id}", {"target": "dropped", "version": str(version)}
    empty = client.post(address, data=form | {"note": " "})
    assert empty.status_code == 400
    assert "请写明理由" in empty.text
    stale = client.post(address, data=form | {"version": "7", "note": "专班已在办理"})
    assert stale.status_code == 409
    assert "专班已在办理" in stale.text
    assert client.post(address, data=form | {"note": "专班已在办理"}).status_code == 303
    assert "专班已在办理" in client.get(address).text


def test_who_may_not_decide_has_no_button_and_is_refused(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    item_id, version, _ = item_of(system)
    for role, code in ((Role.SUPERVISOR, 403), (Role.DISCIPLINE_VIEWER, 403), (Role.AGENT, 403)):
        client = sign_in(role)
        assert "选为议题" not in client.get(f"/agenda/{item_id}").text
        form = {"target": "selected", "version": str(version)}
        assert client.post(f"/agenda/{item_id}", data=form).status_code == code
    assert item_of(system)[2] == A.CANDIDATE


def test_a_step_the_table_does_not_have_is_refused(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    item_id, version, _ = item_of(system)
    client = sign_in(Role.LEADER)
    form = {"version": str(version), "note": "x"}
    assert client.post(f"/agenda/{item_id}", data=form | {"target": "closed"}).status_code == 422
    assert client.post(f"/agenda/{item_id}", data=form | {"target": "x"}).status_code == 404


def bring(
    system: System, client: TestClient, target: AgendaStatus, **answers: str
) -> tuple[int, str]:
    """Post a change; return the answer's code and the page."""
    item_id, version, _ = item_of(system)
    form = {"target": target.value, "version": str(version), **answers}
    answer = client.post(f"/agenda/{item_id}", data=form)
    return answer.status_code, answer.text


def test_who_leads_what_and_by_when_is_asked_kept_and_followed(
    system: System, numbers: list[str], sign_in: SignIn
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
    system: System, numbers: list[str], sign_in: SignIn
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
    system: System, numbers: list[str], sign_in: SignIn
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


def test_what_was_decided_before_is_followed_on_a_later_month(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    with system.store.write() as uow:
        uow.session.execute(update(AgendaItemRow).values(month="2025-12", status="in_governance"))
        step = uow.agenda.steps(uow.agenda.running(MONTH, [A.IN_GOVERNANCE]).popitem()[1].id)[0]
        step.note = "牵头单位：市供水集团\n完成时限：2026-01-31"
    page = sign_in(Role.LEADER).get(f"/month?month={MONTH}").text
    told = page[page.index("以前定的，还在办") :]
    assert "市供水集团牵头" in told
    assert "已过时限" in told
    with system.store.write() as uow:
        uow.session.execute(update(AgendaItemRow).values(status="closed"))
    assert "以前定的，还在办" not in sign_in(Role.LEADER).get(f"/month?month={MONTH}").text


def test_every_change_of_the_table_has_a_verb() -> None:
    assert set(VERBS) == {(s, t) for s, targets in AGENDA_TABLE.items() for t in targets}


def test_a_leader_picks_a_topic_directly(system: System, sign_in: SignIn) -> None:
    plant(system, event=4)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, system.now())
        topic = max(uow.months.topics(MONTH), key=lambda t: t.heat)
    address = f"/month/{MONTH}/topics/{topic.topic_id}"
    client = sign_in(Role.LEADER)
    assert f"{address}/pick" in client.get(address).text
    assert client.post(f"{address}/pick").status_code == 303
    assert item_of(system)[2] == A.SELECTED
    assert "/pick" not in sign_in(Role.ANALYST).get(address).text


def test_the_agenda_lists_items_by_state(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    assert "搅拌站" in client.get("/agenda").text
    assert "搅拌站" in client.get("/agenda?status=candidate").text
    assert "没有这样的议题" in client.get("/agenda?status=closed").text
    assert "搅拌站" in client.get("/agenda?status=nonsense").text


def test_reported_matters_are_counted_but_not_listed_for_a_leader(
    system: System, sign_in: SignIn
) -> None:
    """A leader's list leaves 举报 out and says so; the supervisor sees them."""
    from sqlalchemy import text

    planted = plant(system)
    with system.store.write() as uow:
        query = text("update ticket set request_type = 'report' where no = :no")
        uow.session.execute(query, {"no": planted[0]})
        agenda.prepare(uow, system.hotline, MONTH, system.now())
        topic = max(uow.months.topics(MONTH), key=lambda t: t.heat)
    address = f"/month/{MONTH}/topics/{topic.topic_id}"
    seen = sign_in(Role.LEADER).get(address).text
    assert f"/tickets/{planted[0]}" not in seen
    assert "另有 1 件按规定不在您的查看范围内" in seen
    assert f"/tickets/{planted[0]}" in sign_in(Role.SUPERVISOR).get(address).text


def test_the_matters_listed_and_those_answered_at_once_are_counted_apart(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    with system.store.write() as uow:
        event = max(uow.months.topics(MONTH), key=lambda t: t.heat)
        columns = (c.key for c in HotTopicRow.__table__.columns)
        values = {name: getattr(event, name) for name in columns}
        uow.session.add(HotTopicRow(**values | {"topic_id": "E1", "size": 5, "answered": 5}))
        size = event.size
    page = sign_in(Role.LEADER).get("/month").text
    assert f"集中在一处的 1 件事合计 {size} 件，占受理的 {size / 16:.0%}" in page
    assert "另有 1 件事多数当场答复，合计 5 件，不在内" in page


def test_what_was_done_is_told_where_the_page_returns_to(
    system: System, numbers: list[str], sign_in: SignIn
) -> None:
    """The page returns to the agenda, below the message, which therefore goes along."""
    client = sign_in(Role.LEADER)
    assert bring(system, client, A.SELECTED, back=f"/month?month={MONTH}#agenda")[0] == 303
    page = client.get("/month").text
    assert re.search(r'id="messages"[^>]*>\s*<div class="flash[^>]*data-success', page)
    css = (ROOT / "service/web/static/components.css").read_text(encoding="utf-8")
    assert re.search(r"#messages \{[^}]*position: sticky", css)


def test_what_an_item_is_measured_by_is_chosen_on_its_page_and_said_there(
    system: System, numbers: list[str], sign_in: SignIn
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
    system: System, numbers: list[str], sign_in: SignIn
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
    system: System, numbers: list[str], sign_in: SignIn
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
    assert "停得最久的是" in paper
    assert "王某" not in paper
    assert client.get(f"/agenda/{item_id}/paper.docx").content[:2] == b"PK"
