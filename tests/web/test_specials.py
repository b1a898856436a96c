"""A special report is asked for, made, read and taken along; a brief stands in its own list."""

import re
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from service.bootstrap import System
from service.domain.permissions import Role
from service.jobs import background, special, weekly
from tests.installation import SignIn
from tests.months import plant

FEBRUARY = {"first": "2026-02-01", "last": "2026-02-28"}


@pytest.fixture(autouse=True)
def _at_once(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job runs before the answer, not beside it."""
    at_once = lambda system, job, period: special.run_special(system, system.now())  # noqa: E731
    monkeypatch.setattr(background, "start", at_once)


def test_one_is_asked_for_read_doubted_and_taken_along(system: System, sign_in: SignIn) -> None:
    plant(system)
    leader = sign_in(Role.LEADER)
    assert "还没有专报" in leader.get("/specials").text
    made = leader.post("/specials", data={**FEBRUARY, "title": "二月情况"})
    assert (made.status_code, made.headers["location"]) == (303, "/specials/1")
    page = leader.get("/specials/1").text
    assert "二月情况" in page
    links = re.findall(r'<a href="(/specials/1/tickets\?of=[^"]+)">(\d+)件?</a>', page)
    assert len(links) > 15
    for link, number in links[::6]:
        assert f"共 {number} 件工单" in leader.get(unescape(link)).text, link
    word = Document(BytesIO(leader.get("/specials/1/report.docx").content))
    assert "共受理诉求16件" in "".join(p.text for p in word.paragraphs)
    book = load_workbook(BytesIO(leader.get("/specials/1/report.xlsx").content))
    assert book["受理渠道"]["B3"].value == 16
    assert leader.get("/specials/1/report.pdf").status_code == 404
    assert 'href="/specials/1"' in leader.get("/specials").text
    assert leader.get("/specials/1/progress").headers["HX-Refresh"] == "true"
    assert leader.get("/specials/2").status_code == 404


def test_one_is_written_in_sent_signed_and_read_as_signed(system: System, sign_in: SignIn) -> None:
    plant(system)
    analyst, leader = sign_in(Role.ANALYST), sign_in(Role.LEADER)
    analyst.post("/specials", data={**FEBRUARY, "title": "二月情况"})
    assert "写分析、送签" in analyst.get("/specials/1").text
    assert "写分析、送签" not in leader.get("/specials/1").text
    assert leader.post("/specials/1/editions").status_code == 403
    first = "/specials/1/editions/1"
    assert analyst.post("/specials/1/editions").headers["location"] == first
    assert analyst.post("/specials/1/editions").status_code == 422, "one at a time"
    texts = {
        "version": "1",
        "note-2": "夜间施工没有报备。",
        "advice": "由住建局牵头，下月底前整改。",
    }
    assert analyst.post(f"{first}/texts", data=texts).status_code == 303
    sent = {"version": "2", "step": "submit"}
    assert analyst.post(f"{first}/steps", data=sent).status_code == 303
    signed = {"version": "3", "step": "sign"}
    assert analyst.post(f"{first}/steps", data=signed).status_code == 403
    assert "由住建局牵头" not in leader.get("/specials/1").text, "not before it is signed"
    assert leader.post(f"{first}/steps", data=signed).status_code == 303
    page = leader.get("/specials/1").text
    assert "对策建议" in page
    assert "由住建局牵头，下月底前整改。" in page
    assert "/specials/1/tickets?of=" in page, "numbers still lead to their tickets"
    assert "已签发" in leader.get("/specials").text
    word = leader.get("/specials/1/report.docx").content
    assert word == leader.get(f"{first}/report.docx").content
    assert "夜间施工没有报备。" in "".join(p.text for p in Document(BytesIO(word)).paragraphs)
    assert leader.get("/specials/1/editions/2").status_code == 404
    assert leader.get("/specials/9/editions/1").status_code == 404
    assert leader.get("/specials/x/editions/1").status_code == 404
    assert "还没有月报" in leader.get("/reports").text, "no month's report"


def test_who_may_not_ask_may_read_and_who_may_neither_sees_nothing(
    system: System, sign_in: SignIn
) -> None:
    assert sign_in(Role.ANALYST).post("/specials", data=FEBRUARY).status_code == 303
    supervisor, agent = sign_in(Role.SUPERVISOR), sign_in(Role.AGENT)
    assert supervisor.get("/specials/1").status_code == 200
    assert supervisor.post("/specials", data=FEBRUARY).status_code == 403
    assert "要一份专报" not in supervisor.get("/specials").text
    for address in ("/specials", "/specials/1", "/specials/1/report.docx"):
        assert agent.get(address).status_code == 403


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"first": "2026-02-30"}, "不是日期"),
        ({"first": "2026-03-01"}, "先起后止"),
        ({"topic": "没有的主题"}, "没有这个主题"),
        ({"unit": "没有的单位"}, "没有这个单位"),
        ({"item": "77"}, "没有这个议题"),
        ({"title": "找王先生13911112222"}, "个人信息"),
    ],
)
def test_a_slip_keeps_what_was_typed(sign_in: SignIn, given: dict[str, str], why: str) -> None:
    answer = sign_in(Role.LEADER).post("/specials", data={**FEBRUARY, **given})
    assert answer.status_code == 400
    assert why in answer.text
    if "item" not in given:  # chosen from a list that does not have it
        assert next(iter(given.values())) in answer.text


def test_the_brief_of_a_week_is_made_once_and_the_same_again(
    system: System, sign_in: SignIn
) -> None:
    plant(system)
    for _ in range(2):
        done = weekly.run_week(system, "2026-02-02", system.now())
        assert done is not None
        assert done.counts == {"reports": 1}
    leader = sign_in(Role.LEADER)
    rows = leader.get("/specials?tab=week").text
    assert rows.count("/report.docx") == 1
    first = leader.get("/specials/1/report.docx").content
    page = leader.get("/specials/1").text
    assert "2026年第6周" in page
    weekly.run_week(system, "2026-02-02", system.now())
    assert leader.get("/specials/1/report.docx").content == first
    for link, number in re.findall(r'<a href="(/specials/1/tickets[^"]+)">(\d+)件</a>', page)[:3]:
        assert f"共 {number} 件工单" in leader.get(unescape(link)).text


def test_one_that_breaks_is_told_and_can_be_made_again(
    system: System, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = sign_in(Role.LEADER)
    with monkeypatch.context() as patch:
        patch.setattr(special.asked, "work_out", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            leader.post("/specials", data=FEBRUARY)
    assert "程序出错" in leader.get("/specials/1").text
    assert leader.post("/specials/1/again").status_code == 303
    assert "总体情况" in leader.get("/specials/1").text
    assert leader.post("/specials/1/again").status_code == 400
