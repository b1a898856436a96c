"""``minsheng backup`` and ``restore``: a whole installation in one file, and back.

The file is the same from SQLite and from PostgreSQL, so that a city can also move with it.
"""

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command
from service.cli.installation import Data, open_existing, settings_of
from service.cli.output import Advance, progress

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from service.bootstrap import System
    from service.settings import Settings
    from service.store.installation.archive import Manifest

_ASIDE = ".restoring"
_TABLES = "tables"
_LEFT_OUT = frozenset({"cache"})
_DATABASE = "minsheng.sqlite"
_ATTACHMENTS = "attachments"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("backup", cls=Command)(backup)
    app.command("restore", cls=Command)(restore)


def backup(
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE.tar.gz", help="写到哪里；不写就按时间起名，放在当前文件夹"),
    ] = None,
    data: Data = None,
) -> None:
    """把整个系统备份成一个文件：数据库、密钥、月报、附件；运行中也可以备份。

    文件里有个人信息和密钥，请按密件保管。
    """
    from service import sheets
    from service.domain.localtime import LOCAL
    from service.store.installation import memory

    system = open_existing(data)
    now = system.now()
    target = out or Path(f"minsheng-{now.astimezone(LOCAL):%Y%m%d-%H%M%S}.tar.gz")
    with sheets.atomic_file(target) as neighbour, progress("备份") as advance:
        neighbour.chmod(0o600)
        with tempfile.TemporaryDirectory(dir=neighbour.parent, prefix=".minsheng-") as folder:
            manifest = _pack(system, neighbour, Path(folder), now, advance)
    with system.store.write() as uow:
        uow.memory.note(memory.BACKUP, now)
    rows = manifest.rows
    print(f"已备份到 {target}：工单 {rows['ticket']} 件，环节 {rows['step']} 步，", end="")
    print(f"账号 {rows['person']} 个。")
    if system.settings.secret_key:
        print("加密个人信息的密钥（MINSHENG_SECRET_KEY）不在备份里，请另行保管，恢复时要用。")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE.tar.gz", help="minsheng backup 的文件")],
    data: Data = None,
) -> None:
    """把备份恢复到空的数据目录（和空的数据库）里；有数据的目录不动。"""
    from service.domain.errors import BadInput

    settings = settings_of(data)
    if not _is_vacant(settings):
        raise BadInput(f"“{settings.data}”或数据库里已有数据，没有改动。请恢复到空目录。")
    with _aside(settings.data) as aside:
        with progress("恢复") as advance:
            manifest = _restore(settings.model_copy(update={"data": aside}), file, advance)
        _move_up(aside)
    print(f"已恢复 {manifest.created_at[:10]} 的备份：工单 {manifest.rows['ticket']} 件，", end="")
    print(f"环节 {manifest.rows['step']} 步。建议接着运行 minsheng check。")


def _pack(
    system: "System", target: Path, folder: Path, now: datetime, advance: Advance
) -> "Manifest":
    from service.store.database import migrate
    from service.store.database.engine import snapshot
    from service.store.installation import archive, dump

    with snapshot(system.store.engine) as connection:
        revision = migrate.current(connection) or ""
        rows = dump.write_tables(connection, folder, lambda _, done: advance(done, None))
    parts = [(f"{_TABLES}/{path.name}", path) for path in sorted(folder.iterdir())]
    with system.store.read() as uow:
        wanted = uow.attachments.contents()
    parts += [(f"files/{name}", path) for name, path in _files(system.settings.data, wanted)]
    return archive.pack(
        target,
        parts,
        created_at=now.isoformat(),
        revision=revision,
        key=system.store.vault.fingerprint(),
        rows=rows,
    )


def _files(data: Path, wanted: Collection[str]) -> Iterator[tuple[str, Path]]:
    """What lies beside the database: the key, reports, trained readers; nothing to build again.

    ``wanted``: the hashes of the files that tickets refer to; others are swept sooner or later.
    """
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        is_ours = not name.parts[0].startswith(".") and name.parts[0] not in _LEFT_OUT
        if name.parts[0] == _ATTACHMENTS and name.name.partition(".")[0] not in wanted:
            continue
        if is_ours and path.is_file() and not name.parts[0].startswith(_DATABASE):
            yield name.as_posix(), path


def _restore(settings: "Settings", file: Path, advance: Advance) -> "Manifest":
    """Unpack, check and load everything into an empty folder. Raises ``BadInput``."""
    from service.domain.errors import BadInput
    from service.store.database import migrate
    from service.store.database.engine import make_engine
    from service.store.installation import archive

    unpacked = settings.data / "unpacked"
    unpacked.mkdir()
    manifest = archive.unpack(file, unpacked)
    if not migrate.is_known(manifest.revision):
        raise BadInput("备份来自更新版本的程序，请先升级程序再恢复。")
    _check_key(settings, unpacked, manifest)
    engine = make_engine(settings.url)
    try:
        _load(engine, unpacked / _TABLES, manifest, advance)
    finally:
        engine.dispose()
    if (unpacked / "files").exists():
        for path in (unpacked / "files").iterdir():
            path.rename(settings.data / path.name)
    shutil.rmtree(unpacked)
    return manifest


def _load(engine: "Engine", folder: Path, manifest: "Manifest", advance: Advance) -> None:
    """The rows in one transaction, at the revision they were written at; then up to date."""
    from service.domain.errors import BadInput
    from service.store.database import migrate
    from service.store.database.engine import WRITES
    from service.store.installation import dump

    whole = max(sum(manifest.rows.values()), 1)
    migrate.upgrade(engine, manifest.revision)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        rows = dump.read_tables(connection, folder, lambda _, done: advance(done, done / whole))
        if rows != dict(manifest.rows):
            raise BadInput("备份里的行数与它的清单不一致，没有恢复任何内容。")
    migrate.upgrade(engine)


def _check_key(settings: "Settings", unpacked: Path, manifest: "Manifest") -> None:
    from service.domain.errors import BadInput
    from service.store.installation.secrets import Vault

    kept = unpacked / "files" / "secret.key"
    if settings.secret_key:
        secret = settings.secret_key.encode()
    elif kept.exists():
        secret = kept.read_bytes().strip()
    else:
        raise BadInput("备份是用 MINSHENG_SECRET_KEY 加密的，请先设置同一个密钥再恢复。")
    if Vault(secret, encrypts=False).fingerprint() != manifest.key:
        raise BadInput("密钥与备份时的不一致，请核对 MINSHENG_SECRET_KEY。")


def _is_vacant(settings: "Settings") -> bool:
    from service.store.database.engine import make_engine
    from service.store.installation.dump import has_rows

    folder = settings.data
    if folder.exists() and any(path.name != _ASIDE for path in folder.iterdir()):
        return False
    if not settings.database_url:
        return True
    engine = make_engine(settings.url)
    with engine.connect() as connection:
        occupied = has_rows(connection)
    engine.dispose()
    return not occupied


@contextmanager
def _aside(data: Path) -> Iterator[Path]:
    """A folder inside the data folder, gone afterwards; so is a data folder made in vain."""
    was_there = data.exists()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = data / _ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if not was_there and not any(data.iterdir()):
            data.rmdir()


def _move_up(aside: Path) -> None:
    """Into place, the database last: a folder without it is still empty for everyone."""
    for path in sorted(aside.iterdir(), key=lambda path: path.name == _DATABASE):
        path.rename(aside.parent / path.name)
