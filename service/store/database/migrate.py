"""Brings a database to the newest revision."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from service.domain.errors import Misconfigured
from service.store.database.engine import WRITES, is_sqlite

_FOLDER = Path(__file__).parents[1] / "migrations"
_LOCK = 12345


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the missing revisions in one transaction; a second process waits its turn.

    Raises ``Misconfigured`` when the database was made by a newer program.
    """
    with engine.connect() as connection:
        found = current(connection)
    if found == newest():
        return
    if found is not None and found not in _known():
        raise Misconfigured(f"数据库的版本 {found} 比程序新，请先把程序升级到同一版本。")
    with _changing(engine) as connection:
        if not is_sqlite(connection):
            connection.execute(text(f"select pg_advisory_xact_lock({_LOCK})"))
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Undo revisions down to the one named."""
    with _changing(engine) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may rebuild tables which others refer to.

    SQLite changes a table by making it anew and dropping the old one; it must not watch the
    references meanwhile, so they are checked at the end. The switch only works between
    transactions.
    """
    with engine.execution_options(**{WRITES: True}).connect() as connection:
        _watch_references(connection, on=False)
        try:
            with connection.begin():
                yield connection
                _check_references(connection)
        finally:
            _watch_references(connection, on=True)


def _watch_references(connection: Connection, *, on: bool) -> None:
    if is_sqlite(connection):
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_references(connection: Connection) -> None:
    if is_sqlite(connection) and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a revision left rows that refer to nothing")


def current(connection: Connection) -> str | None:
    """The revision the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The newest revision there is."""
    return _scripts().get_current_head()


def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


def is_known(revision: str) -> bool:
    """Whether this program has the revision."""
    return any(script.revision == revision for script in _scripts().walk_revisions())


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_FOLDER))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
