"""Editions of a report: drafted, submitted by one person, signed by another, frozen."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.permissions import Actor, Permission


class EditionStatus(StrEnum):
    """The states of an edition; only a draft's texts change, and a figure never does."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class EditionStep(StrEnum):
    """What a person does to an edition."""

    WRITE = "write"
    RENEW = "renew"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    SIGN = "sign"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


S, T = EditionStatus, EditionStep
LIVE = frozenset({S.DRAFT, S.SUBMITTED})
FROZEN = frozenset({S.SIGNED, S.REPLACED, S.WITHDRAWN})
_NOTE_CHARS, _TEXT_CHARS = 500, 4000
_COUNTED = re.compile(r"\d+(?:\.\d+)?(?:件|%|个百分点)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of an edition's life."""

    sources: frozenset[EditionStatus]
    step: EditionStep
    target: EditionStatus
    permission: Permission
    needs_note: bool = False


EDITION_TABLE: tuple[Row, ...] = (
    Row(frozenset({S.DRAFT}), T.WRITE, S.DRAFT, Permission.REPORT_DRAFT),
    Row(frozenset({S.DRAFT}), T.RENEW, S.DRAFT, Permission.REPORT_DRAFT),
    Row(frozenset({S.DRAFT}), T.SUBMIT, S.SUBMITTED, Permission.REPORT_DRAFT),
    Row(frozenset({S.SUBMITTED}), T.SEND_BACK, S.DRAFT, Permission.REPORT_SIGN, needs_note=True),
    Row(frozenset({S.SUBMITTED}), T.SIGN, S.SIGNED, Permission.REPORT_SIGN),
    Row(frozenset({S.SIGNED}), T.WITHDRAW, S.WITHDRAWN, Permission.REPORT_SIGN, needs_note=True),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a step asks about an edition. ``writers``: ids of those who wrote or submitted it."""

    status: EditionStatus
    writers: frozenset[int]
    is_whole: bool


def take(standing: Standing, step: EditionStep, actor: Actor, note: str = "") -> EditionStatus:
    """The state after the step.

    Raises ``IllegalStep``, ``NotAllowed``, ``BadInput`` without a needed reason, and ``Refused``:
    who wrote an edition does not sign it, and a month that still runs is not submitted.
    """
    row = _row(standing.status, step)
    if not actor.may(row.permission):
        raise NotAllowed(
            "您的角色不能办这一步。起草和送签由分析员办，签发、退回和撤回由调度领导办。"
        )
    if row.needs_note and not note.strip():
        raise BadInput("请写明理由。", {"note": "请写明理由"})
    if len(note) > _NOTE_CHARS:
        raise BadInput(f"理由最多 {_NOTE_CHARS} 字。", {"note": "太长"})
    if step is T.SUBMIT and not standing.is_whole:
        raise Refused(
            "本月还没结束，数字是暂定的，不能送签。请在月底以后换用新数据再送。", "is_whole"
        )
    if step is T.SIGN and actor.id in standing.writers:
        raise Refused("起草、修改或送签的人不能自己签发，请由另一位领导签发。", "two_people")
    return row.target


def steps_for(standing: Standing, actor: Actor) -> list[Row]:
    """The steps this person may take now, writing aside; what two people must do is left out."""
    is_writer = actor.id in standing.writers
    return [
        row
        for row in EDITION_TABLE
        if standing.status in row.sources
        and actor.may(row.permission)
        and row.step is not T.WRITE
        and not (row.step is T.SIGN and is_writer)
    ]


def check_new(statuses: Collection[EditionStatus], actor: Actor, reason: str) -> None:
    """Whether another edition of a month may be begun beside those there are.

    One at a time, and a correction says why. Raises ``NotAllowed``, ``Refused`` or ``BadInput``.
    """
    if not actor.may(Permission.REPORT_DRAFT):
        raise NotAllowed("报告由分析员起草。")
    if any(status in LIVE for status in statuses):
        raise Refused("已经有一份在起草或待签发，请接着办那一份。", "one_at_a_time")
    if statuses and not reason.strip():
        raise BadInput("请写明更正的理由，它印在更正件上。", {"note": "请写明更正的理由"})
    if len(reason) > _NOTE_CHARS:
        raise BadInput(f"理由最多 {_NOTE_CHARS} 字。", {"note": "太长"})


def check_texts(texts: Mapping[str, str], masked: Mapping[str, str]) -> None:
    """Whether the texts may be printed. ``masked``: each with personal data taken out.

    Raises ``BadInput`` naming the field.
    """
    for name, text in texts.items():
        if len(text) > _TEXT_CHARS:
            raise BadInput(f"一处文字最多 {_TEXT_CHARS} 字。", {name: "太长"})
        if masked[name] != text:
            raise BadInput(
                "文字里有姓名、电话或证件号一类的个人信息，报告不写个人信息，请改掉。",
                {name: "有个人信息"},
            )


def strange_figures(texts: Iterable[str], printed: str) -> tuple[str, ...]:
    """Counts and rates in the texts that the report's own figures do not have, in order."""
    known = set(_COUNTED.findall(printed))
    found = [said for text in texts for said in _COUNTED.findall(text)]
    return tuple(dict.fromkeys(said for said in found if said not in known))


def suffix(number: int) -> str:
    """What the issue number of a later edition says: （更正）, （第2次更正）…"""
    if number <= 1:
        return ""
    return "（更正）" if number == 2 else f"（第{number - 1}次更正）"


def _row(status: EditionStatus, step: EditionStep) -> Row:
    for row in EDITION_TABLE:
        if row.step is step and status in row.sources:
            return row
    raise IllegalStep("这一份现在不能这样办，可能别人刚办过，请刷新后再看。")
