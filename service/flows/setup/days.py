"""Holidays and make-up days from a table, for a server that cannot fetch the next year's."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from service.domain.errors import BadInput
from service.domain.localtime import local_day
from service.flows.setup.forms import FORMS, FormKind
from service.flows.setup.reading import BadTable, Fault, Given, Table, Wrong, chosen, read
from service.sheets import Sheet, parse_time
from service.store.uow import UnitOfWork

FORM = FORMS[FormKind.DAYS]
DAY_WORDS = {"放假": "rest", "上班": "work"}
_SPOKEN = {"休息": "rest", "休": "rest", "补班": "work", "调休上班": "work", "班": "work"}
_FAR = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class GivenDay:
    """A day of the table: whether offices work, and what for."""

    day: date
    is_working: bool
    note: str


def read_days(sheet: Sheet) -> list[GivenDay]:
    """The days of a table. Raises ``BadTable`` naming every row to mend."""
    table = read(FORM, sheet)
    days = table.each(_day)
    _refuse_repeats(table, days)
    return days


def _day(row: Given) -> GivenDay:
    try:
        day = local_day(parse_time(row["day"], now=_FAR))
    except BadInput as problem:
        told = problem.message.partition("，请写成")[0]
        raise Wrong(f"{told}。日期要写成 2027-01-01 这样。") from problem
    word = chosen(row["is_working"], _SPOKEN | DAY_WORDS, "安排")
    return GivenDay(day, word == "work", row["note"])


def _refuse_repeats(table: Table, days: list[GivenDay]) -> None:
    counts = Counter(given.day for given in days)
    faults = [
        Fault(row.line, f"{given.day} 在表里有两行。")
        for row, given in zip(table.rows, days, strict=True)
        if counts[given.day] > 1
    ]
    if faults:
        raise BadTable(table.form.title, faults)


def load_days(uow: UnitOfWork, days: list[GivenDay]) -> int:
    """Keep the days, in place of what was said of them; how many."""
    uow.catalogues.put_days((given.day, given.is_working, given.note) for given in days)
    return len(days)


def rows_of(uow: UnitOfWork) -> list[dict[str, str]]:
    """The days a city has spoken about, as rows of the form."""
    words = {code: word for word, code in DAY_WORDS.items()}
    return [
        {
            "day": day.isoformat(),
            "is_working": words["work" if is_working else "rest"],
            "note": note,
        }
        for day, is_working, note in uow.catalogues.spoken_days()
    ]
