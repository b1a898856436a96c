"""A meeting's items are put in order, printed as one paper, and decided on."""

from service.bootstrap import System
from service.domain.agenda import AgendaStatus as A
from service.domain.permissions import SYSTEM, Role
from service.store.agenda_items import AgendaDraft
from tests.installation import SignIn
from tests.months import MONTH

DAY = "2026-03-12"
URL = f"/meetings/{DAY}"


def called(system: System, planted: list[str]) -> list[int]:
    """Two items called to the same meeting."""
    with system.store.write() as uow:
        draft = AgendaDraft("T9", "路灯不亮", 2, ["5 件"], planted[-5:])
        uow.agenda.nominate(MONTH, draft, SYSTEM, system.now(), note="月度分析提出")
        items = uow.agenda.of_month(MONTH)
        for item in items:
            item.status = A.SCHEDULED.value
            uow.agenda.steps(item.id)[0].note = f"会议日期：{DAY}"
        return [item.id for item in items]


def test_a_meeting_is_arranged_printed_and_its_decisions_are_kept(
    system: System, worked_month: list[str], sign_in: SignIn
) -> None:
    leader = sign_in(Role.LEADER)
    assert "还没有排定的调度会" in leader.get("/meetings").text
    assert leader.get(URL).status_code == 404
    first, second = called(system, worked_month)
    assert "2026年3月12日" in leader.get("/meetings").text
    page = leader.get(URL).text
    assert "成因、解决路径与政策依据、督办安排、责任清单" in page
    move = {"version": "0", "up": str(second)}
    assert leader.post(f"{URL}/order", data=move).status_code == 303
    assert leader.post(f"{URL}/order", data=move).status_code == 409
    page = leader.get(URL).text
    assert page.index(f"decision-{second}") < page.index(f"decision-{first}")
    minutes = {f"decision-{first}": "限三个月搬迁", f"decision-{second}": "月底前修好"}
    assert leader.post(URL, data=minutes).status_code == 303
    stale = leader.post(URL, data={f"decision-{first}": "另一个决定"})
    assert (stale.status_code, "另一个决定" in stale.text) == (409, True)
    long = leader.post(URL, data={f"decision-{first}": "长" * 2001, f"version-{first}": "1"})
    assert (long.status_code, "最多 2000 字" in long.text) == (400, True)
    paper = leader.get(f"{URL}/paper.html").text
    places = [paper.index(word) for word in ("议程", "议题 1：路灯不亮", "月底前修好", "议题 2：")]
    assert places[0] < places[1] < places[3]
    assert "【会议决定】限三个月搬迁" in paper
    assert "王某" not in paper
    assert leader.get(f"{URL}/paper.docx").content[:2] == b"PK"
    viewer = sign_in(Role.DISCIPLINE_VIEWER)
    assert "限三个月搬迁" in viewer.get(URL).text
    assert viewer.post(URL, data=minutes).status_code == 403
