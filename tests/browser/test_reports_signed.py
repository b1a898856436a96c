"""A special report and the month's are written in by the analyst and signed by the leader."""

from collections.abc import Callable
from typing import Any

from docx import Document

from service.bootstrap import System
from service.domain.permissions import Role
from service.jobs import special
from tests.months import MONTH


def pressed(page: Any, label: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=False).last.click()


def stepped(page: Any, label: str) -> None:
    """Unfold a step of the edition and take it."""
    page.locator("#decide summary", has_text=label).click()
    with page.expect_navigation():
        page.locator("#decide details[open] button[type=submit]").last.click()


def asked_for(analyst: Any, system: System) -> str:
    """A special report on some days, asked for after a slip; the address."""
    analyst.goto("/specials")
    analyst.locator("#f-first").fill("2026-02-28")
    analyst.locator("#f-last").fill("2026-02-01")
    analyst.locator("#f-title").fill("二月夜间施工专报")
    pressed(analyst, "做这份专报")
    assert "先起后止" in analyst.content()
    assert analyst.locator("#f-title").input_value() == "二月夜间施工专报"
    analyst.locator("#f-first").fill("2026-02-01")
    analyst.locator("#f-last").fill("2026-02-28")
    pressed(analyst, "做这份专报")
    special.run_special(system, system.now())
    analyst.locator("article.sheet").wait_for()
    return str(analyst.url)


def written(analyst: Any, url: str, begin: str, advice: str) -> None:
    """Begun, written in, sent to be signed."""
    analyst.goto(url)
    pressed(analyst, begin)
    analyst.locator("#f-note-1").fill("夜间施工没有报备，工地相邻两个小区。")
    analyst.locator("#f-advice").fill(advice)
    pressed(analyst, "保存文字")
    assert "与机器稿对照" in analyst.content()
    stepped(analyst, "送签")
    assert analyst.locator("#decide summary", has_text="签发").count() == 0


def signed(leader: Any, url: str, advice: str) -> list[str]:
    """Signed, read, taken along; what the file says."""
    leader.goto(url)
    with leader.expect_navigation():
        leader.get_by_text("看这一稿").click()
    stepped(leader, "签发")
    leader.goto(url)
    assert "签发，内容不再变" in leader.content()
    assert advice in leader.locator("article.sheet").inner_text()
    with leader.expect_download() as waiting:
        leader.get_by_role("link", name="Word").first.click()
    return [line.text for line in Document(waiting.value.path()).paragraphs]


def test_reports_are_written_signed_read_and_downloaded(
    system: System, worked_month: list[str], open_as: Callable[[Role | str], Any]
) -> None:
    analyst, leader = open_as(Role.ANALYST), open_as(Role.LEADER)
    url = asked_for(analyst, system)
    for address, begin in ((url, "写分析、送签"), (f"/reports/{MONTH}", "起草本期月报")):
        advice = "由住建局牵头，下月底前整改。"
        written(analyst, address, begin, advice)
        assert advice in signed(leader, address, advice)
