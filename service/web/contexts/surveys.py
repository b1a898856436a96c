"""The clerk's pages of the surveys of agenda items, and the part of an item's page."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AskRow:
    """One drawn caller; ``is_free``: this person may call now, else ``why_not``."""

    url: str
    no: str
    ticket_title: str
    title: str
    unit: str
    caller: str
    attempts: str
    is_free: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class SurveysPage:
    """surveys/list.html"""

    rows: list[AskRow] = field(metadata={"help": "要问的诉求人，现在能打的在前"})
    free: int = field(metadata={"help": "现在可以打的有几位"})
    hours: str = field(metadata={"help": "几点到几点可以打"})


@dataclass(frozen=True, slots=True)
class AskPage:
    """surveys/show.html"""

    row: AskRow = field(metadata={"help": "这一位"})
    version: int = field(metadata={"help": "看到的版本"})
    name: str = field(metadata={"help": "诉求人"})
    phone: str = field(metadata={"help": "号码；没有打时遮住"})
    text: str = field(metadata={"help": "当时反映的"})
    reply: str = field(metadata={"help": "当时的答复"})
    facts: list[dict[str, str]] = field(metadata={"help": "工单的地点、时间、办理结果"})
    is_mine: bool = field(metadata={"help": "是不是本人在打"})
    attempts: list[str] = field(metadata={"help": "打过的"})
    answers: list[tuple[str, str]] = field(metadata={"help": "回答的选项"})
    typed: dict[str, str] = field(default_factory=dict, metadata={"help": "刚才填的"})
    errors: dict[str, str] = field(default_factory=dict, metadata={"help": "各栏的错误"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """On an item's page: what it is accepted on. ``words``: target and survey, a line each.

    ``doubts``: what speaks against accepting now; ``passed``: the reason with which a leader
    accepted in spite of them; ``then``: what was found when it was accepted, where that is not what
    is found now; ``most``: how many are drawn at most; ``unhappy``: number, address and words of
    those who said no.
    """

    words: list[str]
    doubts: list[str]
    passed: str
    then: str
    may_draw: bool
    people: int
    most: int
    drawn: str
    earlier: list[str]
    unhappy: list[dict[str, str]]
