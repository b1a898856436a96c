"""Revisions: from empty they make the tables of the code; with rows in them none is lost."""

import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, select

import service.store
import service.store.tables
from service.bootstrap import build
from service.domain.errors import Misconfigured
from service.flows.catalogue.starting import add_catalogue
from service.settings import Settings
from service.store.audit.chain import faults
from service.store.database import migrate
from service.store.database.engine import make_engine
from service.store.installation.secrets import Vault
from service.store.tables import every
from service.store.uow import Store
from tests.factories import an_actor, try_step
from tests.installation import NOW
from tests.store.conftest import a_fresh_ticket, add

SCRIPTS = ScriptDirectory(str(Path(service.store.__path__[0]) / "migrations"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty database."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'm.sqlite'}" if is_sqlite else ""
    engine = make_engine(url or request.getfixturevalue("empty_postgres"))
    yield engine
    engine.dispose()


# What a table is called today.
RENAMED = {"co_unit": "unit_task"}


def revisions() -> list[str]:
    return [script.revision for script in SCRIPTS.walk_revisions()][::-1]


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, every.METADATA))


def dump(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table, as the database holds it."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


def test_every_file_of_tables_joins_the_metadata() -> None:
    files = {module.name for module in pkgutil.iter_modules(service.store.tables.__path__)}
    assert files - {"row", "every"} <= set(vars(every))


def test_from_empty_the_revisions_make_the_tables_of_the_code(engine: Engine) -> None:
    migrate.upgrade(engine)
    assert differences(engine) == []


def test_the_comparison_would_notice_a_missing_table(engine: Engine) -> None:
    migrate.upgrade(engine)
    migrate.downgrade(engine, revisions()[0])
    if len(revisions()) > 1:
        assert differences(engine) != []


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    migrate.upgrade(engine)
    before = inspect(engine).get_table_names()
    migrate.upgrade(engine)
    assert inspect(engine).get_table_names() == before
    with engine.connect() as connection:
        assert migrate.current(connection) == migrate.newest() == revisions()[-1]


def test_the_revisions_are_one_line() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1


def test_every_revision_goes_down_to_empty_and_up_again(engine: Engine) -> None:
    migrate.upgrade(engine)
    for revision in [*revisions()[-2::-1], "base"]:
        migrate.downgrade(engine, revision)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    for revision in revisions():
        migrate.upgrade(engine, revision)
    assert differences(engine) == []


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_rows_written_at_an_older_revision_are_all_there_after_upgrading(
    engine: Engine, revision: str
) -> None:
    """The rows are written by today's code and taken down to the older tables first."""
    migrate.upgrade(engine)
    _write_rows(engine)
    migrate.downgrade(engine, revision)
    older = dump(engine)
    assert older["ticket"]
    assert older["step"]
    migrate.upgrade(engine)
    newer = dump(engine)
    for former, name in RENAMED.items():
        newer[former] = newer[name]
    assert {name: len(newer[name]) for name in older} == {n: len(r) for n, r in older.items()}
    assert newer["step"] == older["step"]
    with Store(engine, Vault(b"x", encrypts=False), {}).read() as uow:
        assert list(faults(uow.session)) == []
        assert uow.tickets.get("20260310000001").version == 2


def test_references_are_watched_again_after_a_revision(engine: Engine) -> None:
    from sqlalchemy.exc import IntegrityError

    migrate.upgrade(engine)
    migrate.downgrade(engine, revisions()[0])
    migrate.upgrade(engine)
    store = Store(engine, Vault(b"x", encrypts=False), {})
    with pytest.raises(IntegrityError), store.write() as uow:
        uow.people.open_session(987_654, "token", "csrf", NOW)


def _write_rows(engine: Engine) -> None:
    from models.topics.catalogue import load_catalogue
    from service.domain.lifecycle.steps import Step
    from service.domain.permissions import Role

    with Store(engine, Vault(b"x", encrypts=False), {}).write() as uow:
        add_catalogue(uow, load_catalogue(), effective_on=NOW.date(), now=NOW)
        uow.people.add("agent", "测试", frozenset({Role.AGENT}), password="x", now=NOW)
        uow.people.open_session(1, "token", "csrf", NOW)
        ticket = add(uow, a_fresh_ticket(), dedupe_key="web:1")
        uow.tickets.record(try_step(ticket, an_actor(Role.AGENT), Step.NOTE))


def test_a_newer_database_than_the_program_is_not_touched(engine: Engine, tmp_path: Path) -> None:
    from sqlalchemy import text

    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    url = engine.url.render_as_string(hide_password=False)
    settings = Settings(data=tmp_path / "data", database_url=url, _env_file=None)  # type: ignore[call-arg]
    with pytest.raises(Misconfigured, match="9999 比程序新"):
        build(settings)
    assert differences(engine) == []
