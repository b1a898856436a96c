"""Reports on the screen, on paper, as files and as JSON."""

import re
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from service.domain.permissions import Role
from tests.installation import SignIn
from tests.months import MONTH

ADDRESS = f"/reports/{MONTH}"


@pytest.fixture
def leader(worked_month: list[str], sign_in: SignIn) -> TestClient:
    return sign_in(Role.LEADER)


def test_the_list_leads_to_the_report(leader: TestClient) -> None:
    page = leader.get("/reports").text
    assert f'href="{ADDRESS}"' in page
    assert "2026年第2期" in page
    assert "16" in page


def test_without_reports_the_list_says_when_they_come(sign_in: SignIn) -> None:
    assert "每月一日" in sign_in(Role.LEADER).get("/reports").text


def test_a_number_leads_to_exactly_its_tickets(leader: TestClient, sign_in: SignIn) -> None:
    page = leader.get(ADDRESS).text
    links = re.findall(rf'<a href="({ADDRESS}/tickets\?of=[^"]+)">(\d+)件?</a>', page)
    assert len(links) > 30
    for link, number in links[::9]:
        assert f"共 {number} 件工单" in leader.get(unescape(link)).text, link
    assert leader.get(f"{ADDRESS}/tickets?of=nothing").status_code == 404
    assert sign_in(Role.AGENT).get(f"{ADDRESS}/tickets?of=all").status_code == 403


def test_paper_has_no_links_into_the_program(leader: TestClient) -> None:
    page = leader.get(f"{ADDRESS}/print").text
    body = page[page.index("<main") : page.index("</main>")]
    assert "/tickets" not in body
    assert "一、总体情况" in body


def test_word_and_excel_open_and_say_the_same(leader: TestClient) -> None:
    word = leader.get(f"{ADDRESS}/report.docx")
    assert "attachment" in word.headers["content-disposition"]
    text = "\n".join(p.text for p in Document(BytesIO(word.content)).paragraphs)
    assert "共受理群众诉求16件" in text
    book = load_workbook(BytesIO(leader.get(f"{ADDRESS}/report.xlsx").content))
    assert book["受理渠道"]["B3"].value == 16
    assert leader.get(f"{ADDRESS}/report.pdf").status_code == 404


def test_the_files_are_the_same_bytes_each_time(leader: TestClient) -> None:
    for ending in ("docx", "xlsx"):
        address = f"{ADDRESS}/report.{ending}"
        assert leader.get(address).content == leader.get(address).content


def test_a_month_without_a_report_is_not_found(leader: TestClient) -> None:
    for address in ("/reports/2020-01", "/reports/x", "/reports/2020-01/print"):
        assert leader.get(address).status_code == 404


def test_the_month_as_json(leader: TestClient) -> None:
    found = leader.get(f"/api/v1/agenda?month={MONTH}").json()
    assert found["month"] == MONTH
    assert found["topics"][0]["size"] == 6
    assert found["items"][0]["topic_id"] == found["topics"][0]["topic_id"]
    assert len(found["items"][0]["tickets"]) == 6
    assert leader.get("/api/v1/agenda").json() == found
    report = leader.get(f"/api/v1/reports/{MONTH}").json()
    assert report["headline"]["total"] == 16
    assert report["paper"]["sections"][0]["heading"] == "总体情况"
    assert len(report["data_hash"]) == 64


def test_json_says_in_words_what_is_missing(leader: TestClient, sign_in: SignIn) -> None:
    answer = leader.get("/api/v1/reports/2020-01")
    assert answer.status_code == 404
    assert "还没有分析" in answer.json()["message"]
    assert sign_in(Role.AGENT).get("/api/v1/agenda").status_code == 403


def test_without_any_month_the_agenda_is_empty(sign_in: SignIn) -> None:
    found = sign_in(Role.LEADER).get("/api/v1/agenda").json()
    assert found == {"month": "", "as_of": None, "topics": [], "items": []}
