"""Past years' tickets as pages: sent in, looked through, imported, gone on with, deleted."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from service.bootstrap import System
from service.domain.permissions import Role
from service.jobs import background, history, uploads
from service.store.installation.runs import RUNNING
from service.store.tables.tickets import TicketRow
from service.store.tables.work import JobRunRow
from tests.installation import Clock, SignIn

pytestmark = pytest.mark.usefixtures("at_once")
TABLE = (
    "工单编号,诉求内容,受理时间,内部备注\n"
    "A1,人民路中段的路灯已经坏了三天，晚上看不清路。,2024-03-01 09:00,x\n"
    "A2,我家小区昨天开始停水，没有通知。,2025-06-30 18:00,y\n"
    "A3,,2025-01-01 08:00,z\n"
).encode("gb18030")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def launch(_: str, work: Callable[[Callable[[], None]], object]) -> bool:
        return work(lambda: None) is not None

    monkeypatch.setattr(background, "launch", launch)


def send(client: TestClient, content: bytes = TABLE, name: str = "去年.csv") -> Any:
    return client.post("/setup/history", files={"file": (name, content)})


def tickets(system: System) -> list[str]:
    with system.store.read() as uow:
        return list(uow.session.scalars(select(TicketRow.status)))


@pytest.mark.parametrize("name", ["去年.csv", "rejected.csv", ".rejected.csv"])
def test_a_table_is_looked_through_first_and_archived_once_it_was_agreed_to(
    system: System, sign_in: SignIn, name: str
) -> None:
    admin = sign_in(Role.ADMIN)
    answer = send(admin, name=name)
    address = answer.headers["location"]
    page = admin.get(address).text
    for said in ("可以导入", "2024-03-01 至 2025-06-30", "内部备注", "诉求内容和标题都是空的"):
        assert said in page
    assert "表里没有写地区" in page
    assert tickets(system) == []
    refused = admin.get(f"{address}/rejected.csv")
    assert "A3" in refused.content.decode("utf-8-sig")

    (upload,) = uploads.newest(system)
    assert uploads.source_of(system, upload).stat().st_mode & 0o077 == 0
    assert admin.post(f"{address}/import").headers["location"] == address
    assert tickets(system) == ["archived", "archived"]
    assert not uploads.source_of(system, upload).exists()
    assert "已导入 2 件" not in page
    assert "已经导入并归档" in admin.get(address).text
    assert "已经导入过了" in admin.post(f"{address}/import").text
    assert f"导入往年工单 {upload.name}" in sign_in(Role.AUDITOR).get("/audit?tab=accesses").text
    assert address in sign_in(Role.ADMIN).get("/jobs").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("编号,时间\n1,2024-01-01\n".encode(), "把写着诉求内容的那一列的表头改成"),
        (b"", "是空文件"),
        ("诉求内容\n".encode(), "只有表头"),
    ],
)
def test_what_is_no_table_of_tickets_is_said_at_once_and_not_kept(
    system: System, sign_in: SignIn, content: bytes, words: str
) -> None:
    answer = send(sign_in(Role.ADMIN), content)
    assert answer.status_code == 400
    assert words in answer.text
    assert "--" not in re.sub(r"<[^>]+>", "", answer.text)
    assert uploads.newest(system) == []
    assert list((system.settings.data / "cache" / "history").iterdir()) == []


def test_an_import_that_was_cut_off_is_told_and_gone_on_with(
    system: System, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = sign_in(Role.ADMIN)
    address = send(admin).headers["location"]
    number = address.rpartition("/")[2]
    with system.store.write() as uow:
        uow.runs.start(history.NAME, number, system.now())
        uow.runs.take_lease(
            history.NAME, f"{background.__name__}|1|x", system.now(), timedelta(hours=1)
        )
    assert "正在导入" in admin.get(address).text
    assert "正在做，等它停下来再删" in admin.post(f"{address}/remove").text
    monkeypatch.setattr(history, "is_gone", lambda _: True)
    assert "导入中途停了" in admin.get(address).text
    assert "HX-Refresh" in admin.get(f"{address}/progress").headers
    with system.store.write() as uow:
        uow.runs.drop_lease(history.NAME, uow.runs.holder(history.NAME), system.now())
    admin.post(f"{address}/import")
    assert len(tickets(system)) == 2
    with system.store.read() as uow:
        open_runs = select(func.count()).where(JobRunRow.outcome == RUNNING)
        assert uow.session.scalar(open_runs) == 0


def test_a_table_is_deleted_when_asked_and_after_a_week(
    system: System, sign_in: SignIn, clock: Clock
) -> None:
    admin = sign_in(Role.ADMIN)
    first = send(admin).headers["location"]
    assert admin.post(f"{first}/remove").status_code == 303
    assert admin.get(first).status_code == 404
    send(admin)
    assert uploads.sweep(system, clock() + timedelta(days=6)) == 0
    assert uploads.sweep(system, clock() + timedelta(days=8)) == 1
    assert uploads.newest(system) == []
