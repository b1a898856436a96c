"""What waits is sent once, under a lease; what fails is tried again, then laid before a person."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.bootstrap import System
from service.domain.errors import NotFound, Stale
from service.domain.notices.messages import NoticeChannel, NoticeState, SendingRules
from service.gateways.gateway import NotSent
from service.gateways.log import LogGateway
from service.jobs import sending
from service.store.tables.notices import NoticeRow
from service.store.tickets.callers import Caller
from tests.installation import Clock
from tests.stories import Story

LEASE = SendingRules().lease


class Platform:
    """A gateway that remembers; ``problem``: what it says instead of taking a text over."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.problem: Exception | None = None

    def send(self, key: str, to: str, text: str) -> None:
        if self.problem:
            raise self.problem
        self.taken.append((key, to, text))


@pytest.fixture
def platform(system: System) -> Platform:
    platform = Platform()
    system.gateways = {NoticeChannel.SMS: platform, NoticeChannel.MAIL: platform}
    return platform


@pytest.fixture
def waiting(story: Story, platform: Platform) -> NoticeRow:
    """The notice of a registration, not yet sent."""
    story.registered()
    return the_one(story.system)


def the_one(system: System) -> NoticeRow:
    with system.store.read() as uow:
        row = uow.session.scalars(select(NoticeRow)).one()
        uow.session.expunge_all()
        return row


def test_a_caller_gets_number_and_code_once(
    story: Story, platform: Platform, waiting: NoticeRow
) -> None:
    assert sending.send_due(story.system) == {NoticeState.SENT: 1}
    assert sending.send_due(story.system) == {}
    ((key, to, text),) = platform.taken
    code = story.system.store.vault.query_code(waiting.no)
    assert (key, to) == (waiting.key, "13800000001")
    assert waiting.no in text
    assert code in text


@pytest.mark.parametrize("phone", ["", "0372-5550000"])
def test_a_caller_without_a_mobile_gets_none(story: Story, platform: Platform, phone: str) -> None:
    story.registered(caller=Caller("王先生", phone))
    assert sending.send_due(story.system) == {NoticeState.SKIPPED: 1}
    assert platform.taken == []


def test_without_a_gateway_nothing_counts_as_sent(story: Story, waiting: NoticeRow) -> None:
    story.system.gateways = {NoticeChannel.SMS: LogGateway("sms")}
    assert sending.send_due(story.system) == {NoticeState.SKIPPED: 1}
    assert "没有配置" in the_one(story.system).error


def test_at_night_only_what_presses_is_sent(
    story: Story, platform: Platform, clock: Clock, waiting: NoticeRow
) -> None:
    clock.advance(hours=13)  # eleven at night
    assert sending.send_due(story.system) == {}
    with story.system.store.write() as uow:
        uow.session.execute(update(NoticeRow).values(is_pressing=True))
    assert sending.send_due(story.system) == {NoticeState.SENT: 1}


def test_in_the_morning_the_rest_follows(
    story: Story, platform: Platform, clock: Clock, waiting: NoticeRow
) -> None:
    clock.advance(hours=13)
    sending.send_due(story.system)
    clock.advance(hours=10)
    assert sending.send_due(story.system) == {NoticeState.SENT: 1}


def test_what_fails_waits_longer_each_time_and_is_given_up_in_the_end(
    story: Story, platform: Platform, clock: Clock, waiting: NoticeRow
) -> None:
    platform.problem = NotSent("网关答复 503")
    waits = []
    while (row := the_one(story.system)).state == NoticeState.WAITING:
        clock.at = max(clock.at, row.next_at)
        sending.send_due(story.system)
        waits.append(the_one(story.system).next_at - clock.at)
        clock.at = clock.at.replace(hour=2)  # daytime, whichever day
    assert (row.state, row.error) == (NoticeState.DEAD, "网关答复 503")
    assert len(waits) == SendingRules().tries
    assert waits[:3] == [timedelta(minutes=m) for m in (1, 2, 4)]


def test_what_is_refused_for_good_is_given_up_at_once_and_may_be_sent_again(
    story: Story, platform: Platform, waiting: NoticeRow
) -> None:
    platform.problem = NotSent("网关答复 400", is_final=True)
    assert sending.send_due(story.system) == {NoticeState.DEAD: 1}
    platform.problem = None
    with story.system.store.write() as uow:
        uow.notices.resend(waiting.id, story.system.now())
        with pytest.raises(Stale):
            uow.notices.resend(waiting.id, story.system.now())
        with pytest.raises(NotFound):
            uow.notices.resend(waiting.id + 1, story.system.now())
    assert sending.send_due(story.system) == {NoticeState.SENT: 1}
    assert [key for key, _, _ in platform.taken] == [waiting.key]


def test_a_gateway_that_breaks_does_not_stop_those_behind_it(
    story: Story, platform: Platform, waiting: NoticeRow
) -> None:
    platform.problem = ValueError("13800000001")
    assert sending.send_due(story.system) == {NoticeState.WAITING: 1}
    assert "138" not in the_one(story.system).error


def test_two_workers_never_hold_the_same_notice(
    story: Story, clock: Clock, waiting: NoticeRow
) -> None:
    def claim(holder: str) -> list[str]:
        with story.system.store.write() as uow:
            found = uow.notices.claim(clock.at, holder, LEASE, is_quiet=False)
            return [notice.key for notice in found]

    assert claim("first") == [waiting.key]
    assert claim("second") == []
    clock.at += LEASE
    assert claim("second") == [waiting.key]


def test_who_has_lost_the_lease_marks_nothing(
    story: Story, clock: Clock, waiting: NoticeRow
) -> None:
    with story.system.store.write() as uow:
        (held,) = uow.notices.claim(clock.at, "first", LEASE, is_quiet=False)
        clock.at += LEASE
        (again,) = uow.notices.claim(clock.at, "second", LEASE, is_quiet=False)
        assert not uow.notices.end(held, "first", NoticeState.SENT, clock.at)
        assert uow.notices.end(again, "second", NoticeState.SENT, clock.at)
        assert not uow.notices.end(again, "second", NoticeState.DEAD, clock.at)


def test_old_notices_are_swept_unless_they_were_given_up(
    story: Story, platform: Platform, clock: Clock, waiting: NoticeRow
) -> None:
    platform.problem = NotSent("网关答复 400", is_final=True)
    sending.send_due(story.system)
    story.registered()
    platform.problem = None
    sending.send_due(story.system)
    with story.system.store.write() as uow:
        assert uow.notices.sweep(clock.at) == 0
        assert uow.notices.sweep(clock.at + timedelta(days=1)) == 1
    assert the_one(story.system).state == NoticeState.DEAD


def test_the_clocks_are_watched(story: Story, platform: Platform, clock: Clock) -> None:
    ticket = story.in_progress()
    assert ticket.due_at is not None
    clock.at = ticket.due_at
    assert sending.watch_clocks(story.system) == 1
