"""Turns a row of somebody's table into a request, or says why it cannot be one."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from service import sheets
from service.domain.catalogue import Catalogue
from service.domain.errors import BadInput
from service.domain.ticket import Channel, RequestType, Urgency
from service.flows.requests import TEXT_CHARS, TITLE_CHARS, NewRequest, check
from service.sheets import ColumnMap, Row
from service.store.tickets.callers import Caller

_KEY_CHARS = 150
_WORDS = {"name": "诉求人", "phone": "电话", "place": "地址"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_KEPT = ("external_no", "topic", "unit", "status", "closed_at", "satisfied", "solved")
_COUNTED = ("likes", "dislikes")
_Word = TypeVar("_Word", Channel, RequestType, Urgency)


@dataclass(frozen=True, slots=True)
class PastReply:
    """What was replied before the ticket came here: the words, and when and by whom if told."""

    text: str
    at: datetime | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that can be registered. ``has_number``: its key is a number another system gave."""

    row: Row
    request: NewRequest
    reply: PastReply | None
    has_number: bool


@dataclass(frozen=True)
class Interpreter:
    """What the columns of a table mean in this city."""

    columns: ColumnMap
    channel: Channel
    now: datetime
    areas: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)

    def draft(self, row: Row) -> Draft:
        """The request of a row. Raises ``BadInput`` with the reason why it is none."""
        if row.problem:
            raise BadInput(row.problem)
        title, text = self._texts(row)
        source = self._source(row)
        channel = self._channel(row)
        caller = Caller(
            self._value(row, "caller_name"),
            sheets.clean_phone(self._value(row, "phone")),
        )
        request = NewRequest(
            text=text,
            title=title,
            channel=channel,
            caller=caller,
            request_type=_known(RequestType, sheets.request_type(self._value(row, "request_type"))),
            urgency=_known(Urgency, sheets.urgency(self._value(row, "urgency"))),
            topic=self.topics.get(_bare(self._value(row, "topic")), ""),
            area=self._area(row),
            place=self._place(row),
            registered_at=self._time(row, "registered_at"),
            dedupe_key=self._key(row, channel, source.get("external_no", "")),
            source=source,
        )
        _check(request)
        return Draft(row, request, self._reply(row), "external_no" in source)

    def _value(self, row: Row, name: str) -> str:
        return _CONTROL.sub("", self.columns.value(row.values, name)).strip()

    def _texts(self, row: Row) -> tuple[str, str]:
        """Title and text; a title alone is the text, one too long for a title goes there too."""
        title, text = self._value(row, "title"), self._value(row, "text")
        if len(title) <= TITLE_CHARS:
            return title, text or title
        return f"{title[: TITLE_CHARS - 1]}…", f"{title}\n{text}".strip()

    def _channel(self, row: Row) -> Channel:
        return _known(Channel, sheets.channel(self._value(row, "channel"))) or self.channel

    def _area(self, row: Row) -> str:
        names = (self._value(row, name) for name in ("township", "area"))
        return next((self.areas[name] for name in names if name in self.areas), "")

    def _place(self, row: Row) -> str:
        """The address; the names of areas that the city's list lacks are kept with it."""
        unknown = [
            name
            for name in (self._value(row, "area"), self._value(row, "township"))
            if name and name not in self.areas
        ]
        return "".join([*unknown, self._value(row, "place")])

    def _time(self, row: Row, name: str) -> datetime | None:
        written = self._value(row, name)
        return sheets.parse_time(written, now=self.now) if written else None

    def _source(self, row: Row) -> dict[str, Any]:
        """What the other system says of the matter and no field of ours holds."""
        said = {name: self._value(row, name) for name in _KEPT}
        said["external_no"] = _number(said["external_no"])
        counts = {name: sheets.whole_number(self._value(row, name)) for name in _COUNTED}
        return {name: value for name, value in {**said, **counts}.items() if value}

    def _key(self, row: Row, channel: Channel, number: str) -> str:
        if number:
            return number_key(channel, number)
        names = ("title", "text", "registered_at", "caller_name", "phone")
        return f"{channel}:#{_digest(*(self._value(row, name) for name in names))}"

    def _reply(self, row: Row) -> PastReply | None:
        text = self._value(row, "reply")
        if not text:
            return None
        try:
            at = self._time(row, "replied_at")
        except BadInput:  # the words count; when they were said may stay open
            at = None
        return PastReply(text, at, self._value(row, "unit"))


def number_key(channel: str, number: str) -> str:
    """The key under which a source's own number is registered once."""
    return f"{channel}:{number}" if len(number) <= _KEY_CHARS else f"{channel}:#{_digest(number)}"


def area_names(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Name or alias to code, for the names that only one area bears."""
    pairs = [
        (name, row["code"])
        for row in rows
        for name in {row["name"], *filter(None, row["aliases"].split("|"))}
    ]
    times = Counter(name for name, _ in pairs)
    return {name: code for name, code in pairs if times[name] == 1}


def topic_names(catalogue: Catalogue) -> dict[str, str]:
    """Code, full path or last name to code, for the last names that only one topic bears."""
    times = Counter(item.path[-1] for item in catalogue.items.values() if item.path)
    names: dict[str, str] = {}
    for code, item in catalogue.items.items():
        names[code] = code
        names[_bare("".join(item.path))] = code
        if item.path and times[item.path[-1]] == 1:
            names[_bare(item.path[-1])] = code
    return names


def _check(request: NewRequest) -> None:
    """Raises ``BadInput`` in the words of a row that was not taken."""
    try:
        check(request)
    except BadInput as problem:
        if not request.text:
            raise BadInput("诉求内容和标题都是空的") from problem
        if "text" not in problem.fields:
            name, said = next(iter(problem.fields.items()))
            raise BadInput(f"{_WORDS.get(name, '标题')}{said}") from problem
        length = len(request.text)
        raise BadInput(f"诉求内容有 {length} 字，最多 {TEXT_CHARS} 字，请分开登记") from problem


def _known(kind: type[_Word], value: str) -> _Word | None:
    return kind(value) if value else None


def _number(text: str) -> str:
    """A source's number; nothing for one that a spreadsheet has rounded to 2.02E+15."""
    number = sheets.clean_code(text)
    return "" if _ROUNDED.fullmatch(number) else number


def _bare(name: str) -> str:
    return re.sub(r"[\s/>\-—|]+", "", name)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
