"""Reads the table of supervision rules from TOML and says in Chinese what is wrong with it."""

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from service.domain.clocks.running import OF_HOTLINE, Clock
from service.domain.errors import Misconfigured
from service.domain.supervision.pressure import Listener, SupervisionRules, Tier, TierRule
from service.domain.ticket import Urgency

Member = TypeVar("Member", bound=StrEnum)
_FOLDER = Path(__file__).parent / "resources" / "supervision"
_WHEN = re.compile(r"^([0-9]{1,4})\s*(w?)h\s+(before|after)$")
_CODE = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")
_SAID = ("code", "title", "tier", "tell")
_CONDITIONS = ("clock", "when", "round", "refusals", "findings", "urgency")
_HEAD = ("title", "source", "soon_hours", "first_contact_hours", "again_round", "rule")
_NUMBERS = ("round", "refusals", "findings")
_HERE = frozenset({Listener.SUPERVISOR, Listener.LEADER})
_MOST_HOURS = 2000


def load_supervision(name: str) -> SupervisionRules:
    """The rules by name (a file in ``resources/supervision``) or by path.

    Raises ``Misconfigured`` for a missing file or the first rule that cannot be understood.
    """
    path = Path(name) if name.endswith(".toml") else _FOLDER / f"{name}.toml"
    try:
        return read_rules(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        known = "、".join(sorted(file.stem for file in _FOLDER.glob("*.toml")))
        raise Misconfigured(f"没有督办规则 {name}；可选：{known}，或一个 .toml 文件。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Misconfigured(f"督办规则 {path.name} 不是 TOML：{problem}") from problem
    except ValueError as problem:
        raise Misconfigured(f"督办规则 {path.name} 有错：{problem}。") from problem


def read_rules(values: Mapping[str, Any]) -> SupervisionRules:
    """The rules that the file's values describe. Raises ``ValueError`` in Chinese."""
    _refuse_unknown(values, _HEAD, "文件开头")
    rules = values.get("rule")
    if not isinstance(rules, list) or not rules:
        raise ValueError("一条 [[rule]] 也没有")
    if not all(isinstance(each, Mapping) for each in rules):
        raise ValueError("rule 要写成 [[rule]] 一节一节的")
    tiers = tuple(_rule(each, number) for number, each in enumerate(rules, 1))
    codes = [rule.code for rule in tiers]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"规则代号 {'、'.join(twice)} 用了不止一次")
    return SupervisionRules(
        soon=timedelta(hours=_number(values, "soon_hours", "文件开头")),
        first_contact=timedelta(hours=_number(values, "first_contact_hours", "文件开头")),
        supervise_round=_number(values, "again_round", "文件开头"),
        title=_text(values, "title", "文件开头"),
        source=_text(values, "source", "文件开头"),
        tiers=tiers,
    )


def _rule(values: Mapping[str, Any], number: int) -> TierRule:
    where = f"第 {number} 条规则（{values.get('code', '没有代号')}）"
    _refuse_unknown(values, (*_SAID, *_CONDITIONS), where)
    for name in _SAID:
        if not values.get(name):
            raise ValueError(f"{where}缺 {name}")
    code, title = _text(values, "code", where), _text(values, "title", where)
    if not _CODE.fullmatch(code):
        raise ValueError(f"{where}的 code 只能用小写字母、数字和连字符")
    if not set(values) & {"clock", *_NUMBERS}:
        raise ValueError(f"{where}没有条件，至少写 clock、round、refusals、findings 中的一个")
    if ("clock" in values) is not ("when" in values):
        raise ValueError(f"{where}的 clock 和 when 要一起写")
    rule = TierRule(
        code=code,
        title=title,
        tier=_member(Tier, values["tier"], "tier", where),
        tell=tuple(_member(Listener, each, "tell", where) for each in _list(values, "tell", where)),
        urgencies=frozenset(
            _member(Urgency, each, "urgency", where) for each in _list(values, "urgency", where)
        ),
        **_clock(values, where),
        **_counts(values, where),
    )
    if rule.clock in OF_HOTLINE and (rule.tier is not Tier.REMIND or not set(rule.tell) <= _HERE):
        raise ValueError(
            f"{where}的时钟是热线自己的，tier 只能是 remind，tell 只能是 supervisor、leader"
        )
    return rule


def _clock(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    if "clock" not in values:
        return {}
    match = _WHEN.match(_text(values, "when", where).strip())
    if match is None:
        raise ValueError(
            f"{where}的 when “{values['when']}”要写成 24h before、0h after 或 9wh after"
        )
    if int(match[1]) > _MOST_HOURS:
        raise ValueError(f"{where}的 when “{values['when']}”太长")
    return {
        "clock": _member(Clock, values["clock"], "clock", where),
        "offset": timedelta(hours=int(match[1])),
        "in_working_time": bool(match[2]),
        "is_after": match[3] == "after",
    }


def _counts(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {name: _number(values, name, where) for name in _NUMBERS if name in values}


def _member(enum: type[Member], value: object, name: str, where: str) -> Member:
    try:
        return enum(str(value))
    except ValueError:
        known = "、".join(member.value for member in enum)
        raise ValueError(f"{where}的 {name} “{value}”不认识，可用：{known}") from None


def _text(values: Mapping[str, Any], name: str, where: str) -> str:
    given = values.get(name, "")
    if not isinstance(given, str):
        raise ValueError(f"{where}的 {name} 要写成引号里的文字")
    return given


def _list(values: Mapping[str, Any], name: str, where: str) -> list[Any]:
    given = values.get(name, [])
    if not isinstance(given, list):
        raise ValueError(f'{where}的 {name} 要写成列表，如 ["clerk"]')
    return given


def _number(values: Mapping[str, Any], name: str, where: str) -> int:
    given = values.get(name)
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= _MOST_HOURS:
        raise ValueError(f"{where}的 {name} 要写成 1 到 {_MOST_HOURS} 的整数")
    return given


def _refuse_unknown(values: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise ValueError(f"{where}的 {'、'.join(unknown)} 不认识，可用：{'、'.join(known)}")
