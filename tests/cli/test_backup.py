"""Backup and restore: the whole state there and back, between databases, and never by halves."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from models.reader import Reader
from service.bootstrap import System, build
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Channel
from service.flows.desk import Desk
from service.flows.files import attachments
from service.flows.intake import receive
from service.flows.requests import NewRequest
from service.flows.staff.people import open_session, recognise
from service.flows.steps import take
from service.settings import Settings
from service.store.installation.dump import tables
from service.store.tickets.callers import Caller
from tests.cli.conftest import Run
from tests.installation import PASSWORD

TEXT = "我叫张三，人民路12号昨天晚上八点路灯坏了，请派人来修好。"


@pytest.fixture
def data(system: System, people: dict[object, object]) -> Path:
    """An installation with some tickets, an attachment, a sign-in and a report file."""
    kept = [
        attachments.Given(name, io.BytesIO(name.encode())) for name in ("现场.txt", "没用上.txt")
    ]
    files = attachments.take_in(system.store, system.hotline.attachments, kept)
    with system.store.write() as uow:
        agent = next(a for a in people.values() if a.name == "测试agent")  # type: ignore[attr-defined]
        desk = Desk(uow, system.hotline, agent, system.now())  # type: ignore[arg-type]
        for number in range(3):
            request = NewRequest(
                text=TEXT, channel=Channel.WEB, caller=Caller("张三", f"1380000000{number}")
            )
            receipt = receive(desk, request)
        take(desk, receipt.ticket.no, Step.NOTE, {"note": "已电话核实"}, files=files[:1])
        open_session(uow, recognise(uow, "agent", PASSWORD, system.now()), system.now())
    folder = system.settings.data / "reports" / "2026-02"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("月报", encoding="utf-8")
    return system.settings.data


@pytest.fixture
def archive(run: Run, data: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    result = run("backup", "--out", tmp_path / "all.tar.gz", "--data", data)
    assert result.status == 0
    assert "工单 3 件" in result.out
    return tmp_path / "all.tar.gz"


def state(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every kept table."""
    system = build(settings)
    with system.store.read() as uow:
        found = {
            table.name: [
                tuple(row)
                for row in uow.session.execute(table.select().order_by(*table.primary_key.columns))
            ]
            for table in tables()
        }
    system.store.engine.dispose()
    return found


def at(data: Path, url: str = "") -> Settings:
    """The settings of a folder, nothing of the machine's."""
    return Settings(data=data, database_url=url, _env_file=None)  # type: ignore[call-arg]


def test_what_is_restored_is_what_was_backed_up(
    run: Run, data: Path, archive: Path, tmp_path: Path
) -> None:
    result = run("restore", archive, "--data", tmp_path / "other")
    assert result.status == 0
    assert state(at(tmp_path / "other")) == state(at(data))
    for name in ("secret.key", "reports/2026-02/report.html"):
        assert (tmp_path / "other" / name).read_bytes() == (data / name).read_bytes()
    (content,) = (path for path in (tmp_path / "other/attachments").rglob("*") if path.is_file())
    assert content.read_text(encoding="utf-8") == "现场.txt"
    assert run("check", "--data", tmp_path / "other").status == 0
    content.write_text("别的", encoding="utf-8")
    found = run("check", "--data", tmp_path / "other")
    assert (found.status, "的附件：文件内容被改过" in found.out) == (1, True)


def test_a_restored_installation_goes_on_where_it_was(
    run: Run, archive: Path, tmp_path: Path, reader: Reader
) -> None:
    run("restore", archive, "--data", tmp_path / "other")
    system = build(at(tmp_path / "other"))
    system.hotline.make_reader = lambda: reader
    with system.store.write() as uow:
        agent = uow.people.by_username("agent")
        assert agent is not None
        recognise(uow, "agent", PASSWORD, system.now())
    system.store.engine.dispose()


