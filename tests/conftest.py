"""What every test may ask for: an installation of its own, people, a clock, a browser's client.

An installation is a copy of one that was built once per process, so that asking for it is cheap.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import settings as examples
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from models import load
from models.load import load_reader
from models.reader import Reader
from models.shelf.artefact import Manifest
from models.topics.builtin import catalogue_segmenter
from models.topics.catalogue import TopicCatalogue, load_catalogue
from models.topics.classify import TextClassifier
from models.words.segment import Segmenter
from service.bootstrap import System
from service.domain.permissions import Actor, Role
from service.flows.desk import Desk
from service.flows.month import agenda
from service.settings import Settings
from service.store.database import engine as engines
from service.store.uow import UnitOfWork
from service.web.app import create_app
from service.web.sessions import COOKIE
from tests import postgres
from tests.installation import (
    HUMAN_ROLES,
    Clock,
    Remembering,
    SignIn,
    actor_named,
    furnish,
    open_system,
)
from tests.months import MONTH, plant
from tests.stories import Story

RUN = "MINSHENG_TEST_RUN"
PLANTED = "planted.txt"
_ROOM = 2 * 2**30


def pytest_configure(config: pytest.Config) -> None:
    """One folder per run, shared by all its workers, outside anybody's home."""
    examples.register_profile("quick", max_examples=50, deadline=None)
    examples.load_profile("quick")
    if RUN not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="minsheng-tests-", dir=_in_memory()))
        folder.chmod(0o755)
        os.environ[RUN] = str(folder)
        config.option.basetemp = config.option.basetemp or folder / "tmp"
        config.add_cleanup(lambda: _clear(folder))


def _in_memory() -> Path | None:
    """Where files cost no disk, if there is room: a thousand databases are made and thrown away."""
    shared = Path("/dev/shm")  # noqa: S108
    has_room = os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > _ROOM
    return shared if has_room else None


def _clear(folder: Path) -> None:
    postgres.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(RUN, None)


@pytest.fixture(scope="session")
def run_folder() -> Path:
    return Path(os.environ[RUN])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock.at


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The built-in reader, built once per run; what it read once it remembers."""
    loaded = load_reader(tmp_path_factory.mktemp("reader"))
    return Remembering(**{item.name: getattr(loaded, item.name) for item in fields(loaded)})


@pytest.fixture(scope="session", autouse=True)
def _built_once(run_folder: Path) -> Iterator[None]:
    """Whoever asks for the built-in classifier of the catalogue that ships gets the run's own."""
    load_or_build, shipped = load._builtin, load_catalogue()

    @cache
    def the_runs_own() -> tuple[TextClassifier, Manifest]:
        with postgres.locked(run_folder / "reader.lock"):
            return load_or_build(run_folder / "reader", shipped, catalogue_segmenter(shipped))

    def kept(
        folder: Path, topics: TopicCatalogue, cut: Segmenter
    ) -> tuple[TextClassifier, Manifest]:
        is_shipped = topics.digest == shipped.digest
        return the_runs_own() if is_shipped else load_or_build(folder, topics, cut)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "_builtin", kept)
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """All engines of one kind share what SQLAlchemy has compiled; each test opens new ones."""
    shared: dict[str, Engine] = {}
    make = engines.create_engine

    def made(*where: Any, **options: Any) -> Engine:
        engine = make(*where, query_cache_size=5000, **options)
        first = shared.get(engine.dialect.name)
        if first:
            engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        else:
            event.listen(engine, "connect", lambda *_: shared.setdefault(engine.name, engine))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", made)
        yield


@pytest.fixture(scope="session")
def template(run_folder: Path) -> Path:
    """A seeded SQLite installation with one account per role; to be copied, never opened."""
    folder = Path(tempfile.mkdtemp(dir=run_folder, prefix="template-"))
    furnish(Settings(data=folder, _env_file=None))  # type: ignore[call-arg]
    return folder


@pytest.fixture(scope="session")
def postgres_template(run_folder: Path) -> Iterator[str]:
    """The same on PostgreSQL: a database to copy. Skips where there is no server."""
    try:
        server = postgres.server(run_folder)
    except postgres.NoServer as problem:
        pytest.skip(str(problem))
    name = f"minsheng_template_{os.getpid()}"
    url = postgres.create(server, name).render_as_string(hide_password=False)
    folder = Path(tempfile.mkdtemp(dir=run_folder, prefix="template-"))
    furnish(Settings(data=folder, database_url=url, _env_file=None))  # type: ignore[call-arg]
    yield url
    postgres.drop(server, name)


