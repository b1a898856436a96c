"""The problem list and the supervision list: put on, hand over with a letter, follow to the end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from service.domain.errors import BadInput, NotFound
from service.domain.localtime import LOCAL
from service.domain.permissions import Permission
from service.domain.supervision import duallist
from service.domain.supervision.duallist import EntrySource, EntryState, EntryStep, ListEntry
from service.domain.supervision.findings import FindingState
from service.domain.ticket import Ticket
from service.flows.desk import Desk
from service.flows.discretion import without_names
from service.flows.queries import choices
from service.flows.steps import visible
from service.flows.supervision import list_notices
from service.flows.supervision.findings import definition_of
from service.labels import label
from service.reporting.letter import LetterItem, LetterPaper, letter_of
from service.store.supervision.duallist import Letter, may_see_entry

MOST_TICKETS = 200
_NAMED = 5
_HELD_BACK = "举报件，内容按规定不列"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an entry could say, to be read and changed by a person before it is listed."""

    unit: str
    tickets: tuple[str, ...]
    source: EntrySource
    finding_id: int | None = None
    matter: str = ""
    wrong: str = ""
    demand: str = ""


def draft_of_finding(desk: Desk, finding_id: int) -> Draft:
    """From a confirmed finding. Raises ``NotFound``, and ``BadInput`` for one not confirmed."""
    found = desk.uow.findings.get(finding_id)
    if found.state is not FindingState.CONFIRMED:
        raise BadInput("先核实线索属实，再列入问题清单。")
    shown, definition = found.shown, definition_of(found.shown.pattern)
    numbers = [evidence.no for evidence in shown.evidence]
    there = desk.uow.tickets.get_many(numbers)
    return Draft(
        unit=shown.unit,
        tickets=tuple(ticket.no for ticket in there if not ticket.is_reported),
        source=EntrySource.FINDING,
        finding_id=finding_id,
        matter=f"{definition.kind}：{definition.name}",
        wrong=f"{shown.month} 月前后 {shown.whole} 件工单里，{shown.count} 件{definition.marked}。"
        f"同类事项的其他单位为 {shown.usual:.0%}。"
        + (f"附其中 {len(numbers)} 件。" if len(numbers) < shown.count else ""),
        demand=found.note,
    )


def draft_of_tickets(desk: Desk, numbers: Sequence[str]) -> Draft:
    """From tickets of one unit. Raises ``NotFound``, and ``BadInput``.

    That is for none, for tickets of several units, and for more than one entry can hold.
    """
    chosen = list(dict.fromkeys(numbers))
    if len(chosen) > MOST_TICKETS:
        raise BadInput(f"一项最多列 {MOST_TICKETS} 件工单，选了 {len(chosen)} 件，请分几项列入。")
    desk.uow.tickets.get_many(chosen)
    tickets = [visible(desk, no) for no in chosen]
    units = Counter(ticket.lead_unit for ticket in tickets)
    if len(units) != 1 or "" in units:
        raise BadInput(f"请选同一个承办单位的工单{_of_units(desk, units)}；没有派出的不能列入。")
    topics = dict.fromkeys(
        choices.topic_name(desk.catalogue, t.topic).rpartition(" / ")[2]
        for t in tickets
        if t.topic and not t.is_reported
    )
    rounds, late = max(t.round for t in tickets), sum(t.is_late(desk.now) for t in tickets)
    said = [
        f"{len(tickets)} 件工单久拖未决" if len(tickets) > 1 else "该工单久拖未决",
        f"其中 {late} 件超过办理时限" if late and len(tickets) > 1 else "",
        "已超过办理时限" if late and len(tickets) == 1 else "",
        f"最多已办理到第 {rounds} 轮" if rounds > 1 else "",
    ]
    return Draft(
        unit=next(iter(units)),
        tickets=tuple(ticket.no for ticket in tickets),
        source=EntrySource.TICKETS,
        matter="、".join(topics)[:60] or "督办工单",
        wrong="，".join(part for part in said if part) + "。",
    )


def _of_units(desk: Desk, units: Counter[str]) -> str:
    """Of which units tickets were chosen, the most first; nothing when none was."""
    if not units:
        return ""
    told = [
        f"{choices.unit_name(desk.catalogue, unit) or '还没有派出的'} {count} 件"
        for unit, count in units.most_common(_NAMED)
    ]
    return f"，现在选了：{'、'.join(told)}{'等' if len(units) > _NAMED else ''}"


