"""A seal notices what the chain of one ticket cannot: a ticket that is gone, an end cut off."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.store.audit.seals import SETTLED, BrokenSeal
from service.store.tables.installation import SealRow
from service.store.tables.tickets import ReadingRow, StepRow, TicketRow
from tests.installation import Clock
from tests.stories import Story


def seal(system: System, now: datetime) -> int:
    with system.store.write() as uow:
        return uow.seals.add(now)


def broken(system: System) -> list[BrokenSeal]:
    with system.store.read() as uow:
        return list(uow.seals.broken())


@pytest.fixture
def sealed(system: System, clock: Clock) -> list[str]:
    """Two tickets with steps, sealed on two nights."""
    story = Story(system)
    first = story.in_progress()
    seal(system, clock.advance(days=1))
    second = story.registered()
    story.take(Role.UNIT_CLERK, first.no, Step.REPLY, result_code="solved", reply="已修好。")
    seal(system, clock.advance(days=1))
    return [first.no, second.no]


def test_what_was_sealed_and_left_alone_fits(system: System, sealed: list[str]) -> None:
    assert broken(system) == []
    with system.store.read() as uow:
        assert uow.seals.count() == 2


def test_every_step_is_sealed_once(system: System, sealed: list[str], clock: Clock) -> None:
    with system.store.read() as uow:
        steps = len(uow.session.scalars(select(StepRow.no)).all())
        covered = sum(uow.session.scalars(select(SealRow.steps)))
    assert covered == steps
    assert seal(system, clock.advance(days=1)) == 0


def test_a_ticket_that_is_gone_breaks_the_seals_of_its_steps(
    system: System, sealed: list[str]
) -> None:
    with system.store.write() as uow:
        for table in (StepRow, ReadingRow, TicketRow):
            uow.session.execute(delete(table).where(table.no == sealed[1]))
    (found,) = broken(system)
    assert found.found_steps == found.sealed_steps - 1


def test_an_end_cut_off_breaks_its_seal(system: System, sealed: list[str]) -> None:
    with system.store.write() as uow:
        newest = select(StepRow.seq).where(StepRow.no == sealed[0]).order_by(StepRow.seq.desc())
        seq = uow.session.scalar(newest.limit(1))
        uow.session.execute(delete(StepRow).where(StepRow.no == sealed[0], StepRow.seq == seq))
    assert len(broken(system)) == 1


def test_a_step_slipped_in_later_breaks_the_seal_of_its_time(
    system: System, sealed: list[str]
) -> None:
    with system.store.write() as uow:
        row = uow.session.execute(select(StepRow.__table__)).mappings().first()
        assert row is not None
        uow.session.execute(insert(StepRow).values({**row, "seq": 99, "hash": "0" * 64}))
    assert len(broken(system)) == 1


def test_a_seal_taken_out_shows_at_the_next(system: System, sealed: list[str]) -> None:
    with system.store.write() as uow:
        first = uow.session.scalar(select(SealRow.id).order_by(SealRow.id).limit(1))
        uow.session.execute(delete(SealRow).where(SealRow.id == first))
    assert len(broken(system)) == 1


def test_a_seal_rewritten_to_fit_shows_at_the_next(system: System, sealed: list[str]) -> None:
    with system.store.write() as uow:
        first = uow.session.scalar(select(SealRow.id).order_by(SealRow.id).limit(1))
        uow.session.execute(update(SealRow).where(SealRow.id == first).values(hash="f" * 64))
    assert len(broken(system)) == 2


def test_what_has_just_been_done_waits_for_the_next_seal(system: System, clock: Clock) -> None:
    Story(system).registered()
    assert seal(system, clock.at) == 0
    assert seal(system, clock.at + SETTLED) == 1
    assert seal(system, clock.at + SETTLED - timedelta(days=1)) == 0
