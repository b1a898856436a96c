"""Turns what presses on the supervisor's desk into rows of words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Permission
from service.domain.supervision.pressure import ESCALATED, Tier
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.desks.queues import Pressing
from service.flows.queries.together import asked
from service.flows.supervision.tiers import next_co_tier
from service.labels import label
from service.web.contexts.lists import PressingRow
from service.web.views.askedparts import done_on
from service.web.views.listrows import row_of
from service.web.views.queuerows import excerpt


def pressing_row(item: Pressing, desk: Desk, why_not: Mapping[str, str]) -> PressingRow:
    """A ticket on the supervisor's desk."""
    row = row_of(item.line, desk.now, why_not=why_not)
    done = [
        f"催办 {item.reminders} 次" if item.reminders else "",
        f"督办 {item.supervision_level} 次" if item.supervision_level else "",
        f"约谈挂牌 {item.summons} 次" if item.summons else "",
        f"延期 {item.extensions} 次" if item.extensions else "",
    ]
    return PressingRow(
        row=row,
        url=row.url,
        token=row.token,
        no=row.no,
        row_tone=row.row_tone,
        advice=label(item.tier) if item.tier else "",
        done="、".join(part for part in done if part),
        summon_url=_summon_url(item, row.url, desk),
    )


def advised(rows: Sequence[PressingRow]) -> str:
    """What the rules call for on the rows shown, the gravest first; "" for nothing."""
    counts = Counter(row.advice for row in rows)
    names = [label(tier) for tier in reversed(Tier)]
    said = [f"{name} {counts[name]} 件" for name in names if counts[name]]
    return f"这一页里，按规则该办的：{'、'.join(said)}。" if said else ""


def _summon_url(item: Pressing, url: str, desk: Desk) -> str:
    """Where a summons is recorded, once a ticket was escalated or is to be."""
    is_grave = item.supervision_level >= ESCALATED or item.tier in (Tier.ESCALATE, Tier.SUMMON)
    may_record = is_grave and desk.actor.may(Permission.TICKET_SUMMON)
    return f"{url}#step-{Step.SUMMON}" if may_record else ""


def co_pressing_row(item: asked.Asked, desk: Desk, why_not: Mapping[str, str]) -> PressingRow:
    """A late or nearly late co-unit on the supervisor's desk; its box names the unit too."""
    line, name = item.line, choices.unit_name(desk.catalogue, item.unit)
    row = replace(
        row_of(line, desk.now, why_not=why_not, note=f"请协办：{excerpt(item.task.words)}"),
        unit=f"{name}（协办）",
        token=f"{line.no}:{line.version}:{item.unit}",
    )
    called = next_co_tier(desk, item.ticket, item.task)
    return PressingRow(
        row=row,
        url=row.url,
        row_tone=row.row_tone,
        token=row.token,
        no=row.no,
        advice=label(called) if called else "",
        done=done_on(item.task),
    )
