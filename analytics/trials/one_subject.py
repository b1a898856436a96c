"""Simulates a city that complains of one subject only, noise, at many places."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from analytics.trials.hot_events import Event, agreement, topics_of
from analytics.trials.outcome import Outcome, mean

GOALS = (0.85, 0.88)
_START = datetime(2025, 3, 1)  # noqa: DTZ001 - as a table writes it, without a zone
_SIGNS = "金银翠碧龙凤祥福瑞锦绣云霞星月湖江山海天泰和润嘉丽景明德文博雅春秋"
_ENDS = "湖园苑庭府城湾岸台居邸轩阁"
_BRANDS = ("", "", "", "远山", "安筑", "百合", "大成")
_AREAS = ("南岭区", "湖滨区", "宝塔区", "河东新区")
_KINDS = ("estate", "estate", "crossing", "project", "community")
_SOURCES = ("工地", "建筑工地", "项目部", "地铁施工", "歌厅", "烧烤店", "广场舞", "搅拌站")
_HEADS = (
    "夜间施工噪音扰民", "噪音扰民", "噪音太大", "扰民", "施工噪音问题", "半夜施工", "严重扰民",
)  # fmt: skip
_OPENINGS = ("市民来电反映：", "来电人反映，", "您好，", "我是附近居民，", "")
_WHEN = (
    "晚上十一点以后", "凌晨两点", "每天夜里", "中午休息时间", "早上六点不到", "周末全天",
    "考试期间", "连续半个月", "昨晚通宵",
)  # fmt: skip
_WHAT = (
    "还在施工", "机器轰鸣", "打桩声音很大", "混凝土浇筑不停", "渣土车进进出出", "切割钢筋",
    "敲敲打打", "噪音特别大", "吵得睡不着",
)  # fmt: skip
_WHOM = (
    "家里有老人和孩子", "孩子要上学", "老人有心脏病", "孕妇没法休息", "上夜班的人没法睡",
    "居民苦不堪言", "整栋楼都受影响", "邻居都有意见",
)  # fmt: skip
_WISHES = (
    "请相关部门处理", "希望尽快解决", "要求停止夜间施工", "请城管部门查处", "希望给个说法",
    "请环保部门检测噪音", "多次反映没有结果，请督办", "请核实后回复",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One request: what was said and when, and the number of its event, or -1 for none."""

    title: str
    text: str
    at: datetime
    event: int


@dataclass(frozen=True, slots=True)
class _Site:
    kind: str
    area: str
    street: str
    roads: tuple[str, str]
    estate: str
    project: str
    community: str
    source: str


def city(seed: int, events: int, alone: float = 0.35) -> list[Told]:
    """Return the requests of a city, in no order; the same seed gives the same city.

    Three to eighty requests per event, most events small; beside them a share of `alone` requests
    about places that nobody else names. A place is called by its name, part of it, its street,
    number or crossing, as callers do; all other words are those of the one subject.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    streets = [_word(chance, 2) + chance.choice(("街道", "街道", "镇")) for _ in range(14)]
    roads = [_word(chance, 2) + chance.choice(("路", "大道", "街", "东路")) for _ in range(40)]
    sites = [_site(chance, streets, roads) for _ in range(events)]
    sizes = [min(80, int(chance.paretovariate(1.1) * 3)) for _ in sites]
    said = [
        _told(chance, site, n)
        for n, (site, size) in enumerate(zip(sites, sizes, strict=True))
        for _ in range(size)
    ]
    others = [_site(chance, streets, roads) for _ in range(int(len(said) * alone))]
    said += [_told(chance, site, -1) for site in others]
    chance.shuffle(said)
    return said


def measure(said: Sequence[Told], members: pd.DataFrame) -> tuple[Outcome, ...]:
    """Return mean best F1 and purity of the events; `members` has row and topic_id."""
    rows: dict[int, set[int]] = {}
    for row, each in enumerate(said):
        rows.setdefault(each.event, set()).add(row)
    rows.pop(-1, None)
    topics = topics_of(members)
    found = [agreement(Event("held", frozenset(r)), topics) for r in rows.values()]
    name = f"只说一件事的城市（{len(said)} 件、{len(found)} 处）"
    f1, purity = mean([f.f1 for f in found]), mean([f.purity for f in found])
    return (
        Outcome(f"{name}：最佳 F1 的均值", f1, len(found), GOALS[0]),
        Outcome(f"{name}：所在热点的纯度", purity, len(found), GOALS[1]),
    )


def _word(chance: random.Random, length: int) -> str:
    return "".join(chance.sample(_SIGNS, length))


def _estate(chance: random.Random) -> str:
    body = _word(chance, chance.choice((1, 2, 2, 3)))
    return chance.choice(_BRANDS) + body + chance.choice(_ENDS)


def _site(chance: random.Random, streets: Sequence[str], roads: Sequence[str]) -> _Site:
    one, other = chance.sample(roads, 2)
    return _Site(
        kind=chance.choice(_KINDS),
        area=chance.choice(_AREAS),
        street=chance.choice(streets),
        roads=(one, other),
        estate=_estate(chance),
        project=_estate(chance) + chance.choice(("项目", "二期", "三期", "")),
        community=_word(chance, 2) + "社区",
        source=chance.choice(_SOURCES),
    )


def _place(chance: random.Random, site: _Site) -> str:
    one, other = site.roads
    number, house = chance.randint(1, 300), chance.randint(1, 20)
    side = chance.choice(("北门", "南门", "东侧", "旁边", "对面"))
    ways = {
        "crossing": (
            f"{one}与{other}交叉口", f"{one}{other}路口", f"{site.area}{one}与{other}交汇处",
        ),
        "project": (
            site.project, f"{site.area}{site.project}工地", f"{one}{site.project}",
            f"{site.estate}小区旁{site.project}",
        ),
        "community": (
            f"{site.street}{site.community}", f"{site.area}{site.community}{house}组",
            site.community,
        ),
        "estate": (
            f"{site.estate}小区", site.estate, f"{site.area}{site.estate}小区{house}栋",
            f"{one}{number}号{site.estate}", f"{site.street}{site.estate}小区",
            f"{site.estate}{side}",
        ),
    }  # fmt: skip
    return chance.choice(ways[site.kind])


def _told(chance: random.Random, site: _Site, event: int) -> Told:
    def maybe(text: str, share: float) -> str:
        return text if chance.random() < share else ""

    near = chance.choice(("", "附近", "旁边"))
    title = _place(chance, site) + near + maybe(site.source, 0.7) + chance.choice(_HEADS)
    text = (
        f"{chance.choice(_OPENINGS)}{_place(chance, site)}{chance.choice(_WHEN)}"
        f"{maybe(site.source, 0.8)}{chance.choice(_WHAT)}，{chance.choice(_WHOM)}，"
        f"{maybe(chance.choice(_WHAT) + '，', 0.5)}{chance.choice(_WISHES)}。"
    )
    at = _START + timedelta(minutes=chance.randint(0, 200 * 24 * 60))
    return Told(title, text, at, event)
