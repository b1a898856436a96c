"""Brings a database to the newest revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from service.store.engine import WRITES, is_sqlite

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 12345


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the missing revisions in one transaction; a second process waits its turn."""
    with engine.connect() as connection:
        if current(connection) == newest():
            return
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        if not is_sqlite(connection):
            connection.execute(text(f"select pg_advisory_xact_lock({_LOCK})"))
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Undo revisions down to the one named."""
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
