"""Turns the rows of somebody's table into the frames that analysis works on, and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.cli.texts import TextTable, cell

if TYPE_CHECKING:
    import pandas as pd

    from models.processes import Readers
    from models.reader import Reader
    from models.reading import Reading
    from service.cli.output import Notices
    from service.sheets import ColumnMap, Row


_ALONE = 16
"""So many batches one process reads; starting others takes as long as reading some thousand."""


@dataclass
class Clock:
    """Reads times and counts those that cannot be read."""

    now: datetime
    unread: int = 0

    def read(self, text: str) -> datetime | None:
        """The instant, or None; a month alone is its first day."""
        from service import sheets
        from service.domain.errors import BadInput

        written = text.strip()
        if not written:
            return None
        try:
            return sheets.parse_time(_whole(written), now=self.now)
        except BadInput:
            self.unread += 1
            return None


@dataclass(frozen=True)
class Months:
    """Requests: a row per series, a column per month; and the last day that has one."""

    counts: "pd.DataFrame"
    until: date


def clock() -> Clock:
    """A clock set to the present."""
    return Clock(datetime.now(UTC))


def tickets_of(
    table: TextTable, reader: "Reader", time: str, weight: str, told: Clock
) -> "pd.DataFrame":
    """The tickets frame of a table of texts: a row per data row, in order.

    ``time`` and ``weight`` are headers, or empty.
    """
    import pandas as pd

    rows = [
        _ticket(table, row, reading, time, weight, told)
        for row, reading in readings_of(table, reader)
    ]
    frame = pd.DataFrame(rows)
    frame["registered_at"] = pd.to_datetime(frame["registered_at"], utc=True)
    frame["caller"] = _callers(table)
    return frame


def months_of(rows: "Iterator[Row]", time: str, series: str, told: Clock) -> "Months":
    """Requests per series and month. Raises ``BadInput`` when no time can be read."""
    import pandas as pd

    from analytics.figures.trends import monthly_counts
    from service.domain.errors import BadInput

    read = [(told.read(cell(row, time)), cell(row, series).strip()) for row in rows]
    frame = pd.DataFrame(read, columns=["registered_at", "topic"])  # any declared name will do
    frame["registered_at"] = pd.to_datetime(frame["registered_at"], utc=True)
    if frame["registered_at"].isna().all():
        raise BadInput(f"“{time}”列没有一个能读懂的时间。")
    counts = monthly_counts(frame, "topic")
    counts.index.name = "series"
    return Months(counts, frame["registered_at"].max().tz_convert("Asia/Shanghai").date())


def write_frame(path: Path, columns: Any, frame: "pd.DataFrame") -> None:
    """Write some columns of a frame: instants in Shanghai time, lists joined, nothing as empty."""
    from service import sheets

    with sheets.atomic_table(path, list(columns)) as writer:
        for row in frame[list(columns)].to_dict("records"):
            writer.write({str(name): _written(value) for name, value in row.items()})


def tell_unread(told: Clock, notices: "Notices") -> None:
    """Say how many times could not be read."""
    if told.unread:
        notices(f"{told.unread} 行的时间读不懂，按没有时间处理")


def _whole(written: str) -> str:
    """A month such as 2024-05 or 2024年5月 becomes its first day."""
    parts = written.replace("年", "-").rstrip("月").replace("/", "-").split("-")
    is_month = len(parts) == 2 and all(part.isdecimal() for part in parts) and len(parts[0]) == 4
    return f"{parts[0]}-{parts[1]}-01" if is_month else written


def readings_of(table: TextTable, reader: "Reader") -> "Iterator[tuple[Row, Reading]]":
    """Each row with its reading, in order; what is behind the first thousands on all cores."""
    from models.processes import readers

    batches = table.batches()
    for batch in islice(batches, _ALONE):
        yield from zip(batch, _read(table, reader, batch), strict=True)
    rest = next(batches, [])
    if not rest:
        return
    with readers(reader) as many:
        while rest:
            yield from zip(rest, _read(table, many, rest), strict=True)
            rest = [row for batch in islice(batches, 4 * many.count) for row in batch]


def _read(table: TextTable, reader: "Reader | Readers", rows: list["Row"]) -> "list[Reading]":
    return reader.read_many(
        [table.text_of(row) for row in rows], [table.title_of(row) for row in rows]
    )


def _ticket(
    table: TextTable, row: "Row", reading: "Reading", time: str, weight: str, told: Clock
) -> dict[str, Any]:
    from service import sheets

    return {
        "no": "",
        "registered_at": told.read(cell(row, time)),
        "tokens": " ".join(reading.tokens),
        "title": table.title_of(row).strip() or reading.summary,
        "places": "|".join(dict.fromkeys(place.text for place in reading.places)),
        "topic": reading.topic.code,
        "topic_path": "/".join(reading.topic.path),
        "weight": float(sheets.whole_number(cell(row, weight))),
    }


def _callers(table: TextTable) -> list[str]:
    """Who called, as far as the table has a usual column for it; only compared, never shown."""
    from service import sheets

    columns: ColumnMap = sheets.recognise(table.sheet.headers)
    return [
        sheets.clean_phone(columns.value(row.values, "phone"))
        or columns.value(row.values, "caller_name").strip()
        for row in table.sheet.rows()
    ]


def _written(value: Any) -> object:
    import pandas as pd

    if isinstance(value, list | tuple):
        return "；".join(map(str, value))
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.tz_convert("Asia/Shanghai").isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value
