from __future__ import annotations

from models.summary import MAX_SUMMARY, summary


def test_a_good_title_is_the_summary() -> None:
    assert summary("正文", "槐荫里小区连续停水三天", (), ()) == "槐荫里小区连续停水三天"


def test_the_sentence_with_most_evidence_is_taken_without_greeting() -> None:
    text = "尊敬的领导：您好！我是一名普通市民。槐荫里小区暖气不热室温低。谢谢。"
    assert summary(text, "", ("暖气", "室温"), ("槐荫里",)) == "槐荫里小区暖气不热室温低"


def test_personal_data_never_shows() -> None:
    line = summary("我叫王小明，电话13800001111，家里暖气不热", "", ("暖气",), ())
    assert line == "家里暖气不热"
    assert "13800001111" not in summary("", "请打13800001111找业主王某", (), ())


def test_a_long_line_ends_at_a_mark_and_keeps_the_limit() -> None:
    line = summary("路灯不亮" * 8 + "，" + "晚上很黑" * 30, "", (), ())
    assert line == "路灯不亮" * 8 + "…"
    assert len(summary("黑" * 500, "", (), ())) <= MAX_SUMMARY


def test_nothing_gives_nothing() -> None:
    assert summary("", "", (), ()) == ""
