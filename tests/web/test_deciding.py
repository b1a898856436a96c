"""Deciding on what the month found: chosen, left out, brought on, by whoever may."""

import re

import pytest

from service.bootstrap import System
from service.domain.agenda import AGENDA_TABLE, AgendaStatus
from service.domain.permissions import Role
from service.flows.month import agenda
from service.web.views.agendarows import VERBS
from tests.installation import SignIn
from tests.months import MONTH, plant
from tests.source import ROOT
from tests.web.items import bring, item_of

A = AgendaStatus


def test_an_item_says_why_it_rose_and_leads_to_exactly_these_tickets(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    client, item_id = sign_in(Role.LEADER), item_of(system)[0]
    page = client.get(f"/agenda/{item_id}").text
    card = page[page.index("为什么多起来") : page.index("数的是")]
    assert "上月没有" in card
    told = page[page.index("典型工单") :]
    names = ("时间地点", "反映什么", "要求什么", "怎么办的", "结果")
    assert all(f"<dt>{name}</dt>" in told for name in names)
    links = re.findall(rf'href="(/agenda/{item_id}/tickets[^"]+)">(\d+)件</a>', card)
    assert links
    for href, count in links:
        shown = client.get(href.replace("&amp;", "&")).text
        assert f"共 {count} 件工单" in shown
        assert len(set(re.findall(r"/tickets/(\d{14})", shown))) == int(count)
    assert client.get(f"/agenda/{item_id}/tickets?of=elsewhere").status_code == 404


def test_selecting_moves_the_item_and_returns_to_the_month(
    system: System, worked_month: list[str], sign_in: SignIn
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
    system: System, worked_month: list[str], sign_in: SignIn, back: str
) -> None:
    item_id, version, _ = item_of(system)
    form = {"target": "selected", "version": str(version), "back": back}
    answer = sign_in(Role.LEADER).post(f"/agenda/{item_id}", data=form)
    assert answer.headers["location"] == f"/agenda/{item_id}"


def test_leaving_out_wants_a_reason_and_keeps_what_was_typed(
    system: System, worked_month: list[str], sign_in: SignIn
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
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    item_id, version, _ = item_of(system)
    for role, code in ((Role.SUPERVISOR, 403), (Role.DISCIPLINE_VIEWER, 403), (Role.AGENT, 403)):
        client = sign_in(role)
        assert "选为议题" not in client.get(f"/agenda/{item_id}").text
        form = {"target": "selected", "version": str(version)}
        assert client.post(f"/agenda/{item_id}", data=form).status_code == code
    assert item_of(system)[2] == A.CANDIDATE


def test_a_step_the_table_does_not_have_is_refused(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    item_id, version, _ = item_of(system)
    client = sign_in(Role.LEADER)
    form = {"version": str(version), "note": "x"}
    assert client.post(f"/agenda/{item_id}", data=form | {"target": "closed"}).status_code == 422
    assert client.post(f"/agenda/{item_id}", data=form | {"target": "x"}).status_code == 404


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
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    client = sign_in(Role.LEADER)
    assert "搅拌站" in client.get("/agenda").text
    assert "搅拌站" in client.get("/agenda?status=candidate").text
    assert "没有这样的议题" in client.get("/agenda?status=closed").text
    assert "搅拌站" in client.get("/agenda?status=nonsense").text


def test_what_was_done_is_told_where_the_page_returns_to(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    """The page returns to the agenda, below the message, which therefore goes along."""
    client = sign_in(Role.LEADER)
    assert bring(system, client, A.SELECTED, back=f"/month?month={MONTH}#agenda")[0] == 303
    page = client.get("/month").text
    assert re.search(r'id="messages"[^>]*>\s*<div class="flash[^>]*data-success', page)
    css = (ROOT / "service/web/static/components.css").read_text(encoding="utf-8")
    assert re.search(r"#messages \{[^}]*position: sticky", css)