def put_on_list(desk: Desk, draft: Draft, given: Mapping[str, Any]) -> ListEntry:
    """The entry on the problem list. Raises ``BadInput``, ``NotAllowed``, ``NotFound``."""
    data = _clean(desk, draft.tickets, duallist.parse(duallist.LISTING, given))
    for no in draft.tickets:
        visible(desk, no)
    entry = ListEntry(
        id=0,
        version=1,
        state=EntryState.LISTED,
        unit=draft.unit,
        matter=data["matter"],
        wrong=data["wrong"],
        demand=data["demand"],
        due_on=date.fromisoformat(data["due_on"]),
        source=draft.source,
        created_at=desk.now,
        tickets=draft.tickets,
        finding_id=draft.finding_id,
    )
    if draft.unit not in desk.catalogue.units:
        raise BadInput("没有这个承办单位。", {"unit": "不认识"})
    _check_new(desk, entry)
    return desk.uow.duallist.add(duallist.list_entry(entry, desk.actor, desk.now))


def _check_new(desk: Desk, entry: ListEntry) -> None:
    """The same form sent a second time makes no second entry."""
    known = set(desk.uow.duallist.of_tickets(entry.tickets).values())
    for other in desk.uow.duallist.get_many(sorted(known)):
        is_same = (other.matter, set(other.tickets)) == (entry.matter, set(entry.tickets))
        if is_same and other.ended_at is None:
            raise BadInput("这些工单已经以这个事项列入清单。", {"matter": "已经列入，请在清单里办"})


def one(desk: Desk, entry_id: int) -> ListEntry:
    """An entry that this person may see. Raises ``NotFound`` as if it did not exist."""
    entry = desk.uow.duallist.get(entry_id)
    if not may_see_entry(entry, desk.actor):
        raise NotFound("没有这一项，请从清单里打开。")
    return entry


def take(
    desk: Desk, entry_id: int, step: EntryStep, given: Mapping[str, Any], version: int
) -> ListEntry:
    """The entry after one step; ``version`` is the one the person saw.

    Handing over goes through ``hand_over``. Raises ``NotFound``, ``Stale``, ``IllegalStep``,
    ``NotAllowed``, ``Refused``, ``BadInput``.
    """
    if step is EntryStep.HAND_OVER:
        return hand_over(desk, {entry_id: version}, given)[0]
    entry = one(desk, entry_id)
    if entry.version != version:
        raise desk.uow.duallist.stale()
    act = duallist.act_of(entry.state, step)
    data = duallist.parse(act.fields if act else (), given)
    data = _clean(desk, entry.tickets, data)
    moved = duallist.advance(entry, step, data, desk.actor, desk.now)
    if step is EntryStep.ACCEPT and not data.get("though_open"):
        _check_settled(desk, entry)
    after = desk.uow.duallist.record(moved)
    list_notices.tell_of_step(desk.uow, desk.hotline, after, step, desk.now)
    return after


def _check_settled(desk: Desk, entry: ListEntry) -> None:
    found = desk.uow.tickets.get_many(entry.tickets)
    still = [ticket.no for ticket in found if ticket.is_open]
    if still:
        more = "等" if len(still) > _NAMED else ""
        words = f"还有 {len(still)} 件依据的工单没有办结：{'、'.join(still[:_NAMED])}{more}"
        raise BadInput("依据的工单还没有全部办结；仍要通过的，请勾选确认。", {"though_open": words})


