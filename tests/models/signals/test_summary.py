from __future__ import annotations

import pytest

from models.signals.summary import MAX_HEADLINE, MAX_SUMMARY, headline, summary


def test_a_good_title_is_the_summary() -> None:
    assert summary("正文", "槐荫里小区连续停水三天", (), ()) == "槐荫里小区连续停水三天"


def test_the_sentence_with_most_evidence_is_taken_without_greeting() -> None:
    text = "尊敬的领导：您好！我是一名普通市民。槐荫里小区暖气不热室温低。谢谢。"
    assert summary(text, "", ("暖气", "室温"), ("槐荫里",)) == "槐荫里小区暖气不热室温低"


def test_personal_data_never_shows() -> None:
    line = summary("我叫王小明，电话13800001111，家里暖气不热", "", ("暖气",), ())
    assert line == "家里暖气不热"
    assert "13800001111" not in summary("", "请打13800001111找业主王某", (), ())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("我叫王小明，是北街的，没水三天了", "北街的，没水三天了"),
        ("13800001111 这是我的号，医保怎么停的", "这是我的号，医保怎么停的"),
        ("诉求人张伟（先生）反映：其工资被拖欠", "其工资被拖欠"),
        ("领导好：路灯坏了三个", "路灯坏了三个"),
        ("退款三个月没到，卡号6222000011112222333，请查", "退款三个月没到，请查"),
    ],
)
def test_who_calls_and_his_numbers_are_left_out(text: str, line: str) -> None:
    assert summary(text, "", (), ()) == line


def test_a_long_line_ends_at_a_mark_and_keeps_the_limit() -> None:
    line = summary("路灯不亮" * 8 + "，" + "晚上很黑" * 30, "", (), ())
    assert line == "路灯不亮" * 8 + "…"
    assert len(summary("黑" * 500, "", (), ())) <= MAX_SUMMARY


def test_nothing_gives_nothing() -> None:
    assert summary("", "", (), ()) == ""


@pytest.mark.parametrize(
    ("text", "place", "evidence", "title"),
    [
        ("喂，我家在丽景花园小区，昨晚开始停电了", "丽景花园小区", ("停电",), "丽景花园小区停电"),
        ("样例路的路灯从上周起不亮，希望修好路灯", "样例路", ("路灯",), "样例路路灯不亮"),
        ("我在工地干活，老板拖欠三个月工资", "", ("拖欠", "工地"), "老板拖欠三个月工资"),
        ("楼下饭店每天晚上吵到凌晨两点", "", ("吵",), "楼下饭店吵到凌晨两点"),
        ("管道被挖断了，正在漏气", "", ("漏气",), "管道被挖断，正在漏气"),
        ("请问公积金怎么提取，急用", "", ("公积金",), "公积金怎么提取"),
    ],
)
def test_the_headline_is_the_place_and_the_matter(
    text: str, place: str, evidence: tuple[str, ...], title: str
) -> None:
    assert headline(text, place, evidence, "主题") == title


def test_the_headline_takes_the_topic_rather_than_cut_a_clause() -> None:
    long = "一直没有人来修理这盏已经坏了很久很久很久的路灯怎么办呢"
    assert headline(long, "样例路", ("路灯",), "路灯不亮") == "样例路路灯不亮"
    assert headline("[电话]", "", (), "") == ""
    assert headline("路灯坏", "长" * 30, ("路灯",), "") == "路灯坏"


def test_the_headline_names_nobody_and_keeps_the_limit() -> None:
    text = "我叫张小明，电话13800001111"
    assert headline(text, "", ("张小明", "电话"), "物业费") == "物业费"
    assert len(headline("停电" * 40, "丽景" * 9, ("停电",), "停电" * 20)) <= MAX_HEADLINE


def test_the_headline_of_an_emergency_says_the_danger() -> None:
    text = "样例城5栋的电梯坏了，孩子被困在里面，物业电话打不通"
    found = headline(text, "样例城5栋", ("电梯", "物业", "电话"), "电梯", ("被困",))
    assert found == "样例城5栋孩子被困在里面"


def test_what_somebody_else_said_is_not_the_matter() -> None:
    text = "上次回复我说解决了，根本没解决，烧烤摊照样冒烟"
    assert headline(text, "", ("解决", "烧烤摊"), "油烟") == "根本没解决"
