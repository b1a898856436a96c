"""The analyst writes and submits, the leader signs; a slip keeps what was typed."""

from urllib.parse import quote

from fastapi.testclient import TestClient
from httpx2 import Response

from service.bootstrap import System
from service.domain.permissions import Role
from tests.installation import SignIn
from tests.months import MONTH

REPORT = f"/reports/{MONTH}"
FIRST = f"{REPORT}/editions/1"


def test_written_submitted_and_signed_by_two(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    analyst, leader = sign_in(Role.ANALYST), sign_in(Role.LEADER)
    assert "起草本期月报" in analyst.get(REPORT).text
    assert "起草本期月报" not in leader.get(REPORT).text
    assert leader.post(f"{REPORT}/editions").status_code == 403
    assert analyst.post(f"{REPORT}/editions").headers["location"] == FIRST

    texts = {"version": "1", "note-1": "共99999件，<b>多</b>", "advice": "由住建局牵头。"}
    assert analyst.post(f"{FIRST}/texts", data=texts).status_code == 303
    page = analyst.get(FIRST).text
    assert "99999件" in page.split("请核对这些数")[1][:200]
    assert "与机器稿对照" in page
    assert "<b>多</b>" not in page
    slip = analyst.post(f"{FIRST}/texts", data={"version": "2", "note-2": "请找13911112222"})
    assert slip.status_code == 400
    assert "请找13911112222" in slip.text
    old = analyst.post(f"{FIRST}/texts", data={"version": "1", "note-2": "乙"})
    assert (old.status_code, "刚才被别人改过" in old.text) == (409, True)

    assert "等您签发" not in leader.get("/month").text
    take(analyst, "submit", 2)
    assert FIRST in leader.get("/month").text.split("等您签发")[1][:200]
    assert "等您签发" not in analyst.get("/month").text
    assert take(analyst, "sign", 3).status_code == 403
    assert take(leader, "send_back", 3).status_code == 400
    assert take(leader, "sign", 3).status_code == 303
    word = leader.get(f"{REPORT}/report.docx").content
    assert leader.get(f"{FIRST}/report.docx").content == word
    what_vanished_is_told_as_made_again(system, leader)
    shown = leader.get(REPORT).text
    assert "由住建局牵头。" in shown
    assert "之后有" in shown or "之后没有变动" in shown
    assert leader.get(f"{FIRST}/moved").status_code == 200
    told = leader.get(f"/api/v1/reports/{MONTH}").json()
    assert told["edition"]["number"] == 1
    assert set(told["edition"]["files"]) == {"html", "docx", "xlsx"}
    assert told["paper"]["sections"][8]["sentences"] == ["由住建局牵头。"]
    assert "已签发" in leader.get("/reports").text
    assert "发起更正" in analyst.get(REPORT).text
    assert analyst.post(f"{REPORT}/editions").status_code == 400


def take(client: TestClient, step: str, version: int) -> Response:
    return client.post(f"{FIRST}/steps", data={"version": str(version), "step": step})


def what_vanished_is_told_as_made_again(system: System, leader: TestClient) -> None:
    with system.store.read() as uow:
        system.store.editions.drop(uow.editions.get(MONTH, 1).files["docx"])
    for url in (f"{REPORT}/report.docx", f"{FIRST}/report.docx"):
        named = leader.get(url).headers["content-disposition"]
        assert "-remade.docx" in named
        assert quote("重制") in named
    assert "重制" not in leader.get(f"{REPORT}/report.xlsx").headers["content-disposition"]
    assert "下载到的是重制件" in leader.get(FIRST).text