def hand_over(desk: Desk, wanted: Mapping[int, int], given: Mapping[str, Any]) -> list[ListEntry]:
    """Hand entries of one unit over with one numbered letter; ``wanted``: number → version seen.

    Raises what ``take`` raises; nothing is handed over when one of them cannot be.
    """
    act = duallist.act_of(EntryState.LISTED, EntryStep.HAND_OVER)
    data = duallist.parse(act.fields if act else (), given)
    entries = _of_one_unit(desk, list(wanted))
    if any(entry.version != wanted[entry.id] for entry in entries):
        raise desk.uow.duallist.stale()
    for entry in entries:  # first whether they can, then the number is taken
        duallist.advance(entry, EntryStep.HAND_OVER, data | {"letter_no": ""}, desk.actor, desk.now)
    year = desk.now.astimezone(LOCAL).year
    no = f"热线督〔{year}〕{desk.uow.duallist.next_letter(year)}号"
    paper = letter_for(desk, entries, data["contact"], no)
    desk.uow.duallist.send(Letter(no, entries[0].unit, desk.now, paper.to_json()))
    data |= {"letter_no": no}
    after = [
        desk.uow.duallist.record(
            duallist.advance(entry, EntryStep.HAND_OVER, data, desk.actor, desk.now)
        )
        for entry in entries
    ]
    list_notices.tell_of_letter(desk.uow, desk.hotline, after, desk.now)
    return after


def letter_for(desk: Desk, entries: Sequence[ListEntry], contact: str, no: str) -> LetterPaper:
    """What the letter says of the entries; nothing of callers, of 举报 the numbers alone."""
    city = desk.hotline.city
    day = desk.now.astimezone(LOCAL)
    return LetterPaper(
        issuer=f"{city}12345政务服务便民热线",
        no=no,
        addressee=choices.unit_name(desk.catalogue, entries[0].unit),
        date=f"{day.year}年{day.month}月{day.day}日",
        contact=contact,
        items=tuple(_item(desk, entry) for entry in entries),
    )


def letter_to_read(desk: Desk, no: str) -> LetterPaper:
    """A letter that was sent, for whoever may see the entries it handed over.

    Raises ``NotFound``.
    """
    letter = desk.uow.duallist.letter(no)
    may_all = desk.actor.may(Permission.LIST_READ)
    is_theirs = desk.actor.may(Permission.LIST_READ_UNIT) and desk.actor.unit == letter.unit
    if not (may_all or is_theirs):
        raise NotFound("没有这份督办函。")
    return letter_of(letter.content)


def to_hand_over(desk: Desk, ids: Sequence[int]) -> list[ListEntry]:
    """Entries of one unit that wait on the problem list. Raises ``NotFound``, ``BadInput``."""
    return _of_one_unit(desk, ids)


def _of_one_unit(desk: Desk, ids: Sequence[int]) -> list[ListEntry]:
    entries = [one(desk, entry_id) for entry_id in dict.fromkeys(ids)]
    if not entries:
        raise BadInput("还没有勾选要移交的事项。")
    if len({entry.unit for entry in entries}) > 1:
        raise BadInput("一份督办函只发一个单位，请只勾选同一单位的事项。")
    return entries


def _item(desk: Desk, entry: ListEntry) -> LetterItem:
    tickets = desk.uow.tickets.get_many(entry.tickets)
    return LetterItem(
        matter=entry.matter,
        wrong=entry.wrong,
        demand=entry.demand,
        due=f"{entry.due_on.year}年{entry.due_on.month}月{entry.due_on.day}日",
        evidence=tuple(
            (str(number), *evidence_cells(desk, ticket)) for number, ticket in enumerate(tickets, 1)
        ),
    )


def evidence_cells(desk: Desk, ticket: Ticket) -> tuple[str, str, str, str, str]:
    """Number, matter, area, day and standing of a ticket, with nothing of who asked."""
    stands = [label(ticket.status)]
    stands += [f"第 {ticket.round} 轮"] if ticket.round > 1 else []
    stands += ["超期"] if ticket.is_late(desk.now) else []
    if ticket.is_reported:
        return ticket.no, _HELD_BACK, "", "", "，".join(stands)
    return (
        ticket.no,
        choices.topic_name(desk.catalogue, ticket.topic).rpartition(" / ")[2],
        choices.area_name(desk.catalogue, ticket.area),
        f"{ticket.registered_at.astimezone(LOCAL):%Y-%m-%d}",
        "，".join(stands),
    )


def _clean(desk: Desk, numbers: Sequence[str], data: dict[str, Any]) -> dict[str, Any]:
    """What was typed without anything that tells who the callers of the tickets are."""
    told = desk.uow.callers.of_tickets(numbers).values()
    known = [str(word) for caller in told for word in astuple(caller)]
    free = {name: value for name, value in data.items() if name not in ("responsible", "contact")}
    clean: dict[str, Any] = without_names(free, known)
    return data | clean
