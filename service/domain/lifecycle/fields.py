"""What a form can ask for: kinds of fields, and reading what was given for them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from service.domain.errors import BadInput
from service.domain.localtime import LOCAL
from service.domain.texts import check_year, storable

NOTE_CHARS = 4000
TITLE_CHARS = 200


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    UNIT = "unit"
    UNITS = "units"
    TICKET = "ticket"
    TOPIC = "topic"
    AREA = "area"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    FLAG = "flag"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a step asks for."""

    name: str
    kind: Kind = Kind.TEXT
    is_required: bool = True
    choices: type[StrEnum] | None = None
    longest: int = NOTE_CHARS

    def parse(self, value: Any) -> Any:
        """The value in its own type; raises ``ValueError`` with a Chinese reason."""
        return _PARSERS[self.kind](self, value)


def _text(field: Field, value: Any) -> str:
    text = storable(str(value)).replace("\r\n", "\n").strip()
    if len(text) > field.longest:
        raise ValueError(f"最多 {field.longest} 字，现在是 {len(text)} 字")
    return text


def _choice(field: Field, value: Any) -> str:
    assert field.choices is not None  # noqa: S101  (a choice field without choices is our own slip)
    try:
        return field.choices(str(value)).value
    except ValueError:
        raise ValueError("不是可选的项") from None


def _choices(field: Field, value: Any) -> list[str]:
    return [_choice(field, part) for part in _units(field, value)]


_TO_THE_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


def _units(_: Field, value: Any) -> list[str]:
    parts = value if isinstance(value, list | tuple) else str(value).replace("，", ",").split(",")
    clean = (storable(str(part)).strip() for part in parts)
    return list(dict.fromkeys(part for part in clean if part))


def _date(_: Field, value: Any) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("日期要写成 2026-01-31 的样子") from None
    check_year(day)
    return day.isoformat()


def _moment(_: Field, value: Any) -> str:
    try:
        if not _TO_THE_MINUTE.match(str(value).strip()):
            raise ValueError  # an hour alone may mean another one
        at = datetime.fromisoformat(str(value).strip())
        local = at.astimezone(LOCAL).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        raise ValueError("时间要写成 2026-01-31 14:30 的样子") from None
    check_year(local)
    return local.isoformat(timespec="minutes")


def _number(_: Field, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise ValueError("要填整数") from None
    if not 0 <= number <= 1000:
        raise ValueError("数目超出范围")
    return number


def _flag(_: Field, value: Any) -> bool:
    return str(value).lower() in {"1", "true", "on", "yes"}


_PARSERS = {
    Kind.TEXT: _text,
    Kind.UNIT: _text,
    Kind.TICKET: _text,
    Kind.TOPIC: _text,
    Kind.AREA: _text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.STEP: _choice,
    Kind.UNITS: _units,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
}


def read_fields(fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given for these fields, in their own types; empty optional ones are left out.

    Raises ``BadInput`` naming every missing or unreadable field at once.
    """
    data: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        value = given.get(field.name)
        try:
            parsed = None if _is_empty(value) else field.parse(value)
        except ValueError as problem:
            wrong[field.name] = str(problem)
            continue
        if not _is_empty(parsed):
            data[field.name] = parsed
        elif field.is_required and field.kind is not Kind.FLAG:
            wrong[field.name] = "必填"
    if wrong:
        raise BadInput("有内容没有填好，请改正标出的各项后再提交。", wrong)
    return data


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], ()) or (isinstance(value, str) and value.isspace())
