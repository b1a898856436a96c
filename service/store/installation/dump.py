"""All rows of an installation as lines of JSON: the same from SQLite and from PostgreSQL.

Sign-ins, failed attempts and leases stay behind: after a restore everybody signs in again. So does
the mark of the secret, which the archive's manifest has.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Table, func, insert, select

from service.domain.errors import BadInput
from service.store.database.columns import UtcDateTime, dump_json
from service.store.database.engine import in_chunks, restart_counters
from service.store.tables.every import METADATA

Report = Callable[[str, int], None]

_PASSING = frozenset({"session", "attempt", "lease", "mark", "call_claim"})
_CHUNK = 1000


def tables() -> list[Table]:
    """The tables that are kept, each after those it refers to."""
    return [table for table in METADATA.sorted_tables if table.name not in _PASSING]


def write_tables(connection: Connection, folder: Path, report: Report) -> dict[str, int]:
    """Write one file per table; return how many rows each has.

    Assumes the connection shows one moment however long it takes. ``report`` gets the table's
    name and the rows written so far in all.
    """
    counts: dict[str, int] = {}
    for table in tables():
        with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            file.write(dump_json([column.name for column in table.columns]) + "\n")
            counts[table.name] = 0
            for row in _rows(connection, table):
                file.write(dump_json([_plain(value) for value in row]) + "\n")
                counts[table.name] += 1
                if counts[table.name] % _CHUNK == 0:
                    report(table.name, sum(counts.values()))
    return counts


def read_tables(connection: Connection, folder: Path, report: Report) -> dict[str, int]:
    """Insert what ``write_tables`` wrote into empty tables; return how many rows each got.

    Raises ``BadInput`` for a column that the tables do not have.
    """
    counts: dict[str, int] = {}
    for table in tables():
        path = folder / f"{table.name}.jsonl"
        counts[table.name] = 0
        if path.exists():
            for chunk in in_chunks(_values(table, path), _CHUNK):
                connection.execute(insert(table), chunk)
                counts[table.name] += len(chunk)
                report(table.name, sum(counts.values()))
    restart_counters(connection, tables())
    return counts


def has_rows(connection: Connection) -> bool:
    """Whether any kept table holds anything; tables that are not there hold nothing."""
    present = connection.dialect.get_table_names(connection)
    return any(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables()
        if table.name in present
    )


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    query = select(table).order_by(*table.primary_key.columns)
    yield from connection.execute(query.execution_options(yield_per=_CHUNK))


def _values(table: Table, path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        names: list[str] = json.loads(file.readline())
        unknown = [name for name in names if name not in table.columns]
        if unknown:
            raise BadInput(f"备份的 {table.name} 表有本程序不认识的列：{'、'.join(unknown)}。")
        readers = [_reader(table, name) for name in names]
        for line in file:
            values = zip(names, readers, json.loads(line), strict=True)
            yield {name: read(value) for name, read, value in values}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _reader(table: Table, name: str) -> Callable[[Any], Any]:
    kind = table.columns[name].type
    if isinstance(kind, UtcDateTime):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value
