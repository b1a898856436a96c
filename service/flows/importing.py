"""Importing: a table's rows become tickets, batch by batch, each row once however often it comes.

A batch is one transaction. The numbers depend on the order of the rows and on the counters that
were committed with them, so that an import which was killed and run again ends as if it had not.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from models.reading import Reading
from service.domain.errors import BadInput, Stale
from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle.brought import HISTORY
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import SYSTEM, Actor
from service.domain.ticket import Channel, Status, Ticket
from service.flows.desk import Desk
from service.flows.dispatch import SendOn
from service.flows.hotline import Hotline
from service.flows.intake import register
from service.flows.requests import is_same
from service.flows.source_rows import Draft, Interpreter, PastReply, area_names, topic_names
from service.sheets import ColumnMap, Row, Sheet
from service.store.uow import Store, UnitOfWork

BATCH = 500
_ATTEMPTS = 5
_REPLY_CHARS = 20_000
LONG_AGO = timedelta(days=30)

Refuse = Callable[[Row, str], None]
Report = Callable[["Counts"], None]


@dataclass(slots=True)
class Counts:
    """Rows so far: registered, known before, not taken, empty.

    ``old``: registered as work to do although they are from long ago. ``settled``: known before,
    and now put away as history.
    """

    accepted: int = 0
    repeated: int = 0
    rejected: int = 0
    blank: int = 0
    old: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Import:
    """One table on its way in. ``refuse`` gets every row that is not taken, with the reason.

    ``clock``: an import can take hours, and each step bears the time at which it was written.
    ``is_history``: the rows were settled where they come from; they are archived at once.
    """

    store: Store
    hotline: Hotline
    sheet: Sheet
    columns: ColumnMap
    channel: Channel
    refuse: Refuse
    clock: Callable[[], datetime]
    actor: Actor = SYSTEM
    batch: int = BATCH
    is_history: bool = False
    counts: Counts = field(default_factory=Counts)


def run(task: Import, report: Report | None = None) -> Counts:
    """Register the table's rows; return how many were accepted, repeated, rejected and blank.

    ``report`` is called after every batch. What is committed stays when it is interrupted.
    """
    with task.store.read() as uow:
        interpreter = interpreter_of(task, uow, task.clock())
    for drafts in batches(task, interpreter):
        _take(task, drafts)
        if report:
            report(task.counts)
    return task.counts


def interpreter_of(task: Import, uow: UnitOfWork, now: datetime) -> Interpreter:
    """What the columns of the table mean in this city."""
    return Interpreter(
        columns=task.columns,
        channel=task.channel,
        now=now,
        areas=area_names(uow.catalogues.areas()),
        topics=topic_names(task.hotline.catalogue(uow, now)),
    )


def batches(task: Import, interpreter: Interpreter) -> Iterator[list[Draft]]:
    """The rows as requests, batch by batch; blank ones are counted, others refused."""
    rows = task.sheet.rows()
    while batch := list(islice(rows, task.batch)):
        yield list(_drafts(task, interpreter, batch))


def _drafts(task: Import, interpreter: Interpreter, rows: Sequence[Row]) -> Iterator[Draft]:
    for row in rows:
        if row.is_blank and not row.problem:
            task.counts.blank += 1
            continue
        try:
            yield interpreter.draft(row)
        except BadInput as problem:
            reject(task, row, problem.message)


def _take(task: Import, drafts: Sequence[Draft]) -> None:
    """Sort out what is known, read the rest outside any transaction, then write it in one."""
    with task.store.read() as uow:
        unknown = unknown_of(task, uow, drafts)
    readings = task.hotline.reader.read_many(
        [draft.request.text for draft in unknown], [draft.request.title for draft in unknown]
    )
    accepted = _write(task, list(zip(unknown, readings, strict=True)))
    task.counts.accepted += len(accepted)
    task.counts.repeated += len(unknown) - len(accepted)
    if task.is_history:
        task.counts.settled += _put_away(task, drafts, unknown)
    else:
        before = task.clock() - LONG_AGO
        task.counts.old += sum(_is_before(draft, before) for draft in accepted)


def _is_before(draft: Draft, instant: datetime) -> bool:
    at = draft.request.registered_at
    return at is not None and at < instant


def _put_away(task: Import, drafts: Sequence[Draft], fresh: Sequence[Draft]) -> int:
    """Archive what was brought before as work to do and nobody has touched since; how many."""
    new = {draft.request.dedupe_key for draft in fresh}
    keys = {draft.request.dedupe_key or "" for draft in drafts} - new
    with task.store.write() as uow:
        desk = Desk(uow, task.hotline, task.actor, task.clock())
        found = [ticket for key in sorted(keys) if (ticket := uow.tickets.by_dedupe_key(key))]
        untouched = [ticket for ticket in found if _is_untouched(desk, ticket)]
        for ticket in untouched:
            _archive(desk, ticket)
    return len(untouched)


def _is_untouched(desk: Desk, ticket: Ticket) -> bool:
    is_new = ticket.status in (Status.REGISTERED, Status.PENDING_DISPATCH)
    return is_new and all(e.actor_id == SYSTEM.id for e in desk.uow.tickets.steps(ticket.no))


def _archive(desk: Desk, ticket: Ticket) -> None:
    case = Case(ticket, SYSTEM, desk.hotline.rules, desk.now, {HISTORY: True})
    desk.uow.tickets.record(lifecycle.advance(case, Step.ARCHIVE))


def _write(task: Import, pairs: Sequence[tuple[Draft, Reading]]) -> list[Draft]:
    """Register what nobody else has registered a moment ago; return that.

    Somebody else may write the same rows after they were looked for: then the whole batch is
    rolled back and looked through again, when the other's rows are there to be seen.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(Stale):
            return _write_once(task, pairs)
    return _write_once(task, pairs)


