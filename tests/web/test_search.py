"""Searching and downloading tickets."""

import csv
import io

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.bootstrap import System
from service.domain.permissions import Role
from service.store.tables.callers import AccessRow
from service.web.pages import downloads
from tests.installation import OTHER_UNIT, SignIn
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")

PHONE = "我的电话是13812345678，样例路东段的路灯不亮，请尽快修。"


def test_the_page_lists_what_the_filters_ask_for(story: Story, sign_in: SignIn) -> None:
    lamp, other = story.at_unit(), story.at_unit(unit=OTHER_UNIT, text="水管爆裂，请尽快抢修。")
    page = sign_in(Role.SUPERVISOR).get("/tickets", params={"unit": OTHER_UNIT})
    assert other.no in page.text
    assert lamp.no not in page.text
    assert "主办单位：" in page.text


def test_a_whole_number_opens_the_ticket(story: Story, sign_in: SignIn) -> None:
    ticket = story.registered()
    answer = sign_in(Role.AGENT).get("/tickets", params={"q": f" {ticket.no} "})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/tickets/{ticket.no}"


def test_a_telephone_number_is_looked_for_where_it_leaves_no_trace(sign_in: SignIn) -> None:
    asked = {"q": "138-0000-0001"}
    assert (
        'href="/tickets/new#phone=13800000001"'
        in sign_in(Role.AGENT).get("/tickets", params=asked).text
    )
    assert "不按电话号码找" in sign_in(Role.SUPERVISOR).get("/tickets", params=asked).text


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("unit", "月球局", "没有这个单位"),
        ("topic", "没有的主题", "没有这个主题"),
        ("area", "没有的区", "没有这个地区"),
        ("month", "上个月", "月份要写成"),
        ("from", "昨天", "日期要写成"),
        ("status", "mystery", "条件失效"),
        ("cursor", "nonsense", "条件失效"),
        ("sort", "title", "条件失效"),
        ("request_type", "gossip", "没有符合条件"),
        ("q", "长" * 300, "最多 200 字"),
    ],
)
def test_what_cannot_be_understood_is_said_and_kept(
    story: Story, sign_in: SignIn, name: str, value: str, words: str
) -> None:
    ticket = story.registered()
    page = sign_in(Role.SUPERVISOR).get("/tickets", params={name: value})
    assert page.status_code == 200
    assert words in page.text
    assert ticket.no not in page.text


def test_links_of_other_pages_show_names_for_their_codes(story: Story, sign_in: SignIn) -> None:
    story.at_unit()
    page = sign_in(Role.LEADER).get("/tickets", params={"topic": "03", "unit": OTHER_UNIT})
    assert "主题：供水供电供气供热" in page.text
    assert f"主办单位：{OTHER_UNIT}" not in page.text


def test_tabs_count_by_status_within_the_other_filters(story: Story, sign_in: SignIn) -> None:
    story.registered()
    story.closed()
    page = sign_in(Role.SUPERVISOR).get("/tickets", params={"status": "closed"})
    assert '全部<span class="count">2</span>' in page.text
    assert '办结<span class="count">1</span>' in page.text
    assert "本页 1 件，共 1 件" in page.text


def test_the_download_masks_and_is_written_down(
    story: Story, sign_in: SignIn, system: System
) -> None:
    ticket = story.registered(PHONE)
    story.registered("水管爆裂，请尽快抢修。")
    answer = sign_in(Role.SUPERVISOR).get("/tickets.csv", params={"q": "路灯"})
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["工单编号"] for row in rows] == [ticket.no]
    assert "13812345678" not in answer.text
    assert "王先生" not in answer.text
    assert "路灯不亮" in rows[0]["诉求内容"]
    with system.store.read() as uow:
        traces = uow.session.execute(select(AccessRow.actor_id, AccessRow.what)).all()
    assert traces == [(story.who(Role.SUPERVISOR).id, "export:1")]


def test_the_workbook_holds_the_same_rows(story: Story, sign_in: SignIn) -> None:
    tickets = [story.registered() for _ in range(3)]
    answer = sign_in(Role.ANALYST).get("/tickets.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    numbers = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert numbers == [ticket.no for ticket in tickets][::-1]


def test_a_text_that_looks_like_a_formula_stays_text(story: Story, sign_in: SignIn) -> None:
    story.registered("=HYPERLINK(1) 样例路的路灯不亮，请修。", title="=1+1")
    answer = sign_in(Role.SUPERVISOR).get("/tickets.csv")
    row = next(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert row["标题"] == "'=1+1"


def test_a_long_list_is_refused_as_a_workbook_but_not_as_csv(
    story: Story, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "WORKBOOK_MOST", 1)
    tickets = [story.registered() for _ in range(2)]
    client = sign_in(Role.SUPERVISOR)
    assert "下载 CSV" in client.get("/tickets.xlsx").text
    text = client.get("/tickets.csv").text
    assert all(ticket.no in text for ticket in tickets)


def test_without_the_right_there_is_no_download(story: Story, sign_in: SignIn) -> None:
    story.registered()
    agent = sign_in(Role.AGENT)
    assert "下载 CSV" not in agent.get("/tickets").text
    assert agent.get("/tickets.csv").status_code == 403


def test_an_empty_list_says_what_to_do(sign_in: SignIn) -> None:
    page = sign_in(Role.DISPATCHER).get("/tickets")
    assert "没有符合条件的工单" in page.text
    assert "清除条件" in page.text


def test_pages_follow_each_other(story: Story, sign_in: SignIn) -> None:
    tickets = [story.registered() for _ in range(3)]
    client = sign_in(Role.SUPERVISOR)
    first = client.get("/tickets", params={"size": 2})
    assert 'rel="next"' in first.text
    assert tickets[0].no not in first.text


def test_whoever_signs_in_comes_back_to_the_list_as_it_was_filtered(client: TestClient) -> None:
    answer = client.get("/tickets?month=2026-03&late=1")
    assert answer.headers["location"] == "/sign-in?next=/tickets%3Fmonth%3D2026-03%26late%3D1"
    assert client.get("/agenda").headers["location"] == "/sign-in?next=/agenda"


def test_a_method_that_is_not_allowed_is_not_called_missing(client: TestClient) -> None:
    answer = client.delete("/api/v1/tickets")
    assert (answer.status_code, answer.json()["error"]) == (405, "BadInput")
