"""Giving duties of an agenda item to units, what they report, and reminding them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, NotFound, Refused
from service.domain.governance.duties import OPEN, Duty, DutyStatus, DutyStep, given, take_step
from service.domain.localtime import local_day
from service.domain.notices.messages import NoticeChannel, NoticeKind
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.notices import tell_units
from service.flows.queries.choices import unit_code, unit_codes
from service.store.staff.notices import Draft
from service.store.uow import UnitOfWork

_AHEAD = timedelta(days=3)
_TOLD = {
    DutyStep.GIVE: "议题“{title}”下达责任：{task}，{due} 前完成，请签收。",
    DutyStep.SEND_BACK: "责任“{task}”报的完成被退回：{said}",
    DutyStep.SUPERVISE: "督办：责任“{task}”（时限 {due}）。{said}",
    DutyStep.WITHDRAW: "责任“{task}”已撤回：{said}",
}


def give(desk: Desk, item_id: int, values: Mapping[str, str]) -> Duty:
    """Send a duty of an agenda item to its units.

    ``values``: task, lead, co_units (by commas), due_on, target. Raises ``NotFound``,
    ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    item = desk.uow.agenda.get(item_id)
    held = desk.catalogue
    duty = Duty(
        item_id=item_id,
        task=values.get("task", "").strip(),
        lead=unit_code(held, values.get("lead", "").strip()),
        co_units=tuple(dict.fromkeys(unit_codes(held, values.get("co_units", "")))),
        due_on=_day(values.get("due_on", "")),
        target=values.get("target", "").strip(),
    )
    today = desk.today
    checked = given(AgendaStatus(item.status), desk.actor, duty, held.active_units, today)
    _check_new(desk, checked)
    kept = desk.uow.duties.add(checked, desk.by())
    _tell(desk, kept, DutyStep.GIVE, "")
    return kept


def _check_new(desk: Desk, duty: Duty) -> None:
    """The same form sent a second time gives no second duty."""
    same = (duty.task, duty.lead, duty.due_on)
    for other in desk.uow.duties.of_item(duty.item_id):
        if other.status in OPEN and (other.task, other.lead, other.due_on) == same:
            raise BadInput("这项责任已经下达给这个单位。", {"task": "已经下达，不用再下"})


def take(desk: Desk, duty_id: int, step: DutyStep, version: int, values: Mapping[str, str]) -> Duty:
    """Take one step on a duty that this person sees; ``values``: said, percent.

    Raises ``NotFound``, ``Stale``, ``IllegalStep``, ``NotAllowed`` or ``BadInput``.
    """
    duty = visible(desk, duty_id)
    if duty.version != version:
        raise desk.uow.duties.stale(duty)
    said = values.get("said", "").strip()
    after = take_step(duty, step, desk.actor, said, values.get("percent", ""))
    desk.uow.duties.record(duty, after, step, desk.by(said))
    if step in _TOLD:
        _tell(desk, duty, step, said)
    return after


def is_seen(desk: Desk, duty: Duty) -> bool:
    """Whether this person sees a duty: those who read the agenda, and its own units."""
    return desk.actor.may(Permission.AGENDA_READ) or (
        desk.actor.unit != "" and desk.actor.unit in (duty.lead, *duty.co_units)
    )


def visible(desk: Desk, duty_id: int) -> Duty:
    """A duty that this person sees. Raises ``NotFound``."""
    duty = desk.uow.duties.get(duty_id)
    if not is_seen(desk, duty):
        raise NotFound("没有这项责任。")
    return duty


def check_done(uow: UnitOfWork, item_id: int) -> None:
    """An item is not accepted before its duties are. Raises ``Refused``."""
    waiting = [duty for duty in uow.duties.of_item(item_id) if duty.status in OPEN]
    if waiting:
        raise Refused(
            f"还有 {len(waiting)} 项责任没有销号，先验收销号或撤回，再通过议题验收。",
            rule="duties_done",
        )


def remind(uow: UnitOfWork, hotline: Hotline, now: datetime) -> int:
    """Gather what due and overdue duties tell their units; return for how many.

    Three days ahead once; overdue every week.
    """
    today, told = local_day(now), 0
    for duty in uow.duties.all():
        if duty.status not in (DutyStatus.SENT, DutyStatus.SIGNED):
            continue
        days = (duty.due_on - today).days
        if days > _AHEAD.days:
            continue
        word = f"还有 {days} 天到期" if days >= 0 else f"已超期 {-days} 天"
        when = "soon" if days >= 0 else f"late{-days // 7}"
        text = f"责任“{duty.task}”{word}，请报送进展。"
        tell_units(uow, hotline, (duty.lead,), _draft(duty, when, text), now)
        told += 1
    return told


def _tell(desk: Desk, duty: Duty, step: DutyStep, said: str) -> None:
    title = desk.uow.agenda.get(duty.item_id).title
    named = {"title": title, "task": duty.task, "due": duty.due_on.isoformat(), "said": said}
    draft = _draft(duty, f"{step.value}:{duty.version}", _TOLD[step].format(**named))
    tell_units(desk.uow, desk.hotline, (duty.lead, *duty.co_units), draft, desk.now)


def _draft(duty: Duty, what: str, text: str) -> Draft:
    return Draft(
        event=f"duty:{duty.id}:{what}",
        kind=NoticeKind.DUTY,
        channel=NoticeChannel.PAGE,
        receiver="",
        text=text,
        link=f"/duties/{duty.id}",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput("请写明完成时限。", {"due_on": "请选日期"}) from None
