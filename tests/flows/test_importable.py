"""What an import would do is what it then does."""

import csv
from pathlib import Path

import pytest

from service import sheets
from service.bootstrap import System
from service.domain.ticket import Channel
from service.flows.importable import foresee
from service.flows.importing import Import, run

HEADERS = ("工单编号", "诉求内容", "受理时间", "区县")
ROWS = [
    ("A1", "人民路中段的路灯已经坏了三天，晚上看不清路。", "2024-03-01 09:00", "城关区"),
    ("A2", "我家小区昨天开始停水，没有通知。", "2025-06-30 18:00", "城关区"),
    ("", "", "", ""),
    ("A3", "", "2025-01-01 08:00", "城关区"),
    ("A1", "人民路中段的路灯已经坏了三天，晚上看不清路。", "2024-03-01 09:00", "城关区"),
    ("A1", "这是另一件事，编号写错了。", "2024-03-02 09:00", "城关区"),
    ("A4", "楼下烧烤店每天营业到凌晨两点。", "", "城关区"),
    ("A5", "想问一下办理老年优待证要带什么材料。", "三月份", "城关区"),
    ("A6", "工地的老板拖欠我们三个月工资。", "2026-02-27 10:00", "城关区"),
]


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_what_is_foreseen_is_what_happens(system: System, tmp_path: Path, batch: int) -> None:
    path = tmp_path / "t.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADERS, *ROWS])

    def task(refused: list[int]) -> Import:
        sheet = sheets.open_sheet(path)
        return Import(
            *(system.store, system.hotline, sheet, sheets.recognise(sheet.headers)),
            *(Channel.FILE, lambda row, _: refused.append(row.number), system.now),
            batch=batch,
            is_history=True,
        )

    expected: list[int] = []
    found = foresee(task(expected))
    assert (found.counts.accepted, found.counts.repeated, found.counts.rejected) == (4, 1, 3)
    assert (found.undated, found.recent) == (1, 1)
    assert (found.placed, dict(found.unplaced)) == (0, {"城关区": 4})
    assert str(found.first_at)[:10] == "2024-03-01"
    with system.store.read() as uow:
        assert uow.tickets.texts_by_dedupe_key(["file:A1"]) == {}
    refused: list[int] = []
    assert run(task(refused)) == found.counts
    assert refused == expected
    again = foresee(task([]))
    assert (again.counts.accepted, again.counts.repeated) == (0, 5)
