"""The report as one HTML file that needs nothing beside it."""

from dataclasses import replace

from service.reporting.page import page
from tests.reporting.papers import PAPER


def test_everything_is_said_and_nothing_is_markup() -> None:
    html = page(PAPER).decode()
    assert "A&amp;B &lt;b&gt;公司&lt;/b&gt;被投诉。" in html
    assert "一、总体情况" in html
    assert "未计入本表" in html
    assert "工单 20260201000002<br>　　反映什么：停水<br>　　结果：&lt;没有办结&gt;</p>" in html
    assert html.count("<table>") == 3


def test_it_asks_for_nothing_from_elsewhere() -> None:
    html = page(PAPER).decode()
    for outside in ("http://", "https://", "src=", "<link", "<script"):
        assert outside not in html


def test_a_month_that_runs_says_so() -> None:
    assert "尚未结束" not in page(PAPER).decode()
    assert "尚未结束" in page(replace(PAPER, is_provisional=True)).decode()


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert page(PAPER) == page(PAPER)


def test_charts_say_their_names_and_values() -> None:
    html = page(PAPER).decode()
    assert html.count("<svg ") == 2
    assert "&lt;网站&gt;" in html
    assert ">60</text>" in html
