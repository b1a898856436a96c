"""Every desk's list is had as a file: the tab on the screen, masked, written down."""

import csv
import io
import re
from html import unescape
from typing import Any

import openpyxl
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.bootstrap import System
from service.domain.permissions import Role
from service.store.tables.callers import AccessRow
from service.store.tickets.callers import Caller
from tests.installation import Clock, SignIn
from tests.stories import Story

TEXT = "我叫王晓晨，电话13912345678，样例路东段的路灯一直不亮，请修好。"


def links(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]+\.(?:csv|xlsx)[^"]*)"', page)]


def rows_of(client: TestClient, link: str) -> list[dict[str, str]]:
    answer = client.get(link)
    assert answer.status_code == 200, link
    if ".csv" in link:
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
    head = next(found)
    return [dict(zip(head, [str(v or "") for v in row], strict=True)) for row in found]


def test_what_stands_on_a_desk_is_had_as_csv_and_excel(
    system: System, sign_in: SignIn, clock: Clock
) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    told: dict[str, Any] = {
        "text": TEXT,
        "caller": Caller("王晓晨", "13912345678"),
        "title": "=路灯不亮",
    }
    desks = {
        (Role.DISPATCHER, "/dispatch"): story.waiting(**told).no,
        (Role.UNIT_CLERK, "/inbox?tab=sign"): story.at_unit(**told).no,
        (Role.REVIEWER, "/review"): story.replied(**told).no,
        (Role.CALLBACK_CLERK, "/callback"): story.callback_due(**told).no,
    }
    for (role, page), no in desks.items():
        client = sign_in(role)
        found = links(client.get(page).text)
        assert [re.sub(r"\?.*", "", link)[-4:] for link in found] == [".csv", "xlsx"], page
        for link in found[: None if role is Role.REVIEWER else 1]:
            (row,) = rows_of(client, link)
            assert row["工单编号"] == no
            assert "王晓晨" not in str(row)
            assert "13912345678" not in str(row)
            assert "路灯" in row["诉求内容"]
            assert row["标题"] == ("'=路灯不亮" if ".csv" in link else "=路灯不亮")
    with system.store.read() as uow:
        traces = uow.session.scalars(select(AccessRow.what)).all()
    assert [what for what in traces if what.startswith("export")] == ["export:1"] * 5
    clerk = sign_in(Role.UNIT_CLERK)
    assert clerk.get("/export/inbox.csv?tab=elsewhere").status_code == 404
    assert clerk.get("/export/dispatch.csv?tab=new").status_code == 403
    assert links(clerk.get("/inbox?tab=work").text) == []
    clock.advance(days=30)
    supervisor = sign_in(Role.SUPERVISOR)
    late = rows_of(supervisor, links(supervisor.get("/supervision?tab=late").text)[0])
    assert [row["已过时限"] for row in late] == ["是"]