def _write_once(task: Import, pairs: Sequence[tuple[Draft, Reading]]) -> list[Draft]:
    with task.store.write() as uow:
        desk = Desk(uow, task.hotline, task.actor, task.clock())
        taken = uow.tickets.known_dedupe_keys([d.request.dedupe_key or "" for d, _ in pairs])
        fresh = [pair for pair in pairs if pair[0].request.dedupe_key not in taken]
        _register(desk, fresh, is_history=task.is_history)
    return [draft for draft, _ in fresh]


def unknown_of(task: Import, uow: UnitOfWork, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts to register; counts repeats, refuses a known number with another text."""
    known = uow.tickets.texts_by_dedupe_key([d.request.dedupe_key or "" for d in drafts])
    unknown: list[Draft] = []
    for draft in drafts:
        key = draft.request.dedupe_key or ""
        first = known.get(key)
        if first is None:
            known[key] = draft.request.text
            unknown.append(draft)
        elif not draft.has_number or is_same(first, draft.request.text):
            task.counts.repeated += 1
        else:
            number = draft.request.source["external_no"]
            reject(task, draft.row, f"编号“{number}”已登记过，但内容不同；若是另一件事请改编号")
    return unknown


def reject(task: Import, row: Row, reason: str) -> None:
    """Count a row that is not taken, and hand it to ``refuse`` with the reason."""
    task.counts.rejected += 1
    task.refuse(row, reason)


def _register(desk: Desk, pairs: Sequence[tuple[Draft, Reading]], *, is_history: bool) -> None:
    numbers = _numbers(desk, [draft for draft, _ in pairs])
    callers = desk.uow.callers.keep_many([draft.request.caller for draft, _ in pairs], desk.now)
    for (draft, reading), number, caller_id in zip(pairs, numbers, callers, strict=True):
        is_past = bool(draft.reply) or is_history
        send_on = SendOn.NOWHERE if is_past else SendOn.TO_DISPATCHER
        receipt = register(desk, draft.request, reading, number, caller_id, send_on)
        ticket = receipt.ticket
        if draft.reply:
            ticket = _note(desk, ticket, draft.reply)
        if is_history:
            _archive(desk, ticket)


def _numbers(desk: Desk, drafts: Sequence[Draft]) -> list[str]:
    """A fresh number for each draft, by its day, in the order of the rows.

    Days are asked for in their order: two imports that wait for each other's days never end.
    """
    days = [
        (draft.request.registered_at or desk.now).astimezone(LOCAL).strftime("%Y%m%d")
        for draft in drafts
    ]
    fresh = {
        day: iter(desk.uow.tickets.next_numbers(day, count))
        for day, count in sorted(Counter(days).items())
    }
    return [next(fresh[day]) for day in days]


def _note(desk: Desk, ticket: Ticket, reply: PastReply) -> Ticket:
    """Keep an earlier reply as a note: a ticket is closed by a callback only, never by a file."""
    when = f"，{reply.at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if reply.at else ""
    by = f"，{reply.unit}" if reply.unit else ""
    data = {"note": f"原系统答复{when}{by}：\n{reply.text[:_REPLY_CHARS]}"}
    if reply.at:
        data["replied_at"] = reply.at.isoformat()
    case = Case(ticket, desk.actor, desk.hotline.rules, desk.now, data)
    return desk.uow.tickets.record(lifecycle.advance(case, Step.NOTE))
