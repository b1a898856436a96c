"""Sends what waits in the outbox: claim, send, mark, each notice under a lease.

Whoever dies between sending and marking leaves a lease behind; when it has lapsed the notice is
sent again under the same key, and a receiver that knows the key ignores it. No transaction is open
while a gateway is at work.
"""

import secrets
from collections import Counter

import structlog

from service.bootstrap import System
from service.domain.notices.messages import CODE, NoticeChannel, NoticeState, wait_before
from service.flows.notices import tell_of_clocks
from service.flows.together.joint_notices import tell_of_matter_clocks
from service.gateways.gateway import NoGateway, NotSent
from service.store.staff.notices import Notice
from service.store.uow import UnitOfWork

NAME = "sending"
_MOBILE = 11
_log = structlog.get_logger("notices")


def send_due(system: System) -> Counter[NoticeState]:
    """Send everything whose time has come; return how many ended in which state.

    ``WAITING`` counts those that are to be tried again.
    """
    holder, done = secrets.token_hex(8), Counter[NoticeState]()
    while batch := _claim(system, holder):
        for notice in batch:
            done[_settle(system, notice, holder)] += 1
    if done:
        _log.info("notices_sent", **{state.value: count for state, count in done.items()})
    return done


def watch_clocks(system: System) -> int:
    """Tell the units of deadlines that are near or have passed; return of how many tickets."""
    with system.store.write() as uow:
        now = system.now()
        tell_of_matter_clocks(uow, system.hotline, now)
        return tell_of_clocks(uow, system.hotline, now)


def _claim(system: System, holder: str) -> list[Notice]:
    """A handful at a time, so that the lease outlasts them however slow the gateway is."""
    rules, now = system.hotline.notices, system.now()
    with system.store.read() as uow:
        if not uow.notices.is_any_due(now):
            return []
    with system.store.write() as uow:
        is_quiet = rules.quiet.cover(now)
        return uow.notices.claim(now, holder, rules.sending.lease, is_quiet=is_quiet)


def _settle(system: System, notice: Notice, holder: str) -> NoticeState:
    """Send one and mark it; a lease that has lapsed meanwhile is left to whoever has it now."""
    if notice.lease_until is not None and system.now() >= notice.lease_until:
        return NoticeState.WAITING
    with system.store.read() as uow:
        to, text = _address(uow, notice), _text(uow, notice)
    if not to:
        return _end(system, notice, holder, NoticeState.SKIPPED, "没有留可用的号码或邮箱")
    try:
        system.gateways[notice.channel].send(notice.key, to, text)
    except NoGateway as none:
        return _end(system, notice, holder, NoticeState.SKIPPED, none.reason)
    except NotSent as problem:
        return _failed(system, notice, holder, problem)
    except Exception as problem:
        # One text that breaks a gateway must not stop those behind it.
        return _failed(system, notice, holder, NotSent(f"网关出错（{type(problem).__name__}）"))
    return _end(system, notice, holder, NoticeState.SENT)


def _failed(system: System, notice: Notice, holder: str, problem: NotSent) -> NoticeState:
    rules = system.hotline.notices.sending
    tries = notice.tries + 1
    if problem.is_final or tries >= rules.tries:
        _log.warning("notice_given_up", key=notice.key, channel=notice.channel.value, tries=tries)
        return _end(system, notice, holder, NoticeState.DEAD, problem.reason)
    next_at = system.now() + wait_before(tries, rules)
    with system.store.write() as uow:
        uow.notices.try_again(notice, holder, next_at, problem.reason)
    return NoticeState.WAITING


def _end(
    system: System, notice: Notice, holder: str, state: NoticeState, error: str = ""
) -> NoticeState:
    with system.store.write() as uow:
        uow.notices.end(notice, holder, state, system.now(), error)
    return state


def _address(uow: UnitOfWork, notice: Notice) -> str:
    """Where it goes to, empty for nowhere: callers are only written to on a mobile."""
    if notice.person_id is None:
        return _mobile(uow.callers.of_ticket(notice.no).phone)
    contact = uow.bells.contact(notice.person_id)
    return contact.mail if notice.channel is NoticeChannel.MAIL else _mobile(contact.phone)


def _mobile(phone: str) -> str:
    digits = "".join(filter(str.isdecimal, phone)).removeprefix("86")
    return digits if len(digits) == _MOBILE and digits.startswith("1") else ""


def _text(uow: UnitOfWork, notice: Notice) -> str:
    return notice.text.replace(CODE, uow.vault.query_code(notice.no))
