"""A meeting is planned, filled, held and signed on its pages; what was typed wrongly stays."""

from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.permissions import SYSTEM, Role
from service.store.month.agenda_items import AgendaDraft
from tests.installation import Clock, SignIn
from tests.months import MONTH

DAY = "2026-03-12"
URL = f"/meetings/{DAY}"
PLAN = {"held_on": DAY, "starts_at": "09:30", "place": "二楼会议室", "chair": "副市长"}


def laid(system: System, planted: list[str]) -> list[int]:
    """Two candidates."""
    with system.store.write() as uow:
        draft = AgendaDraft("T9", "路灯不亮", 2, ["5 件"], planted[-5:])
        uow.agenda.nominate(MONTH, draft, SYSTEM, system.now(), note="月度分析提出")
        return [item.id for item in uow.agenda.of_month(MONTH)]


def put(client: TestClient, item: int, version: int = 1) -> int:
    return client.post(f"{URL}/items", data={"item": item, "version": version}).status_code


def test_a_meeting_is_planned_filled_and_cancelled(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    clerk, leader = sign_in(Role.ANALYST), sign_in(Role.LEADER)
    assert "还没有安排调度会" in clerk.get("/meetings").text
    assert clerk.get(URL).status_code == 404
    wrong = clerk.post("/meetings", data=PLAN | {"held_on": "2026-03-01"})
    assert (wrong.status_code, "二楼会议室" in wrong.text) == (400, True)
    assert clerk.post("/meetings", data=PLAN).status_code == 303
    assert clerk.post("/meetings", data=PLAN).status_code == 409
    first, second = laid(system, worked_month)
    assert "会上还没有议题" in clerk.get(URL).text
    assert put(clerk, first) == 303
    page = clerk.get(URL).text
    assert "拟上会，待领导选定" in page
    assert "选定上会" not in page
    assert put(leader, first) == put(leader, second) == 303
    page = leader.get(URL).text
    assert "成因、解决路径与政策依据、督办安排、责任清单" in page
    move = {"version": "3", "up": str(second)}
    assert leader.post(f"{URL}/order", data=move).status_code == 303
    assert leader.post(f"{URL}/order", data=move).status_code == 409
    assert "，二楼会议室，副市长主持" in leader.get(f"{URL}/paper.html").text
    off = clerk.post(f"{URL}/items/off", data={"item": first, "version": 3})
    assert (off.status_code, "请写明理由" in off.text) == (400, True)
    change = PLAN | {"version": "1", "place": "三楼会议室"}
    refused = clerk.post(f"{URL}/change", data=change)
    assert (refused.status_code, "三楼会议室" in refused.text) == (400, True)
    assert clerk.post(f"{URL}/change", data=change | {"why": "人多"}).status_code == 303
    page = clerk.get(URL).text
    assert "地点：二楼会议室 改为 三楼会议室" in page
    assert clerk.post(f"{URL}/cancel", data={"version": "2", "why": ""}).status_code == 400
    cancel = {"version": "2", "why": "并入下月"}
    assert clerk.post(f"{URL}/cancel", data=cancel).status_code == 303
    assert "已取消" in clerk.get("/meetings").text
    viewer = sign_in(Role.DISCIPLINE_VIEWER)
    assert "并入下月" in viewer.get(URL).text
    assert viewer.post("/meetings", data=PLAN).status_code == 403


def test_a_meeting_is_held_decided_on_and_signed(
    system: System, worked_month: list[str], sign_in: SignIn, clock: Clock
) -> None:
    leader = sign_in(Role.LEADER)
    leader.post("/meetings", data=PLAN)
    first, second = laid(system, worked_month)
    assert put(leader, first) == put(leader, second) == 303
    early = leader.post(f"{URL}/hold", data={"version": "1"})
    assert (early.status_code, "还没到会议那天" in early.text) == (422, True)
    clock.advance(days=2)
    leader = sign_in(Role.LEADER)
    assert "登记已开会" in leader.get(URL).text
    assert leader.post(f"{URL}/hold", data={"version": "1"}).status_code == 303
    assert "还有 2 个议题没有记会议决定" in leader.get(URL).text
    minutes = {f"decision-{first}": "限三个月搬迁", "version": "2", "attended": "住建局"}
    assert leader.post(URL, data=minutes).status_code == 303
    stale = leader.post(URL, data=minutes | {f"decision-{first}": "另一个决定"})
    assert (stale.status_code, "另一个决定" in stale.text) == (409, True)
    long = {f"decision-{second}": "长" * 2001, "version": "3"}
    refused = leader.post(URL, data=long)
    assert (refused.status_code, "最多 2000 字" in refused.text) == (400, True)
    undecided = leader.post(f"{URL}/sign", data={"version": "3"})
    assert (undecided.status_code, "“路灯不亮”还没有记决定" in undecided.text) == (422, True)
    leader.post(URL, data={f"decision-{second}": "月底前修好", "version": "3"})
    assert "签发纪要" in leader.get(URL).text
    analyst = sign_in(Role.ANALYST)
    assert analyst.post(f"{URL}/sign", data={"version": "4"}).status_code == 403
    assert leader.post(f"{URL}/sign", data={"version": "4"}).status_code == 303
    what_was_signed_is_read(leader, first)
    viewer = sign_in(Role.DISCIPLINE_VIEWER)
    assert "限三个月搬迁" in viewer.get(URL).text
    again = leader.post(f"{URL}/correct", data={"version": "5", "why": "期限写错"})
    assert again.status_code == 303
    assert "限三个月搬迁" in leader.get(URL).text


def what_was_signed_is_read(leader: TestClient, first: int) -> None:
    """Minutes and papers to read, print and take away; what came later stands apart."""
    signed = leader.get(f"{URL}/minutes.html").text
    assert all(words in signed for words in ("限三个月搬迁", "月底前修好", "参加：住建局"))
    assert "纪要还没有签发" not in signed
    paper = leader.get(f"{URL}/paper.html").text
    places = [paper.index(word) for word in ("议程", "议题一：", "议题二：路灯不亮")]
    assert places == sorted(places)
    assert '<section id="later" class="no-print">' in paper
    assert '<section id="later">' in leader.get(f"{URL}/paper.html?later=1").text
    own = leader.get(f"/agenda/{first}/paper.html").text
    assert own.index("会议决定：限三个月搬迁") > own.index('<section id="later"')
    assert "王某" not in paper
    for name in ("paper.docx", "paper.docx?later=1", "minutes.docx"):
        assert leader.get(f"{URL}/{name}").content[:2] == b"PK"
