from __future__ import annotations

import pytest

from models.signals.urgency import Urgency, urgency
from tests.models.conftest import rows


@pytest.mark.parametrize("case", rows("urgency"), ids=lambda case: case["text"])
def test_urgency_and_number(case: dict[str, str]) -> None:
    found = urgency(case["text"])
    assert (found.level, found.divert) == (case["level"], case["divert"])


def test_an_emergency_names_the_words_that_made_it_one() -> None:
    assert urgency("三楼着火了快来人").words == ("着火",)


def test_the_topic_may_make_a_text_urgent_but_never_an_emergency() -> None:
    assert urgency("家里没水", "emergency") == Urgency("urgent")
    assert urgency("物业费问题", "urgent").level == "urgent"
    assert urgency("物业费问题") == Urgency()


def test_a_long_account_of_an_old_fire_is_no_emergency() -> None:
    story = "我在市场租了一间门面做生意。" * 12 + "那场火灾烧毁了我的货物，至今没有说法。"
    assert urgency(story).level != "emergency"


def test_danger_said_to_be_now_counts_in_a_long_text_too() -> None:
    story = "我在市场租了一间门面做生意。" * 12 + "现在隔壁正在着火，快来救人。"
    assert urgency(story).divert == "119"


def test_an_emergency_known_by_its_wording_names_the_half_sentence() -> None:
    found = urgency("他脸憋得发紫了，手乱抓")
    assert (found.level, found.divert) == ("emergency", "120")
    assert found.words
    assert found.words[0] in "他脸憋得发紫了，手乱抓"


@pytest.mark.parametrize("text", ["火已经灭了，想问一下找谁赔", "孩子找到了，谢谢", "刚才是误报"])
def test_what_is_over_is_no_emergency(text: str) -> None:
    assert urgency(text).level == "normal"


def test_a_machine_to_breathe_without_power_presses() -> None:
    assert urgency("小区停电，家里老人用制氧机，电池快没了").level != "normal"
    assert urgency("制氧机可以走医保报销吗").level == "normal"
