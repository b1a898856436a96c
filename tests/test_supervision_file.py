"""The file of supervision rules: what is wrong in it is said in Chinese, and where."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import Misconfigured
from service.domain.supervision.pressure import Listener, Tier
from service.supervision_file import load_supervision, read_rules

HEAD = {"title": "测试", "soon_hours": 24, "first_contact_hours": 24, "again_round": 3}
RULE = {
    "code": "late",
    "title": "超期",
    "tier": "supervise",
    "clock": "handle",
    "when": "0h after",
    "tell": ["clerk"],
}


def read(**changes: Any) -> Any:
    rule = {name: value for name, value in (RULE | changes).items() if value is not None}
    return read_rules(HEAD | {"rule": [rule]})


def test_the_rules_that_come_along_use_every_tier_and_tell_everybody() -> None:
    rules = load_supervision("default").tiers
    assert {rule.tier for rule in rules} == set(Tier)
    assert {each for rule in rules for each in rule.tell} == set(Listener)


def test_a_rule_is_read_as_it_is_written() -> None:
    (rule,) = read(when="27wh after", urgency=["urgent"], round=2).tiers
    assert (rule.offset.total_seconds(), rule.in_working_time, rule.is_after) == (97200, True, True)
    assert (rule.round, {u.value for u in rule.urgencies}) == (2, {"urgent"})


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"tier": "shout"}, "tier “shout”不认识，可用：remind、supervise、escalate、summon"),
    ({"clock": "lunch"}, "clock “lunch”不认识"),
    ({"when": "soon"}, "when “soon”要写成 24h before"),
    ({"when": "9000h after"}, "太长"),
    ({"when": None}, "clock 和 when 要一起写"),
    ({"clock": None, "when": None}, "没有条件"),
    ({"tell": ["everyone"]}, "tell “everyone”不认识"),
    ({"tell": "clerk"}, "tell 要写成列表"),
    ({"tell": None}, "缺 tell"),
    ({"title": None}, "缺 title"),
    ({"code": "超期"}, "code 只能用小写字母"),
    ({"code": 1}, "code 要写成引号里的文字"),
    ({"title": 5}, "title 要写成引号里的文字"),
    ({"when": 24}, "when 要写成引号里的文字"),
    ({"when": "２４h before"}, "要写成 24h before"),
    ({"round": 0}, "round 要写成 1 到"),
    ({"round": True}, "round 要写成 1 到"),
    ({"colour": "red"}, "colour 不认识"),
    ({"urgency": ["very"]}, "urgency “very”不认识"),
    ({"clock": "callback"}, "时钟是热线自己的"),
    ({"clock": "dispatch", "tier": "remind"}, "时钟是热线自己的"),
]


@pytest.mark.parametrize(("changes", "said"), WRONG, ids=lambda part: str(part)[:30])
def test_what_is_wrong_is_said_with_the_rule_s_place(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="第 1 条规则") as told:
        read(**changes)
    assert said in str(told.value)


def test_the_head_is_checked_too() -> None:
    for values, said in (
        (HEAD, r"一条 \[\[rule\]\] 也没有"),
        (HEAD | {"rule": [1]}, r"rule 要写成 \[\[rule\]\]"),
        (HEAD | {"rule": [RULE], "title": 5}, "title 要写成引号里的文字"),
        (HEAD | {"rule": [RULE, RULE]}, "late 用了不止一次"),
        (HEAD | {"rule": [RULE], "soon_hours": "24"}, "soon_hours 要写成"),
        (HEAD | {"rule": [RULE], "sooner": 1}, "sooner 不认识"),
    ):
        with pytest.raises(ValueError, match=said):
            read_rules(values)


def test_a_file_that_is_none_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="可选：default"):
        load_supervision("nowhere")
    broken = tmp_path / "city.toml"
    broken.write_text("= nonsense", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"city\.toml 不是 TOML"):
        load_supervision(str(broken))
    broken.write_text('title = "x"', encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"city\.toml 有错"):
        load_supervision(str(broken))
    assert tomllib.loads(broken.read_text(encoding="utf-8"))["title"] == "x"
