"""From the machine's draft to the signed report, and what later data do to it: nothing."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select, text

from service.bootstrap import System
from service.domain.editions import EditionStatus, EditionStep
from service.domain.permissions import SYSTEM, Role
from service.domain.ticket import Channel
from service.flows import intake
from service.flows.desk import Desk
from service.flows.month import agenda, editions
from service.flows.month.kept_files import KeptFile, file_of
from service.flows.queries.month import editions as queries
from service.flows.queries.month import month as month_queries
from service.flows.requests import NewRequest
from service.store.tables.notices import NoticeRow
from service.store.tables.reports import EditionRow
from service.store.tickets.callers import Caller
from tests.installation import Clock
from tests.months import EVENT, MONTH, START, plant
from tests.stories import Story

T = EditionStep


class Office:
    """The analyst's and the leader's desks in one installation."""

    def __init__(self, system: System) -> None:
        self.system, self.story = system, Story(system)

    def begin(self, reason: str = "") -> EditionRow:
        with self.system.store.write() as uow:
            return editions.begin(self.desk(uow, Role.ANALYST), MONTH, reason)

    def write(self, row: EditionRow, **texts: str) -> EditionRow:
        given = {name.replace("_", "-", 1): said for name, said in texts.items()}
        with self.system.store.write() as uow:
            desk = self.desk(uow, Role.ANALYST)
            return editions.write(desk, MONTH, row.number, row.version, given)

    def take(self, row: EditionRow, step: EditionStep, note: str = "") -> EditionRow:
        who = Role.ANALYST if step in (T.SUBMIT, T.RENEW) else Role.LEADER
        with self.system.store.write() as uow:
            desk, store = self.desk(uow, who), self.system.store
            return editions.take(desk, store, MONTH, row.number, row.version, step, note)

    def desk(self, uow: Any, who: Role) -> Desk:
        return Desk(uow, self.system.hotline, self.story.who(who), self.system.now())

    def view(self, number: int) -> queries.EditionView:
        with self.system.store.read() as uow:
            return queries.view(self.desk(uow, Role.ANALYST), MONTH, number)

    def steps(self, number: int) -> list[str]:
        with self.system.store.read() as uow:
            return [s.step for s in uow.editions.steps(uow.editions.get(MONTH, number).id)]

    def told(self) -> list[str]:
        """How the notices on a report end, in the order in which they were sent."""
        with self.system.store.read() as uow:
            kinds = ("report_to_sign", "report_returned", "report_signed")
            query = select(NoticeRow.text).where(NoticeRow.kind.in_(kinds)).order_by(NoticeRow.id)
            texts = list(uow.session.scalars(query))
        assert all("运行情况报告》" in text for text in texts)
        return [text.partition("》")[2] for text in texts]

    def report(self) -> month_queries.ReportView:
        with self.system.store.read() as uow:
            return month_queries.report_view(self.desk(uow, Role.LEADER), MONTH)

    def faults(self, number: int) -> tuple[str, ...]:
        with self.system.store.read() as uow:
            desk = self.desk(uow, Role.LEADER)
            row = uow.editions.get(MONTH, number)
            return editions.faults(desk, self.system.store, row)

    def moved(self, row: EditionRow) -> list[str]:
        with self.system.store.read() as uow:
            desk = self.desk(uow, Role.SUPERVISOR)
            found = queries.moved(desk, row)
            assert len(found) == queries.since(desk, row).tickets
            return [moved.line.no for moved in found if moved.is_recounted]

    def files(self, number: int) -> list[bytes]:
        with self.system.store.read() as uow:
            row = uow.editions.get(MONTH, number)
            desk = self.desk(uow, Role.LEADER)
            made = [file_of(desk, self.system.store, row, kind) for kind in editions.MAKERS]
            assert not any(file.is_remade for file in made)
            return [file.content for file in made]

    def word(self, number: int) -> KeptFile:
        with self.system.store.read() as uow:
            row = uow.editions.get(MONTH, number)
            return file_of(self.desk(uow, Role.LEADER), self.system.store, row, "docx")


def paragraphs(content: bytes) -> list[str]:
    return [p.text for p in Document(BytesIO(content)).paragraphs]


@pytest.fixture
def office(system: System) -> Office:
    plant(system)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, system.now())
    return Office(system)


def signed(office: Office, row: EditionRow) -> EditionRow:
    """The edition, sent back once and signed; whoever comes next was told each time."""
    row = office.take(office.take(row, T.SUBMIT), T.SEND_BACK, "写上时限")
    row = office.take(office.take(row, T.SUBMIT), T.SIGN)
    ends = ("送您签发，请审阅。", "退回修改：写上时限", "送您签发，请审阅。", "签发。")
    assert len(office.told()) == len(ends)
    assert all(map(str.endswith, office.told(), ends))
    return row


def test_a_signed_report_stays_as_it_was_whatever_comes_later(office: Office, clock: Clock) -> None:
    row = office.write(
        office.begin(), note_3="夜间施工没有报备。", advice="由生态环境局牵头，下月底前整改。"
    )
    row = signed(office, row)
    before, files = office.report(), office.files(1)
    assert before.paper.sections[2].notes == ("夜间施工没有报备。",)
    assert before.paper.sections[8].sentences == ("由生态环境局牵头，下月底前整改。",)
    assert before.since is not None
    late = came_late(office, clock)
    after = office.report()
    kept = (before.paper, before.data_hash, before.figures)
    assert (after.paper, after.data_hash, after.figures) == kept
    assert office.files(1) == files
    assert office.faults(1) == ()
    assert after.since is not None
    assert after.since.tickets == before.since.tickets + 1
    assert office.moved(row) == [late]
    assert office.view(1).newer

    second = office.begin("漏了一件")
    assert second.texts == row.texts, "what was written is taken over"
    assert office.report().data_hash == row.data_hash, "until it is signed the first stands"
    second = office.take(office.take(second, T.SUBMIT), T.SIGN)
    shown = office.report()
    assert shown.paper.issue.endswith("（更正）")
    assert "漏了一件" in shown.paper.remarks[0]
    assert shown.figures["headline"]["total"] == before.figures["headline"]["total"] + 1
    assert office.view(1).status is EditionStatus.REPLACED
    assert office.files(1) == files

    office.system.store.editions.drop(second.files["docx"])
    says_it_was_remade(office.word(2), second.files["docx"])

    office.take(second, T.WITHDRAW, "还有差错")
    assert office.report().signed is None
    assert office.steps(2) == ["write", "submit", "sign", "withdraw"]
    with office.system.store.write() as uow:
        uow.session.execute(text("update edition set reason = 'x' where number = 1"))
    assert office.faults(1) == ("数据与签发时不一致",)
    office.system.store.editions.drop(row.files["docx"])
    assert any("docx" in fault for fault in office.faults(1))
    changed = paragraphs(office.word(1).content)
    assert any("不能当作签发的内容用" in line for line in changed)


def says_it_was_remade(file: KeptFile, signed: str) -> None:
    assert file.is_remade
    said = paragraphs(file.content)
    assert any("重制件" in line for line in said[:3])
    (told,) = [line for line in said if "【重制】" in line]
    assert "和签发的文件完全一样" in told
    assert signed[:16] in told


def came_late(office: Office, clock: Clock) -> str:
    """A request of the month that is entered after its report was signed."""
    clock.advance(days=1)
    with office.system.store.write() as uow:
        desk = Desk(uow, office.system.hotline, SYSTEM, clock.at)
        request = NewRequest(EVENT[0], Channel.FILE, caller=Caller("王某", "19900009999"))
        ticket = intake.receive(
            desk, replace(request, registered_at=START + timedelta(days=2))
        ).ticket
    with office.system.store.write() as uow:
        agenda.prepare(uow, office.system.hotline, MONTH, clock.at)
    return ticket.no