@pytest.mark.postgres
def test_a_city_moves_to_postgresql_and_back(
    run: Run,
    data: Path,
    archive: Path,
    tmp_path: Path,
    empty_postgres: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MINSHENG_DATABASE_URL", empty_postgres)
    assert run("restore", archive, "--data", tmp_path / "moved").status == 0
    assert state(at(tmp_path / "moved", empty_postgres)) == state(at(data))
    assert run("check", "--data", tmp_path / "moved").status == 0
    system = build(at(tmp_path / "moved", empty_postgres))
    with system.store.write() as uow:
        fresh = uow.callers.keep(Caller("李四", "13900000009"), system.now())
        assert fresh is not None
        assert fresh > 3
    system.store.engine.dispose()
    back = tmp_path / "back.tar.gz"
    assert run("backup", "--out", back, "--data", tmp_path / "moved").status == 0
    assert "已有数据" in run("restore", back, "--data", tmp_path / "again").error
    monkeypatch.delenv("MINSHENG_DATABASE_URL")
    assert run("restore", back, "--data", tmp_path / "home").status == 0
    assert len(state(at(tmp_path / "home"))["caller"]) == 4


def test_a_backup_is_readable_by_its_owner_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_a_folder_with_data_is_left_alone(run: Run, data: Path, archive: Path) -> None:
    before = state(at(data))
    result = run("restore", archive, "--data", data)
    assert result.status == 2
    assert "没有改动" in result.error
    assert state(at(data)) == before


Damage = Callable[[dict[str, bytes]], None]


def _changed(parts: dict[str, bytes]) -> None:
    parts["tables/ticket.jsonl"] = parts["tables/ticket.jsonl"].replace(
        "路灯".encode(), "井盖".encode()
    )


def _short(parts: dict[str, bytes]) -> None:
    del parts["tables/step.jsonl"]


def _added(parts: dict[str, bytes]) -> None:
    parts["files/extra.txt"] = b"x"


def _leading_out(parts: dict[str, bytes]) -> None:
    parts["../outside.txt"] = b"x"


def _newer(parts: dict[str, bytes]) -> None:
    manifest = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps({**manifest, "revision": "9999"}).encode()


def _other_key(parts: dict[str, bytes]) -> None:
    manifest = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps({**manifest, "key": "0" * 16}).encode()


@pytest.mark.parametrize(
    "damage", [_changed, _short, _added, _leading_out, _newer, _other_key], ids=lambda f: f.__name__
)
def test_a_damaged_backup_restores_nothing(
    run: Run, archive: Path, tmp_path: Path, damage: Damage
) -> None:
    with tarfile.open(archive) as whole:
        parts = {m.name: whole.extractfile(m).read() for m in whole}  # type: ignore[union-attr]
    damage(parts)
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as bad:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            bad.addfile(member, io.BytesIO(content))
    result = run("restore", tmp_path / "bad.tar.gz", "--data", tmp_path / "other")
    assert result.status == 2
    assert not (tmp_path / "other").exists()
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize("length", [0, 100, 5000])
def test_a_backup_that_was_cut_off_restores_nothing(
    run: Run, archive: Path, tmp_path: Path, length: int
) -> None:
    (tmp_path / "cut.tar.gz").write_bytes(archive.read_bytes()[:length])
    result = run("restore", tmp_path / "cut.tar.gz", "--data", tmp_path / "other")
    assert result.status == 2
    assert "没有恢复任何内容" in result.err or "不是民声的备份" in result.err
    assert not (tmp_path / "other").exists()


def test_with_an_encryption_key_the_backup_needs_the_same_key(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINSHENG_SECRET_KEY", "first")
    assert (
        run("unit", "add", "x", "--name", "某局", "--family", "housing", "--data", "a").status == 0
    )
    told = run("backup", "--out", "b.tar.gz", "--data", "a")
    assert "MINSHENG_SECRET_KEY" in told.out
    monkeypatch.setenv("MINSHENG_SECRET_KEY", "second")
    assert "不一致" in run("restore", "b.tar.gz", "--data", "c").error
    monkeypatch.delenv("MINSHENG_SECRET_KEY")
    assert "先设置" in run("restore", "b.tar.gz", "--data", "c").error
    monkeypatch.setenv("MINSHENG_SECRET_KEY", "first")
    assert run("restore", "b.tar.gz", "--data", "c").status == 0


def test_check_finds_a_step_that_was_changed_behind_its_back(
    run: Run, system: System, data: Path
) -> None:
    with system.store.write() as uow:
        uow.session.execute(text("update step set actor_name = '某人' where seq = 1"))
    result = run("check", "--data", data)
    assert result.status == 1
    assert result.out.count("内容与校验值不符") == 3
    assert "共发现 3 处问题" in result.out