@pytest.fixture
def empty_postgres(run_folder: Path) -> Iterator[str]:
    """The address of an empty PostgreSQL database. Skips where there is no server."""
    try:
        server = postgres.server(run_folder)
    except postgres.NoServer as problem:
        pytest.skip(str(problem))
    name = f"minsheng_empty_{os.getpid()}"
    yield postgres.create(server, name).render_as_string(hide_password=False)
    postgres.drop(server, name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, run_folder: Path) -> Iterator[str]:
    """The address of a furnished database of the test's own; empty for SQLite in its folder."""
    if request.param == "sqlite":
        yield ""
        return
    template_url = make_url(request.getfixturevalue("postgres_template"))
    server = postgres.server(run_folder)
    name = f"minsheng_test_{os.getpid()}"
    url = postgres.create(server, name, template=str(template_url.database))
    yield url.render_as_string(hide_password=False)
    postgres.drop(server, name)


@pytest.fixture(scope="session")
def month_template(template: Path, reader: Reader, run_folder: Path) -> Path:
    """The same after a month of requests that was worked out; see ``worked_month``."""
    folder = Path(tempfile.mkdtemp(dir=run_folder, prefix="month-"))
    shutil.copytree(template, folder, dirs_exist_ok=True)
    system = open_system(Settings(data=folder, _env_file=None), reader, Clock())  # type: ignore[call-arg]
    planted = plant(system)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, system.now())
    system.store.engine.dispose()
    (folder / PLANTED).write_text("\n".join(planted))
    return folder


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """The settings of an installation in the test's own folder, with nothing of the machine's."""
    wanted = "month_template" if "worked_month" in request.fixturenames else "template"
    shutil.copytree(request.getfixturevalue(wanted), tmp_path / "data")
    return Settings(data=tmp_path / "data", _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def system(settings: Settings, reader: Reader, clock: Clock) -> Iterator[System]:
    """A seeded installation that tells the test's time."""
    system = open_system(settings, reader, clock)
    yield system
    system.store.engine.dispose()


@pytest.fixture
def worked_month(system: System) -> list[str]:
    """The ticket numbers of a planted month that was worked out, those of its event first."""
    return (system.settings.data / PLANTED).read_text().split()


@pytest.fixture
def uow(system: System) -> Iterator[UnitOfWork]:
    """A transaction that writes, committed at the end of the test."""
    with system.store.write() as uow:
        yield uow


@pytest.fixture
def people(system: System) -> dict[Role, Actor]:
    """One person per role; the three roles of a unit are in ``UNIT``."""
    with system.store.read() as uow:
        return {role: actor_named(uow, role.value) for role in HUMAN_ROLES}


@pytest.fixture
def neighbour(system: System) -> Actor:
    """The clerk of another unit, ``OTHER_UNIT``."""
    with system.store.read() as uow:
        return actor_named(uow, "neighbour")


@pytest.fixture
def story(system: System) -> Story:
    """What happens to tickets in the test's installation."""
    return Story(system)


@pytest.fixture
def by_hand(system: System) -> None:
    """People dispatch every ticket, however sure the program is."""
    system.hotline.auto_dispatch = False


@pytest.fixture
def desk_of(system: System) -> Callable[[UnitOfWork, Actor], Desk]:
    """The desk of a person in a transaction, at the test's time."""
    return lambda uow, actor: Desk(uow, system.hotline, actor, system.now())


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """One event loop for all clients, which would start one per request."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def routed() -> FastAPI:
    """One application for all tests: putting its routes together takes longer than a request."""
    return create_app(None)  # type: ignore[arg-type]


@pytest.fixture
def visit(system: System, routed: FastAPI, portal: BlockingPortal) -> Callable[..., TestClient]:
    """``visit()``: one more visitor of the test's installation; takes TestClient's options."""
    routed.state.system = system

    def visitor(**options: Any) -> TestClient:
        options = {"base_url": "http://testserver", "follow_redirects": False} | options
        client = TestClient(routed, **options)
        client.portal = portal
        return client

    return visitor


@pytest.fixture
def client(visit: Callable[..., TestClient]) -> TestClient:
    """A visitor who is not signed in."""
    return visit()


@pytest.fixture
def sign_in(system: System, visit: Callable[..., TestClient]) -> SignIn:
    """``sign_in(role)``: a client signed in as that role's person, its CSRF token sent along."""

    def signed_in(role: Role | str) -> TestClient:
        token, csrf = f"token-of-{role}", f"csrf-of-{role}"
        with system.store.write() as uow:
            person = uow.people.by_username(str(role))
            assert person is not None
            with suppress(KeyError):
                uow.people.close_session(token)
            uow.people.open_session(person.id, token, csrf, system.now())
        fresh = visit()
        fresh.cookies.set(COOKIE, token, domain="testserver.local")
        fresh.headers["X-CSRF-Token"] = csrf
        return fresh

    return signed_in
