"""Importing: every row once, the same numbers however often it is interrupted, nothing lost."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service import sheets
from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Channel, RequestType, Status, Urgency
from service.flows import importing
from service.flows.desk import Desk
from service.flows.importing import Counts, Import
from service.flows.requests import TEXT_CHARS
from service.flows.steps import take
from service.sheets import Row
from service.store.tables.callers import CallerRow
from service.store.tables.city import AreaRow
from service.store.tables.tickets import StepRow, TicketRow
from tests.factories import an_actor

HEADERS = ("工单编号", "标题", "诉求内容", "受理时间", "联系电话")
TEXTS = (
    "人民路中段的路灯已经坏了三天，晚上看不清路，请尽快修好。",
    "我家小区昨天开始停水，没有通知，老人孩子都没有水用。",
    "楼下烧烤店每天营业到凌晨两点，油烟和噪音让人睡不着。",
    "想问一下办理老年优待证要带什么材料，到哪里办理。",
    "工地的老板拖欠我们三个月工资，找了几次都不给。",
)

Load = Callable[..., Counts]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a table; rows shorter than the headers are filled up."""

    def written(
        rows: Iterable[Sequence[str]], headers: Sequence[str] = HEADERS, name: str = "t.csv"
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(headers)
            table.writerows([*row, *[""] * (len(headers) - len(row))] for row in rows)
        return path

    return written


@pytest.fixture
def refused() -> list[tuple[int, str]]:
    """The rows that were not taken: number and reason."""
    return []


@pytest.fixture
def load(system: System, refused: list[tuple[int, str]]) -> Load:
    """Import a table into the installation."""

    def loaded(
        path: Path,
        *,
        channel: Channel = Channel.FILE,
        batch: int = 500,
        report: Callable[[Counts], None] | None = None,
        is_history: bool = False,
    ) -> Counts:
        sheet = sheets.open_sheet(path)

        def refuse(row: Row, reason: str) -> None:
            refused.append((row.number, reason))

        task = Import(
            system.store,
            system.hotline,
            sheet,
            sheets.recognise(sheet.headers),
            channel,
            refuse,
            system.now,
            batch=batch,
            is_history=is_history,
        )
        return importing.run(task, report)

    return loaded


def year(count: int) -> list[tuple[str, str, str, str, str]]:
    """So many rows over a few days, each with its number."""
    return [
        (f"N{i:04d}", f"第{i}件", TEXTS[i % 5], f"2025-03-{1 + i % 4:02d} 09:00", "")
        for i in range(count)
    ]


def tickets(system: System) -> list[tuple[str, str, str]]:
    """Number, key and text of every ticket, by number."""
    query = select(TicketRow.no, TicketRow.dedupe_key, TicketRow.text).order_by(TicketRow.no)
    with system.store.read() as uow:
        return [(no, key or "", text) for no, key, text in uow.session.execute(query)]


def test_every_row_becomes_a_ticket_numbered_by_its_day_in_the_order_of_the_rows(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    counts = load(write(year(10)))
    assert counts == Counts(accepted=10, old=10)
    found = tickets(system)
    assert [no for no, _, _ in found][:3] == ["20250301000001", "20250301000002", "20250301000003"]
    assert [key for no, key, _ in found if no.startswith("20250302")] == [
        "file:N0001",
        "file:N0005",
        "file:N0009",
    ]


def test_a_second_import_adds_nothing(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    path = write(year(7))
    load(path)
    before = tickets(system)
    assert load(path) == Counts(repeated=7)
    assert tickets(system) == before


@pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_two_imports_of_one_file_at_once_register_every_row_once(
    system: System, write: Callable[..., Path], load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has looked for the rows already when the first writes them."""
    path = write([(*row[:4], "19900001234") for row in year(7)])
    register = importing._register
    first: list[Counts | None] = []

    def overtaken(desk: Desk, pairs: Any, **how: Any) -> None:
        if not first:
            first.append(None)
            first.append(load(path))
        register(desk, pairs, **how)

    monkeypatch.setattr(importing, "_register", overtaken)
    assert load(path) == Counts(repeated=7)
    assert first[1] == Counts(accepted=7, old=7)
    assert [no for no, _, _ in tickets(system)][:2] == ["20250301000001", "20250301000002"]
    assert len(tickets(system)) == 7


def test_an_import_that_is_cut_off_and_run_again_ends_as_if_it_had_not_been(
    system: System, write: Callable[..., Path], load: Load, tmp_path: Path
) -> None:
    rows = year(30)

    def cut_off(counts: Counts) -> None:
        if counts.accepted >= 14:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(write(rows), batch=7, report=cut_off)
    assert len(tickets(system)) == 14
    counts = load(write(rows), batch=7)
    assert (counts.accepted, counts.repeated) == (16, 14)
    by_key = {key: no for no, key, _ in tickets(system)}
    seen: dict[str, int] = {}
    for number, _, _, at, _ in rows:
        day = at[:10].replace("-", "")
        seen[day] = seen.get(day, 0) + 1
        assert by_key[f"file:{number}"] == f"{day}{seen[day]:06d}"


def test_the_size_of_the_batches_changes_nothing(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    load(write(year(9)), batch=2)
    numbers = {key: no for no, key, _ in tickets(system)}
    assert numbers["file:N0008"] == "20250301000003"


def test_a_row_that_cannot_be_taken_is_handed_back_with_the_reason(
    write: Callable[..., Path], load: Load, refused: list[tuple[int, str]]
) -> None:
    rows = [
        ("A1", "", "", "2025-03-01"),
        ("A2", "路灯", TEXTS[0], "去年春天"),
        ("A3", "路灯", "灯" * (TEXT_CHARS + 1), "2025-03-01"),
        ("A4", "路灯", TEXTS[0], "2025-03-01"),
    ]
    counts = load(write(rows))
    assert (counts.accepted, counts.rejected) == (1, 3)
    assert [number for number, _ in refused] == [2, 3, 4]
    empty, unreadable, long = (reason for _, reason in refused)
    assert "空的" in empty
    assert "看不懂" in unreadable
    assert "20001 字" in long


def test_accepted_repeated_rejected_and_blank_rows_are_all_rows(
    write: Callable[..., Path], load: Load
) -> None:
    rows = [*year(5), *year(2), ("", "", "", "", ""), ("X", "", "", "")]
    counts = load(write(rows))
    assert (counts.accepted, counts.repeated, counts.rejected) == (5, 2, 1)


def test_rows_without_a_number_are_told_apart_by_what_they_say(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    rows = [
        (TEXTS[0], "2025-03-01 09:00", "13800000001"),
        (TEXTS[0], "2025-03-01 09:00", "13800000001"),
        (TEXTS[0], "2025-03-01 09:00", "13800000002"),
        (TEXTS[0], "2025-03-02 09:00", "13800000001"),
    ]
    counts = load(write(rows, ("诉求内容", "受理时间", "联系电话")))
    assert (counts.accepted, counts.repeated) == (3, 1)
    assert all(key.startswith("file:#") for _, key, _ in tickets(system))


def test_a_number_that_comes_again_with_another_matter_is_handed_back(
    write: Callable[..., Path], load: Load, refused: list[tuple[int, str]]
) -> None:
    rows = [("A1", "", TEXTS[0], ""), ("A1", "", TEXTS[1], ""), ("A1", "", TEXTS[0], "")]
    counts = load(write(rows))
    assert (counts.accepted, counts.repeated, counts.rejected) == (1, 1, 1)
    assert refused == [(3, "编号“A1”已登记过，但内容不同；若是另一件事请改编号")]


def test_a_number_that_a_spreadsheet_has_rounded_is_no_number(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    rows = [("2.02503E+14", "", text, "2025-03-01") for text in TEXTS]
    assert load(write(rows)).accepted == len(TEXTS)
    assert len(tickets(system)) == len(TEXTS)


def test_the_same_number_of_two_channels_is_two_tickets(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    path = write([("A1", "", TEXTS[0], "")])
    assert load(path, channel=Channel.WEB).accepted == 1
    assert load(path, channel=Channel.APP).accepted == 1
    assert {key for _, key, _ in tickets(system)} == {"web:A1", "app:A1"}


def test_a_title_alone_is_the_text_and_a_title_too_long_loses_nothing(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    long = "路灯坏了" * 80
    load(write([("A1", "人民路路灯坏了", "", ""), ("A2", long, TEXTS[0], "")]))
    texts = {key: text for _, key, text in tickets(system)}
    assert texts["file:A1"] == "人民路路灯坏了"
    assert long in texts["file:A2"]
    assert TEXTS[0] in texts["file:A2"]


def test_what_the_table_says_overrules_the_reading(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    with system.store.write() as uow:
        uow.session.add(
            AreaRow(code="410501", name="文峰区", kind="district", parent="", aliases="文峰")
        )
    headers = ("编号", "诉求内容", "诉求类型", "紧急程度", "区县", "地址", "受理渠道", "点赞数")
    row = ("A1", TEXTS[0], "建议类", "加急", "文峰区", "人民路1号", "微信", "12")
    load(write([row], headers))
    with system.store.read() as uow:
        ticket = uow.tickets.get(tickets(system)[0][0])
        first = uow.tickets.steps(ticket.no)[0]
    assert ticket.request_type is RequestType.SUGGEST
    assert ticket.urgency is Urgency.URGENT
    assert (ticket.area, ticket.place) == ("410501", "人民路1号")
    assert ticket.channel is Channel.WECHAT
    assert first.data["source"] == {"external_no": "A1", "likes": 12}


def test_an_area_the_city_does_not_list_stays_with_the_address(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    load(write([("A1", TEXTS[0], "无名县", "人民路1号")], ("编号", "诉求内容", "区县", "地址")))
    with system.store.read() as uow:
        ticket = uow.tickets.get(tickets(system)[0][0])
    assert (ticket.area, ticket.place) == ("", "无名县人民路1号")


def test_an_earlier_reply_is_kept_as_a_note_and_closes_nothing(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    headers = ("编号", "诉求内容", "受理时间", "答复意见", "答复时间", "办理单位")
    row = ("A1", TEXTS[0], "2025-03-01", "路灯已于次日修复。", "2025-03-05 10:00", "市政处")
    load(write([row], headers))
    with system.store.read() as uow:
        ticket = uow.tickets.get(tickets(system)[0][0])
        steps = uow.tickets.steps(ticket.no)
    assert ticket.status is Status.REGISTERED
    assert [step.step for step in steps] == ["register", "note"]
    assert steps[1].data["note"] == ("原系统答复，2025-03-05 10:00，市政处：\n路灯已于次日修复。")


def test_what_was_settled_before_is_archived_at_once_and_waits_for_nobody(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    headers = ("编号", "诉求内容", "受理时间", "答复意见")
    rows = [("A1", TEXTS[0], "2025-03-01", "已修复。"), ("A2", TEXTS[1], "2025-03-02", "")]
    counts = load(write(rows, headers), is_history=True)
    assert (counts.accepted, counts.old, counts.settled) == (2, 0, 0)
    with system.store.read() as uow:
        found = [uow.tickets.get(no) for no, _, _ in tickets(system)]
        steps = [[step.step for step in uow.tickets.steps(ticket.no)] for ticket in found]
    assert {ticket.status for ticket in found} == {Status.ARCHIVED}
    assert steps == [["register", "note", "archive"], ["register", "archive"]]
    assert load(write(rows, headers), is_history=True).repeated == 2


def test_history_brought_as_work_by_mistake_is_put_away_unless_somebody_touched_it(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    counts = load(write(year(3)))
    assert counts.old == 3
    touched = tickets(system)[0][0]
    with system.store.write() as uow:
        desk = Desk(uow, system.hotline, an_actor(Role.AGENT), system.now())
        take(desk, touched, Step.NOTE, {"note": "正在联系诉求人"})
    again = load(write(year(3)), is_history=True)
    assert (again.accepted, again.repeated, again.settled) == (0, 3, 2)
    with system.store.read() as uow:
        statuses = {no: uow.tickets.get(no).status for no, _, _ in tickets(system)}
    assert statuses.pop(touched) in (Status.REGISTERED, Status.PENDING_DISPATCH)
    assert set(statuses.values()) == {Status.ARCHIVED}


def test_nothing_that_comes_from_a_file_is_dispatched_by_the_program(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    load(write(year(20)), channel=Channel.WEB)
    with system.store.read() as uow:
        statuses = set(uow.session.scalars(select(TicketRow.status)))
        steps = set(uow.session.scalars(select(StepRow.step)))
    assert statuses <= {"registered", "pending_dispatch"}
    assert "dispatch" not in steps


def test_the_same_phone_or_account_is_one_caller_and_a_masked_phone_is_none(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    rows = [
        ("A1", TEXTS[0], "王女士", "13800000001"),
        ("A2", TEXTS[1], "王女士", "138-0000-0001"),
        ("A3", TEXTS[2], "A00074011", ""),
        ("A4", TEXTS[3], "A00074011", ""),
        ("A5", TEXTS[4], "李先生", "138****0001"),
        ("A6", TEXTS[0], "赵先生", "138****0001"),
    ]
    load(write(rows, ("编号", "诉求内容", "诉求人", "联系电话")))
    with system.store.read() as uow:
        callers = uow.session.scalars(select(CallerRow.id)).all()
    assert len(callers) == 4


def test_control_signs_in_a_text_are_left_out(
    system: System, write: Callable[..., Path], load: Load
) -> None:
    load(write([("A1", "路灯", "人民路路灯\x0b坏了\x07三天", "")]))
    assert tickets(system)[0][2] == "人民路路灯坏了三天"
