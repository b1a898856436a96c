"""The life of a meeting: arranged, held, its minutes signed; or cancelled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.governance.meeting import may_write
from service.domain.permissions import Actor, Permission


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class MeetingStep(StrEnum):
    """What is done with a meeting."""

    PLAN = "plan"
    CHANGE = "change"
    CANCEL = "cancel"
    HOLD = "hold"
    WRITE = "write"
    SIGN = "sign"
    CORRECT = "correct"


S, T = MeetingState, MeetingStep
MEETING_TABLE: Mapping[tuple[MeetingState, MeetingStep], MeetingState] = {
    (S.PLANNED, T.CHANGE): S.PLANNED,
    (S.PLANNED, T.CANCEL): S.CANCELLED,
    (S.PLANNED, T.HOLD): S.HELD,
    (S.HELD, T.WRITE): S.HELD,
    (S.HELD, T.SIGN): S.SIGNED,
    (S.SIGNED, T.CORRECT): S.HELD,
}
_BY_LEADERS = frozenset({T.SIGN, T.CORRECT})
_WITH_REASON = frozenset({T.CHANGE, T.CANCEL, T.CORRECT})
_REASON, _WORDS, _MINUTES, _AHEAD = 500, 60, 4000, 366
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """When and where a meeting is to be; what is not settled yet is empty.

    ``starts_at``: the time of day as ``09:30``.
    """

    held_on: date
    starts_at: str = ""
    place: str = ""
    chair: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Who came to a meeting, and what was said; the decisions stand with the items."""

    attended: str = ""
    said: str = ""


def take(state: MeetingState, step: MeetingStep, actor: Actor, why: str = "") -> MeetingState:
    """The state after a step. Raises ``IllegalStep``, ``NotAllowed``, or ``BadInput`` when it
    lacks its reason.
    """
    if (state, step) not in MEETING_TABLE:
        raise IllegalStep(_NOT_NOW[state])
    if not may_take(step, actor):
        who = "调度领导" if step in _BY_LEADERS else "调度领导、数据分析员、督办员"
        raise NotAllowed(f"这一步由{who}来办。")
    if step in _WITH_REASON and not why.strip():
        raise BadInput("请写明原因。", {"why": "请写明原因"})
    if len(why) > _REASON:
        raise BadInput(f"原因最多 {_REASON} 字。", {"why": f"最多 {_REASON} 字"})
    return MEETING_TABLE[state, step]


def may_take(step: MeetingStep, actor: Actor) -> bool:
    """Whether a step is this person's to take: leaders sign, who edits the agenda does the rest."""
    return actor.may(Permission.AGENDA_DECIDE) if step in _BY_LEADERS else may_write(actor)


def arranged(
    given: Mapping[str, str], today: date, before: Arrangement | None = None
) -> Arrangement:
    """What a form says of a meeting; ``before``: as it was, when it is changed.

    Raises ``BadInput`` that names every field that is wrong.
    """
    said = {name: " ".join(given.get(name, "").split()) for name in ("place", "chair", "title")}
    wrong = {name: f"最多 {_WORDS} 字" for name, text in said.items() if len(text) > _WORDS}
    day, fault = _day(given.get("held_on", "").strip(), today, before.held_on if before else None)
    if fault:
        wrong["held_on"] = fault
    starts_at = given.get("starts_at", "").strip()
    if not _TIME.fullmatch(starts_at):
        wrong["starts_at"] = "请写明几点开会，如 09:30"
    if wrong or day is None:
        raise BadInput("会议安排还要改几处。", wrong)
    return Arrangement(day, starts_at, said["place"], said["chair"], said["title"])


def check_holding(held_on: date, today: date, items: int) -> None:
    """Raises ``Refused`` before its day, or when it takes no items."""
    if today < held_on:
        raise Refused("还没到会议那天，不能登记已开会。", rule="held_on_its_day")
    if not items:
        raise Refused("会上没有议题，先把议题排进来；不开了就取消会议。", rule="held_with_items")


def minutes_of(given: Mapping[str, str], before: Minutes) -> Minutes:
    """The minutes after somebody wrote. Raises ``BadInput`` that names what is too long."""
    text = {
        name: given.get(name, old).strip().replace("\r\n", "\n")
        for name, old in (("attended", before.attended), ("said", before.said))
    }
    wrong = {name: f"最多 {_MINUTES} 字" for name, said in text.items() if len(said) > _MINUTES}
    if wrong:
        raise BadInput("会议记录太长。", wrong)
    return Minutes(text["attended"], text["said"])


def check_signing(undecided: list[str]) -> None:
    """Raises ``Refused`` that names the items on which no decision was kept."""
    if undecided:
        names = "”“".join(undecided)
        raise Refused(
            f"“{names}”还没有记决定；没有讨论的，写“没有讨论”。", rule="signed_with_decisions"
        )


def _day(text: str, today: date, before: date | None) -> tuple[date | None, str]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, f"请写明会议日期，如 {today.isoformat()}"
    if day < today and day != before:
        return None, "会议日期已经过去"
    return (None, "会议日期离今天太远，请核对年份") if (day - today).days > _AHEAD else (day, "")


_NOT_NOW = {
    S.PLANNED: "会还没有开，请刷新页面看最新情况。",
    S.HELD: "这次会已登记召开，请刷新页面看最新情况。",
    S.SIGNED: "会议纪要已签发；要改，先由调度领导“更正”。",
    S.CANCELLED: "这次会已取消。",
}
