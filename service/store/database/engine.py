"""Engines and the SQL that only one database understands, each with its twin."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.pool import ConnectionPoolEntry

from service.domain.errors import Misconfigured
from service.store.database.columns import dump_json

WRITES = "minsheng_writes"
_MORE_AT_ONCE = 35
"""With the pool's five: one for each of a web process's forty threads; none waits for another's."""
_PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-64000")


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL; opens no connection yet.

    Raises ``Misconfigured`` for any other database or an address that cannot be read.
    """
    try:
        parsed = make_url(url)
    except Exception as problem:
        raise Misconfigured(f"数据库地址无法识别：{type(problem).__name__}") from problem
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(
            parsed,
            json_serializer=dump_json,
            pool_pre_ping=True,
            hide_parameters=True,
            max_overflow=_MORE_AT_ONCE,
        )
    if backend != "sqlite":
        raise Misconfigured("数据库只支持 SQLite 和 PostgreSQL，请改 MINSHENG_DATABASE_URL。")
    engine = create_engine(
        parsed,
        json_serializer=dump_json,
        connect_args={"timeout": 30},
        hide_parameters=True,
        **({"max_overflow": _MORE_AT_ONCE} if parsed.database else {}),
    )
    event.listen(engine, "connect", _set_up_sqlite)
    _begin_in_turn(engine)
    return engine


def reads_of(engine: Engine) -> Engine:
    """The engine for transactions that only read: all they see is of one moment.

    SQLite does so by itself; PostgreSQL would show a second query what was written since.
    """
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling would begin late; we begin ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_in_turn(engine: Engine) -> None:
    """Let writers begin on SQLite one after the other.

    A writer that begins as a reader can fail halfway with "database is locked"; one that begins
    IMMEDIATE waits at the door. There SQLite lets in whoever happens to look when it is open: of
    many, one may wait in vain until its time is over. So of each process one at a time stands at
    the door, and the others behind it.
    """
    behind = threading.Lock()

    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(WRITES, False):
            connection.exec_driver_sql("BEGIN")
            return
        with behind:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "begin", begin)


def is_sqlite(connection: Connection) -> bool:
    """Whether the connection speaks SQLite."""
    return connection.dialect.name == "sqlite"


def month_of(column: str, dialect: str) -> str:
    """SQL for the Shanghai month ``YYYY-MM`` of a UTC time column."""
    if dialect == "sqlite":
        return f"strftime('%Y-%m', {column}, '+8 hours')"
    return f"to_char({column} at time zone 'Asia/Shanghai', 'YYYY-MM')"


def day_of(column: str, dialect: str) -> str:
    """SQL for the Shanghai day ``YYYY-MM-DD`` of a UTC time column."""
    if dialect == "sqlite":
        return f"strftime('%Y-%m-%d', {column}, '+8 hours')"
    return f"to_char({column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD')"


def has_word(
    column: InstrumentedAttribute[str], word: str, connection: Connection
) -> ColumnElement[bool]:
    """SQL for a text column that holds the word, in either case of its letters.

    SQLite's LIKE looks past the case of ASCII letters by itself; lowering the whole column first
    would double the time of a search.
    """
    if is_sqlite(connection):
        return column.contains(word, autoescape=True)
    return column.icontains(word, autoescape=True)


def optimize(connection: Connection) -> None:
    """Let the database refresh its statistics after a bulk load."""
    connection.execute(text("PRAGMA optimize" if is_sqlite(connection) else "ANALYZE"))


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that shows one moment, whatever others write meanwhile."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.execution_options(**level).connect() as connection, connection.begin():
        yield connection


def restart_counters(connection: Connection, tables: Iterable[Table]) -> None:
    """Let generated keys go on after the highest inserted by hand; SQLite does so itself."""
    if is_sqlite(connection):
        return
    for table in tables:
        column = table.autoincrement_column
        if column is not None and column.autoincrement == "auto" and not column.foreign_keys:
            highest = select(func.max(column)).scalar_subquery()
            counter = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(counter, func.coalesce(highest, 1))))


def value_held(session: Session, query: Select[Any]) -> Any:
    """The value found, on a row that nobody else changes before this transaction ends.

    None on SQLite, where writers stand in line: what a writer has read nobody changes.
    """
    if is_sqlite(session.connection()):
        return None
    return session.scalar(query.with_for_update())


def insert_if_absent(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose key is not there yet."""
    if not rows:
        return
    name = session.connection().dialect.name
    insert = sqlite.insert(table) if name == "sqlite" else postgresql.insert(table)
    session.execute(insert.on_conflict_do_nothing(), rows)


def in_chunks(values: Iterable[Any], size: int = 500) -> Iterable[list[Any]]:
    """Lists short enough for one statement's bound parameters on either database."""
    chunk: list[Any] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
