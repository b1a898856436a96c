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
    chart_size: str = field(metadata={"help": "突发多时图要高些"})
    chart_words: str = field(metadata={"help": "图画的是什么"})
    summary: str = field(metadata={"help": "最近一整期：看的是什么，多少件，跟谁比，是不是季节"})
    partial: str = field(metadata={"help": "数据到哪天，最近一期未满时怎么比的"})
    few: str = field(metadata={"help": "基数小时怎么写的"})
    rows: list[dict[str, Any]] = field(metadata={"help": "各期件数和同比、环比"})
    period: str = field(metadata={"help": "异常看的是哪些天"})
    bursts: list[dict[str, Any]] = field(metadata={"help": "突发"})
    emerging: list[dict[str, Any]] = field(metadata={"help": "少而新、逐周增多的主题"})
    matters: list[dict[str, Any]] = field(metadata={"help": "近四周新冒出来的说法"})
    too_much: bool = field(metadata={"help": "工单太多，没有找新说法"})
    places: list[dict[str, Any]] = field(metadata={"help": "集中的地点"})
    repeats: str = field(metadata={"help": "重复来电"})
