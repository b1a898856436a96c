"""How many requests there were, and what stands out."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TrendsPage:
    """trends/show.html"""

    values: dict[str, str] = field(metadata={"help": "填的条件"})
    errors: dict[str, str] = field(metadata={"help": "看不懂的条件"})
    choices: Any = field(metadata={"help": "可选的单位、主题、地区"})
    types: list[tuple[str, str]] = field(metadata={"help": "诉求类型"})
    export: str = field(metadata={"help": "下载表格的地址"})
    chart: dict[str, Any] = field(metadata={"help": "各期件数的图"})
    summary: str = field(metadata={"help": "图的一句话说明"})
    partial: str = field(metadata={"help": "最近一期没过完时怎么比的"})
    rows: list[dict[str, Any]] = field(metadata={"help": "各期件数和同比、环比"})
    period: str = field(metadata={"help": "异常看的是哪些天"})
    bursts: list[dict[str, Any]] = field(metadata={"help": "突发"})
    emerging: list[dict[str, Any]] = field(metadata={"help": "苗头"})
    places: list[dict[str, Any]] = field(metadata={"help": "集中的地点"})
    repeats: str = field(metadata={"help": "重复来电"})
