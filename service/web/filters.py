"""Query parameters of ticket lists, the same for pages and JSON, to filters and back."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from service.domain.catalogue import Catalogue
from service.domain.errors import BadInput
from service.domain.ticket import OPEN, Channel, RequestType, Status, Urgency
from service.flows.queries import choices
from service.flows.queries.desks.filters import Filters
from service.flows.queries.desks.lists import NEWEST_FIRST, Page
from service.labels import LABELS
from service.web.days import day_of

E = TypeVar("E", bound=StrEnum)
MAX_Q = 200
OPEN_WORD = "open"
_YES = frozenset({"1", "true", "on", "yes"})


class TicketQuery(BaseModel):
    """What ``/tickets`` and ``GET /api/v1/tickets`` understand after the question mark."""

    model_config = ConfigDict(populate_by_name=True, extra="ignore")

    q: str = Field("", description="编号，或标题、内容、地点里的词；空格分开的词要都有")
    status: list[str] = Field([], description="状态，可以多个；open 指所有没办完的")
    unit: str = Field("", description="主办单位的代码或名称")
    area: str = Field("", description="地区的代码或名称，含下级")
    topic: str = Field("", description="主题的 2、4、6 位代码，或名称，含下级")
    request_type: str = Field("", description="诉求类型")
    urgency: str = Field("", description="紧急程度")
    channel: str = Field("", description="受理渠道")
    month: str = Field("", description="登记的月份，如 2026-01")
    first_on: str = Field("", alias="from", description="登记不早于这一天，如 2026-01-31")
    last_on: str = Field("", alias="to", description="登记不晚于这一天")
    late: str = Field("", description="1：只要超期的")
    designated: str = Field("", description="1：只要指定承办的")
    mine: str = Field("", description="1：只要本人经手的")
    sort: str = Field("", description="registered_at 或 due，前面加 - 倒序")
    cursor: str = Field("", description="上一次结果给的 next")
    size: int = Field(50, ge=1, le=200, description="每页几件")

    @property
    def page(self) -> Page:
        """Which part of the list is asked for."""
        return Page(self.sort or NEWEST_FIRST, self.cursor, self.size)

    def given(self) -> dict[str, Any]:
        """The parameters that say something, as they stand in an address; no cursor, no size."""
        values = self.model_dump(by_alias=True, exclude={"cursor", "size"})
        return {name: value for name, value in values.items() if value}


def query_string(given: Mapping[str, Any], **changes: Any) -> str:
    """The address part after the question mark; a change to "" or [] takes a parameter away."""
    merged = {name: value for name, value in {**given, **changes}.items() if value}
    return urlencode(merged, doseq=True)


def parse(query: TicketQuery, catalogue: Catalogue) -> tuple[Filters, dict[str, str]]:
    """The filters, and what cannot be understood: parameter → reason."""
    wrong: dict[str, str] = {}
    read = _Reader(query, catalogue, wrong)
    filters = Filters(
        q=read.words(),
        statuses=read.statuses(),
        unit=read.unit(),
        area=read.area(),
        topic=read.topic(),
        request_type=read.choice("request_type", RequestType),
        urgency=read.choice("urgency", Urgency),
        channel=read.choice("channel", Channel),
        month=read.month(),
        first_on=read.day("first_on", "from"),
        last_on=read.day("last_on", "to"),
        is_late=query.late.lower() in _YES,
        is_designated=query.designated.lower() in _YES,
        is_mine=query.mine.lower() in _YES,
    )
    return filters, wrong


def parse_strictly(query: TicketQuery, catalogue: Catalogue) -> Filters:
    """The filters. Raises ``BadInput`` naming every parameter that cannot be understood."""
    filters, wrong = parse(query, catalogue)
    if wrong:
        raise BadInput("有的筛选条件看不懂，请改正标出的各项。", wrong)
    return filters


class _Reader:
    """Reads one parameter after the other and notes what it cannot understand."""

    def __init__(self, query: TicketQuery, catalogue: Catalogue, wrong: dict[str, str]) -> None:
        self._query, self._catalogue, self._wrong = query, catalogue, wrong

    def words(self) -> str:
        if len(self._query.q) > MAX_Q:
            self._wrong["q"] = f"最多 {MAX_Q} 字"
            return ""
        return self._query.q.strip()

    def statuses(self) -> tuple[Status, ...]:
        names = [part for value in self._query.status for part in value.split(",") if part]
        found: set[Status] = set()
        for name in names:
            if name == OPEN_WORD:
                found |= OPEN
            elif name in LABELS[Status]:
                found.add(Status(name))
            else:
                self._wrong["status"] = f"没有“{name}”这个状态"
        return tuple(status for status in Status if status in found)

    def unit(self) -> str:
        typed = self._query.unit.strip()
        code = choices.unit_code(self._catalogue, typed)
        return self._known("unit", code, self._catalogue.units, "没有这个单位，请从列表中选")

    def area(self) -> str:
        typed = self._query.area.strip()
        code = choices.area_code(self._catalogue, typed)
        return self._known("area", code, self._catalogue.area_names, "没有这个地区，请从列表中选")

    def topic(self) -> str:
        typed = self._query.topic.strip()
        code = typed if typed.isdecimal() else choices.topic_prefix(self._catalogue, typed)
        known = (*self._catalogue.items, *self._catalogue.retired)
        if code and any(topic.startswith(code) for topic in known):
            return code
        if typed:
            self._wrong["topic"] = "没有这个主题，请从列表中选"
        return ""

    def choice(self, name: str, enum: type[E]) -> E | None:
        value = getattr(self._query, name).strip()
        if not value:
            return None
        if value in LABELS[enum]:
            return enum(value)
        self._wrong[name] = "不是可选的项"
        return None

    def month(self) -> str:
        text = self._query.month.strip()
        if not text:
            return ""
        try:
            return day_of(f"{text}-01").strftime("%Y-%m")
        except ValueError:
            self._wrong["month"] = "月份要写成 2026-01 的样子"
            return ""

    def day(self, name: str, parameter: str) -> date | None:
        text = getattr(self._query, name).strip()
        if not text:
            return None
        try:
            return day_of(text)
        except ValueError:
            self._wrong[parameter] = "日期要写成 2026-01-31 的样子"
            return None

    def _known(self, name: str, code: str, known: Mapping[str, Any], why: str) -> str:
        if not code or code in known:
            return code
        self._wrong[name] = why
        return ""
