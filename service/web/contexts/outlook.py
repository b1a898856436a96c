"""The seasons of the coming year, and what is foretold."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SeasonCard:
    """A season in words; ``chips``: who and where, with links; ``item_url``: empty without one."""

    topic: str
    name: str
    when: str
    evidence: str
    tickets_url: str
    count: int
    places: list[str]
    chips: list[dict[str, Any]]
    to_do: str
    past: list[dict[str, str]]
    item_url: str


@dataclass(frozen=True, slots=True)
class OutlookPage:
    """outlook/show.html"""

    lead: str = field(metadata={"help": "一句话：什么快开始了"})
    based_on: str = field(metadata={"help": "依据哪些月份"})
    missing: str = field(metadata={"help": "历史不够时缺什么"})
    running: list[SeasonCard] = field(metadata={"help": "正当季的"})
    months: list[tuple[str, list[SeasonCard]]] = field(metadata={"help": "今后各月开始的高发季"})
    quiet: str = field(metadata={"help": "没有高发季开始的月份"})
    published: list[tuple[str, str]] = field(metadata={"help": "目录载明的各月开始高发的事项"})
    heads: list[str] = field(metadata={"help": "预判的是哪几个月"})
    forecasts: list[dict[str, Any]] = field(metadata={"help": "各主题今后三个月的预判和以往准不准"})
    may_propose: bool = field(metadata={"help": "能否提为议题"})


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """outlook/series.html"""

    title: str = field(metadata={"help": "哪个主题、哪里"})
    record: str = field(metadata={"help": "以往准不准，一句话"})
    chart: dict[str, Any] = field(metadata={"help": "来了多少和当时的预判"})
    chart_summary: str = field(metadata={"help": "图的一句话说明"})
    rows: list[dict[str, Any]] = field(metadata={"help": "每一次预判和实际"})
    coming: list[dict[str, Any]] = field(metadata={"help": "今后几个月的预判"})
    areas: list[dict[str, Any]] = field(metadata={"help": "可选的区县"})
