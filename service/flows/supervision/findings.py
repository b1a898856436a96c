"""Look for patterns of poor handling each night; a person confirms or dismisses each finding."""

from collections import Counter
from datetime import datetime

import pandas as pd

from analytics.handling.pattern_definitions import DEFINITIONS, Definition
from analytics.handling.pattern_marks import Marks, mark_cases
from analytics.handling.pattern_units import Exceptions, UnitFinding, unit_findings
from analytics.handling.pattern_wording import clauses
from service.domain.errors import BadInput, Stale
from service.domain.localtime import local_month
from service.domain.supervision.findings import (
    DismissalKind,
    Evidence,
    FindingState,
    HandlingFinding,
    Shown,
)
from service.flows.desk import Desk
from service.flows.queries.supervision.findings import cases, replies_of
from service.store.uow import UnitOfWork

_MOST_EVIDENCE = 60
_LEAST_PHRASE = 6


def look(uow: UnitOfWork, now: datetime) -> list[Shown]:
    """What the tickets of the last months show by ``now``, what people have judged left out."""
    lessons = uow.findings.lessons()
    frame = cases(uow, now)
    if frame.empty:
        return []
    marks = mark_cases(frame, pd.Timestamp(now), lessons.phrases)
    exceptions = Exceptions(cases=lessons.cases, topics=lessons.topics)
    month = local_month(now)
    return [_shown(marks, found, month) for found in unit_findings(marks, exceptions)]


def definition_of(pattern: str) -> Definition:
    """What a pattern means. Raises ``KeyError`` for one that is not looked for."""
    return DEFINITIONS[pattern]


def patterns() -> list[tuple[str, str]]:
    """The patterns that are looked for, by key and name."""
    return [(each.key, f"{each.kind} · {each.name}") for each in DEFINITIONS.values()]


def confirm(desk: Desk, finding_id: int, note: str) -> HandlingFinding:
    """Say that a finding is right; the unit sees it from then on. Raises ``NotFound``, ``Stale``.

    Raises ``BadInput`` without a word on what the unit is to do.
    """
    found = _open(desk, finding_id)
    said = _said(note, "请写明核实的情况和要求。")
    desk.uow.findings.decide(found, FindingState.CONFIRMED, desk.by(said))
    _trace(desk, "confirm", found)
    return found


def dismiss(desk: Desk, finding_id: int, kind: str, note: str) -> HandlingFinding:
    """Say that a finding is none, of what kind and why; the same evidence is not raised again.

    Official wording: the clauses that most of the replies share count for nothing from now on.
    Raises ``NotFound``, ``Stale``, and ``BadInput`` without a kind or a reason.
    """
    found = _open(desk, finding_id)
    if kind not in {each.value for each in DismissalKind}:
        raise BadInput("请选择排除的原因。", {"kind": "选一个原因"})
    said, why = _said(note, "请写明为什么排除。"), DismissalKind(kind)
    is_wording = why is DismissalKind.OFFICIAL_WORDING
    phrases = shared_phrases(desk.uow, found) if is_wording else ()
    state = FindingState.DISMISSED
    desk.uow.findings.decide(found, state, desk.by(said), why, phrases)
    _trace(desk, "dismiss", found)
    return found


def shared_phrases(uow: UnitOfWork, finding: HandlingFinding) -> tuple[str, ...]:
    """The clauses that stand in at least half of the replies of a finding's evidence."""
    replies = replies_of(uow, [evidence.no for evidence in finding.shown.evidence])
    counts = Counter(clause for reply in replies.values() for clause in set(clauses(reply)))
    least = max(2, len(replies) / 2)
    common = [c for c, count in counts.items() if count >= least and len(c) >= _LEAST_PHRASE]
    return tuple(sorted(common, key=lambda clause: (-counts[clause], clause)))


def _open(desk: Desk, finding_id: int) -> HandlingFinding:
    found = desk.uow.findings.get(finding_id)
    if found.state is not FindingState.OPEN:
        raise Stale("这条线索已经有人处理了，请刷新后再看。")
    return found


def _said(note: str, missing: str) -> str:
    if not note.strip():
        raise BadInput(missing, {"note": missing})
    return note.strip()


def _trace(desk: Desk, what: str, found: HandlingFinding) -> None:
    desk.uow.callers.trace(desk.actor, "", f"finding:{what}:{found.id}", desk.now)


def _shown(marks: Marks, found: UnitFinding, month: str) -> Shown:
    numbers, topics = marks.cases["no"].tolist(), marks.cases["topic"].tolist()
    marked = marks.marked[found.pattern]
    return Shown(
        pattern=found.pattern,
        unit=found.unit,
        month=month,
        confidence=found.confidence,
        count=found.count,
        whole=found.whole,
        low=found.low,
        high=found.high,
        usual=found.usual,
        evidence=tuple(
            Evidence(
                numbers[row],
                marked[row].why,
                topics[row],
                tuple(numbers[other] for other in marked[row].others[:6]),
            )
            for row in found.rows[:_MOST_EVIDENCE]
        ),
    )
