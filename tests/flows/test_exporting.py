"""What leaves the house as a table holds nobody's name, number or address."""

from service.bootstrap import System
from service.domain.permissions import Role
from service.domain.ticket import RequestType
from service.flows import exporting
from service.flows.desk import Desk
from service.flows.queries.desks.filters import Filters
from service.store.tickets.callers import Caller
from tests.stories import Story

NAME, PHONE = "王晓晨", "13912345678"


def exported(
    story: Story, who: Role, filters: Filters | None = None, most: int | None = None
) -> list[dict[str, str]]:
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(who), story.system.now())
        return list(exporting.rows(desk, filters or Filters(), most))


def test_texts_are_masked_and_callers_are_not_in_it(system: System) -> None:
    story = Story(system)
    text = f"我叫{NAME}，电话{PHONE}，样例路路灯不亮。"
    ticket = story.closed(text=text, caller=Caller(NAME, PHONE, "样例小区 3 号楼"))
    (row,) = exported(story, Role.SUPERVISOR)
    assert tuple(row) == exporting.COLUMNS
    assert (row["工单编号"], row["状态"], row["是否满意"]) == (ticket.no, "办结", "是")
    assert row["登记时间"] == "2026-03-10 10:00"
    assert "路灯不亮" in row["诉求内容"]
    for part in (NAME, PHONE, "3 号楼"):
        assert part not in str(row)


def test_one_exports_what_one_may_see(system: System) -> None:
    story = Story(system)
    seen = story.at_unit()
    report = story.at_unit(request_type=RequestType.REPORT)
    waiting = story.waiting()
    by = {
        role: {row["工单编号"] for row in exported(story, role)}
        for role in (Role.SUPERVISOR, Role.ANALYST, Role.UNIT_CLERK, Role.ADMIN)
    }
    assert by[Role.SUPERVISOR] == {seen.no, report.no, waiting.no}
    assert by[Role.ANALYST] == {seen.no, waiting.no}
    assert by[Role.UNIT_CLERK] == {seen.no, report.no}
    assert by[Role.ADMIN] == set()


def test_a_long_list_comes_whole_and_once_in_pieces(system: System, monkeypatch: object) -> None:
    story = Story(system)
    numbers = [story.registered().no for _ in range(7)]
    monkeypatch.setattr(exporting, "_CHUNK", 3)  # type: ignore[attr-defined]
    assert [row["工单编号"] for row in exported(story, Role.SUPERVISOR)] == numbers[::-1]
    assert len(exported(story, Role.SUPERVISOR, most=5)) == 5
