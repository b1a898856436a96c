"""The patterns of poor handling: what each one means, counts and needs before it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Definition:
    """One pattern in words and limits.

    A unit is named when of at least `cases` counted cases at least `least` are marked, and it is
    probable that its share is more than `times` what peers have on the same topics, and at least
    `gap` above it.
    """

    key: str
    name: str
    kind: str
    marked: str
    counted: str
    least: int = 4
    cases: int = 8
    times: float = 1.5
    gap: float = 0.08


_ALL = (
    Definition(
        "same_reply", "雷同答复", "反复敷衍",
        "去掉套话后，与本单位给另一诉求（另一地点、另一事项、另一诉求人）的答复几乎一样，"
        "内容跨不同类别或没有针对性", "已答复的工单", gap=0.10,
    ),
    Definition(
        "empty_reply", "答非所诉", "反复敷衍",
        "去掉套话后，答复里没有做了什么、没有数字日期和依据，也没有提到诉求里的事", "已答复的工单",
        gap=0.15,
    ),
    Definition(
        "last_minute", "卡点答复", "办而不结",
        "在期限到之前一小时内才答复（期限在一天以上的）", "按时答复的、期限在一天以上的工单",
        gap=0.12,
    ),
    Definition(
        "dragging", "一拖再拖", "久拖不决",
        "延期、挂账，或者超过期限才答复", "已答复的工单", gap=0.06,
    ),
    Definition(
        "explained", "解释了事", "办而不结",
        "办理结果写“已解释”，没有采取措施", "已答复的工单", gap=0.11,
    ),
    Definition(
        "comes_back", "办了又来", "办而不结",
        "答复后四周内，同一诉求人又反映同一类事，或同一地点至少两个人又反映同一主题（同一起事件、热点地点除外）",
        "答复已满三周的工单", gap=0.10,
    ),
)  # fmt: skip

DEFINITIONS: Mapping[str, Definition] = MappingProxyType({each.key: each for each in _ALL})


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the single case, the same for all units.

    `alike`: how far the wording of two replies agrees (Jaccard of three-character pieces), 0 … 1.
    `own`: characters a reply needs after set phrases are gone before it is compared at all.
    `everybody`: a clause that so many units use is a set phrase; `often`: in a table without
    units, one that stands in this share of its replies. `empty`: points of an answer below which
    a reply answers nothing. `hot_place`: a place with more requests of one topic than this is a
    hot spot, a matter for the agenda and not for the unit. `prior`: how many cases of peers a
    unit's share is shrunk with.
    """

    alike: float = 0.75
    own: int = 8
    everybody: int = 3
    often: float = 0.02
    empty: float = 2.0
    minutes: int = 60
    back_days: int = 28
    hot_place: int = 4
    settled_days: int = 21
    prior: float = 6.0


LIMITS = Limits()
