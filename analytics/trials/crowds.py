"""Draws very many requests of a simulated city, and tells how well groups fit its events."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

Index = npt.NDArray[np.int64]

_FIRST = "青松云锦华荣翠竹金桂银杏梧桐玉兰紫荆海棠芙蓉丹枫碧水瑞祥安宁嘉和永泰"
_LAST = ("花园", "家园", "新村", "华府", "公寓", "大厦", "路", "学校", "市场", "广场")
_AREAS = tuple(
    f"{name}区" for name in ("青槐", "白露", "长汀", "望河", "石桥", "南塘", "东屏", "云台")
)
_MATTERS = (
    "夜间 施工 噪音 扰民 混凝土 浇筑",
    "油烟 直排 饭店 烟道 餐饮 呛人",
    "停水 水压 水管 爆裂 抢修 通知",
    "垃圾 堆积 臭味 清运 蚊蝇 垃圾站",
    "违停 车辆 堵塞 消防通道 拖车 交警",
    "电梯 故障 困人 维修 停运 检验",
    "物业 乱收费 服务 公示 涨价 业委会",
    "暖气 不热 室温 供暖 换热站 退费",
    "路灯 不亮 夜间 出行 安全 检修",
    "开发商 延期 交房 违约金 烂尾 停工",
    "房产证 办理 拖延 税费 材料 产权",
    "公交 绕行 停运 候车 班次 站牌",
    "拖欠 工资 工程 班组 包工头 结算",
    "积水 内涝 排水 管网 雨天 疏通",
    "幼儿园 学位 招生 普惠 划片 入学",
    "麻将馆 通宵 打牌 吵闹 休息 扰民",
    "违建 楼顶 搭建 拆除 城管 加层",
    "燃气 泄漏 异味 管道 抢修 停气",
)
_TALK = tuple(f"{a}{b}" for a, b in product("早晚常屡又再总才", "去来问说打找催等看写"))
_START = pd.Timestamp("2024-01-01", tz="UTC")
_DAYS, _LASTS = 365, 60
_ROWS_PER_PLACE, _ROWS_PER_EVENT = 12, 25
_TOLD, _TALKED, _LEAST = 5, 8, 3
_ZIPF, _LARGEST = 0.9, 0.02


@dataclass(frozen=True, slots=True)
class Crowd:
    """Requests as hot topics wants them, and the event of each (-1: none)."""

    tickets: pd.DataFrame
    event: Index


def draw_crowd(size: int, seed: int = 11, alone: float = 0.5) -> Crowd:
    """Return so many requests of a year; the share `alone` of them belongs to no event.

    An event is one matter at one place within two months, told in other words each time. Sizes of
    events follow Zipf's law, three requests at least and a fiftieth of all at most. The number of
    places (one for twelve requests) and of events (one for twenty-five) grows with the number of
    requests, as it does from a town to a city: more people call about more places, not more often
    about the same. Requests of no event tell any of the same matters at any place. The words are
    as after segmenting. The same seed gives the same city.
    """
    chance = np.random.default_rng(seed)
    count = max(40, size // _ROWS_PER_PLACE)
    events = max(8, size // _ROWS_PER_EVENT)
    event = _sizes(size - int(alone * size), events, chance)
    event = np.concatenate([event, np.full(size - len(event), -1)])
    within, site = event >= 0, chance.permutation(count)[np.arange(events) % count]
    kind = chance.integers(len(_MATTERS), size=events)
    begin = chance.integers(_DAYS - _LASTS, size=events)
    place = np.where(within, site[event], chance.integers(count, size=size))
    matter = np.where(within, kind[event], chance.integers(len(_MATTERS), size=size))
    lasts = begin[event] + chance.integers(_LASTS, size=size)
    day = np.where(within, lasts, chance.integers(_DAYS, size=size))
    order = chance.permutation(size)
    tickets = _frame(_places(count, chance), place[order], matter[order], day[order], chance)
    return Crowd(tickets, event[order])


def mean_best_f1(event: Index, label: Index) -> float:
    """Return how well groups fit events: of each event the best F1 of any group, on average.

    Both give a number for each row, -1 for none.
    """
    size = np.bincount(event[event >= 0])
    group = np.bincount(label[label >= 0], minlength=1)
    both = (event >= 0) & (label >= 0)
    pairs, shared = np.unique(np.stack([event[both], label[both]]), axis=1, return_counts=True)
    best = np.zeros(len(size))
    np.maximum.at(best, pairs[0], 2 * shared / (size[pairs[0]] + group[pairs[1]]))
    return float(best[size > 0].mean())


def _places(count: int, chance: np.random.Generator) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        picked = chance.integers(len(_FIRST), size=(count, 3))
        ends = chance.integers(len(_LAST), size=count)
        for row, end in zip(picked.tolist(), ends.tolist(), strict=True):
            names["".join(_FIRST[i] for i in row) + _LAST[end]] = None
    return list(names)[:count]


def _sizes(rows: int, events: int, chance: np.random.Generator) -> Index:
    """Return the event of each row: first some rows each, then the rest by Zipf's law."""
    least = np.repeat(np.arange(events), _LEAST)[:rows]
    weight = 1.0 / np.arange(1, events + 1) ** _ZIPF
    weight = np.minimum(weight / weight.sum(), _LARGEST)
    rest = chance.choice(events, size=rows - len(least), p=weight / weight.sum())
    return np.concatenate([least, rest])


def _frame(
    places: list[str], place: Index, matter: Index, day: Index, chance: np.random.Generator
) -> pd.DataFrame:
    size = len(place)
    matters = [words.split() for words in _MATTERS]
    told = chance.random((size, 6)).argsort(axis=1)[:, :_TOLD].tolist()
    talk = chance.integers(len(_TALK), size=(size, _TALKED)).tolist()
    tokens, titles = [], []
    for p, m, words, said in zip(place.tolist(), matter.tolist(), told, talk, strict=True):
        chosen = [matters[m][k] for k in words]
        tokens.append(" ".join([places[p], *chosen, *(_TALK[k] for k in said)]))
        titles.append(f"{places[p]}{chosen[0]}{chosen[1]}")
    hours = day * 24 + chance.integers(24, size=size)
    return pd.DataFrame(
        {
            "no": [f"s{i:07d}" for i in range(size)],
            "registered_at": _START + pd.to_timedelta(hours, "h"),
            "tokens": tokens,
            "title": titles,
            "places": [places[p] for p in place.tolist()],
            "caller": chance.integers(size, size=size).astype(str),
            "area_name": [_AREAS[p % len(_AREAS)] for p in place.tolist()],
            "weight": 1.0,
        }
    )
