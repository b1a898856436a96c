"""An agenda item goes its whole way: chosen, to the meeting, duties, callers, second look, back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from service.bootstrap import System
from service.domain.permissions import Role
from service.flows.governance.second_look import remind_of_looks, tell_of_returned
from tests.installation import UNIT, Clock
from tests.months import EVENT, MONTH

DAY = "2026-03-12"


def pressed(page: Any, label: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=False).last.click()


def decided(page: Any, label: str, **typed: str) -> None:
    """Unfold a change of the item, fill in what it asks, and make it."""
    page.locator("summary", has_text=label).click()
    for name, text in typed.items():
        page.locator(f"details[open] [name={name}]").last.fill(text)
    with page.expect_navigation():
        page.locator("details[open] button[type=submit]").last.click()


def unit_name(system: System) -> str:
    with system.store.read() as uow:
        return system.hotline.catalogue(uow, system.now()).units[UNIT].name


def grow_back(system: System, item_id: int) -> None:
    """As if the two newest months had been as loud as before the measure."""
    with system.store.write() as uow:
        body: dict[str, Any] = {"effect_pct": None, "low": None, "high": None, "p_placebo": None}
        body |= {"verdict": "not_estimable", "method": "", "reason": "可比的序列太少"}
        body |= {"naive_pct": 0.0, "controls": [], "after": [9, 9]}
        body |= {"target": "missed", "returned": True}
        uow.plans.keep("2026-07", {item_id: body}, system.now())
        assert remind_of_looks(uow, system.hotline, system.now()) == 1
        assert tell_of_returned(uow, system.hotline, system.now()) == 1


def prepared(leader: Any, secretary: Any) -> str:
    """Planned, chosen, compared, called (after a slip), its paper written; the address."""
    secretary.goto("/meetings")
    secretary.get_by_role("link", name="安排会议").first.click()
    secretary.locator("#f-held_on").fill(DAY)
    secretary.locator("#f-place").fill("二楼会议室")
    pressed(secretary, "安排")
    pressed(secretary, "拟上会")
    assert "拟上会，待领导选定" in secretary.content()
    leader.goto(f"/month?month={MONTH}")
    with leader.expect_navigation():
        leader.locator("#agenda a[href^='/agenda/']").first.click()
    url = f"/agenda/{leader.url.rpartition('/agenda/')[2]}"
    pressed(leader, "选为议题")
    leader.goto(f"{url}/plan")
    leader.locator("#f-at_most").fill("3")
    pressed(leader, "定下")
    decided(leader, "排入调度会", meeting_on="2026-03-21")
    decided(leader, "撤销“排入调度会”", why="日期写错了")
    assert "已撤销" in leader.content()
    leader.locator("summary", has_text="排入调度会").click()
    assert leader.locator("details[open] [name=meeting_on]").input_value() == DAY
    with leader.expect_navigation():
        leader.locator("details[open] button[type=submit]").last.click()
    leader.goto(f"{url}/paper")
    leader.locator("#f-causes").fill("搅拌站紧邻小区，夜里没有人管")
    pressed(leader, "存下")
    leader.goto(f"/meetings/{DAY}")
    assert "解决路径与政策依据、督办安排、责任清单" in leader.content()
    return url


def held(leader: Any) -> None:
    """Held, decided on, signed; the paper is what it was, and what came later stands apart."""
    leader.goto(f"/meetings/{DAY}")
    pressed(leader, "登记已开会")
    leader.locator("textarea[name^=decision]").first.fill("限三个月搬迁，夜间先停工")
    pressed(leader, "记下")
    pressed(leader, "签发纪要")
    leader.goto(f"/meetings/{DAY}/minutes.html")
    assert "限三个月搬迁，夜间先停工" in leader.content()
    leader.goto(f"/meetings/{DAY}/paper.html")
    assert "限三个月搬迁" in leader.locator("#later").inner_text()
    leader.emulate_media(media="print")
    assert not leader.locator("#later").is_visible()
    assert "限三个月搬迁" not in leader.locator("#main").inner_text()
    leader.emulate_media(media="screen")


def explained(leader: Any, url: str) -> None:
    """The item says why it rose, when it can be judged, and tells two tickets line by line."""
    leader.goto(url)
    assert "才能下结论" in leader.locator("#measured").inner_text()
    assert "怎么办的" in leader.locator("#typical").inner_text()
    number = leader.locator("#rise a").first
    count = number.inner_text().removesuffix("件")
    with leader.expect_navigation():
        number.click()
    assert f"共 {count} 件工单" in leader.content()


def done_by_the_unit(leader: Any, unit: Any, url: str, lead: str) -> None:
    """Governed, a duty received, reported on and found done; from its receipt on no undoing."""
    leader.goto(url)
    decided(leader, "开始治理", lead_unit=lead, measure="夜间停工，三个月搬迁", due_on="2026-06-10")
    leader.goto(f"{url}/duties/new")
    for name, text in (("task", "夜间停工"), ("target", "夜里零投诉"), ("lead", lead)):
        leader.locator(f"#f-{name}").fill(text)
    leader.locator("#f-due_on").fill("2026-04-01")
    pressed(leader, "下达")
    unit.goto("/duties")
    with unit.expect_navigation():
        unit.locator("#duties tbody a").first.click()
    pressed(unit, "签收")
    leader.goto(url)
    assert "1 项责任被单位签收，不能撤销" in leader.content()
    decided(unit, "报进展", percent="60", said="夜间已停工，正在选址")
    decided(unit, "报完成", said="已搬迁")
    leader.goto(unit.url)
    pressed(leader, "验收销号")


def asked_again(supervisor: Any, clerk: Any, url: str) -> None:
    """Callers are drawn and asked; one of them says no."""
    supervisor.goto(url)
    pressed(supervisor, "抽样回访")
    clerk.goto("/surveys")
    assert not re.search(r"1990000\d{4}", clerk.content())
    pressed(clerk, "打下一个")
    for number in range(len(EVENT)):
        assert re.search(r"1990000\d{4}", clerk.content())
        clerk.get_by_label("说没有解决" if number == 0 else "说解决了").check()
        clerk.locator("#f-said").fill("夜里还有一点响" if number == 0 else "")
        pressed(clerk, "记下，打下一个")
    assert "现在没有可以打的了" in clerk.content()
    supervisor.goto(url)
    assert "样本不足" in supervisor.content()
    assert supervisor.locator("summary", has_text="通过验收").count() == 0


def test_an_item_is_chosen_governed_accepted_watched_and_reopened(
    system: System,
    worked_month: list[str],
    clock: Clock,
    open_as: Callable[[Role | str], Any],
) -> None:
    url = prepared(open_as(Role.LEADER), open_as(Role.ANALYST))
    open_as.everybody_leaves()  # type: ignore[attr-defined]
    clock.advance(days=2)
    leader = open_as(Role.LEADER)
    held(leader)
    explained(leader, url)
    done_by_the_unit(leader, open_as(Role.UNIT_CLERK), url, unit_name(system))
    asked_again(open_as(Role.SUPERVISOR), open_as(Role.CALLBACK_CLERK), url)
    leader.goto(url)
    given = {"remark": "现场看过", "why_open": "在等回访", "why_doubt": "剩一户已另立工单"}
    decided(leader, "通过验收", **given)
    assert "验收时有疑问，领导写明的理由：剩一户已另立工单" in leader.content()
    pressed(leader, "闭环")
    look_on = clock.at + timedelta(days=100)
    decided(leader, "安排回头看", look_on=f"{look_on:%Y-%m-%d}")
    open_as.everybody_leaves()  # type: ignore[attr-defined]
    clock.at = look_on + timedelta(days=1)
    grow_back(system, int(url.rpartition("/")[2]))
    leader = open_as(Role.LEADER)
    leader.goto("/notices")
    assert "建议重新治理" in leader.content()
    leader.goto("/agenda")
    assert "最近两个月又到了治理前的件数，建议重新治理" in leader.content()
    leader.goto(url)
    decided(leader, "问题反弹，重新治理", note="夜里又响了")
    assert "反弹了；又到了治理前的件数" in leader.content()
    assert "治理中" in leader.locator(".stages").inner_text()
