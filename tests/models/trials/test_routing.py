from __future__ import annotations

import csv
from pathlib import Path

import pytest

from models.reader import Reader
from models.trials.answerers import Answer, who_answered
from models.trials.routing import PARTS, Message, Said, judged, measure, outcomes

REPLY = "经市供水公司核实，水管已修好。"


def said(first: str, *others: str, answered: str = "housing", certain: bool = False) -> Said:
    answer = Answer(frozenset({answered}), "named")
    return Said("held", answer, (first, *others), True, certain)


def test_first_three_and_automatic_are_counted_apart() -> None:
    rows = [
        said("housing", "water_company", certain=True),
        said("water_company", "housing", certain=True),
        said("education", "health"),
        said("education", answered="township"),
    ]
    first, among, wrong, towns = outcomes(rows, "留出的一半", "held")
    assert first.figure.value == pytest.approx(1 / 3)
    assert first.rows == 3
    assert among.figure.value == pytest.approx(2 / 3)
    assert (wrong.figure.value, wrong.rows) == (0.5, 2)
    assert (towns.figure.value, towns.rows) == (1.0, 1)
    assert first.is_reached is False


def test_goals_stand_only_on_the_half_held_out() -> None:
    assert all(o.goal is None for o in outcomes([said("housing")], "看过的一半", "develop"))


def test_confusions_are_listed_for_the_half_that_may_be_seen() -> None:
    rows = [said("education"), said("education"), said("health")]
    assert "housing→education 2，housing→health 1" in next(outcomes(rows, "", "develop")).note
    assert "→" not in next(outcomes(rows, "", "held")).note


def test_only_messages_whose_reply_names_who_answered_are_judged(small_reader: Reader) -> None:
    messages = [
        Message("家里停水了，什么时候来水", "停水", REPLY),
        Message("老板拖欠三个月工资", "欠薪", "已收悉，谢谢。"),
    ]
    found = judged(small_reader, messages)
    assert [each.families[0] for each in found] == ["water_company"]
    assert found[0].is_first is found[0].is_among is True


def test_the_file_is_read_and_split_by_digest(small_reader: Reader, tmp_path: Path) -> None:
    with (tmp_path / "complaints_with_replies.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["留言主题", "留言详情", "答复意见"])
        rows.writerows(["停水", f"家里停水{i}天了", REPLY] for i in range(8))
    first = [o for o in measure(tmp_path, small_reader) if o.name.startswith("首选")]
    assert sum(outcome.rows for outcome in first) == 8
    assert {Message(f"家里停水{i}天了", "", "").part for i in range(8)} == set(PARTS)


def test_a_file_without_known_answers_is_refused(small_reader: Reader, tmp_path: Path) -> None:
    file = tmp_path / "complaints_with_replies.csv"
    file.write_text("留言主题,留言详情,答复意见\n停水,没水,已收悉\n", encoding="utf-8")
    with pytest.raises(ValueError, match="没法检验"):
        measure(tmp_path, small_reader)


def test_the_water_company_is_known_by_its_usual_name() -> None:
    assert set(who_answered(REPLY).families) == {"water_company"}
