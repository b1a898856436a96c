"""Findings of poor handling, with who judged them and why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.errors import NotFound, Stale
from service.domain.supervision.findings import (
    DismissalKind,
    Evidence,
    FindingState,
    HandlingFinding,
    Lessons,
    Shown,
    figures_of,
    lessons_of,
)
from service.store.database.changes import rows_changed
from service.store.tables.supervision import HandlingFindingRow as Row

_DECIDED = (FindingState.CONFIRMED.value, FindingState.DISMISSED.value)


class Findings:
    """The findings of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def renew(self, shown: Iterable[Shown], now: datetime) -> int:
        """Bring the open findings up to date; those no longer shown are withdrawn. Their number."""
        open_rows = {row.open_mark: row for row in self._rows(Row.open_mark.is_not(None))}
        shown = list(shown)
        for each in shown:
            row = open_rows.pop(_mark(each), None) or self._new(each, now)
            row.month, row.figures = each.month, figures_of(each)
            row.evidence = [_stored(evidence) for evidence in each.evidence]
        for row in open_rows.values():
            row.state, row.open_mark, row.decided_at = FindingState.WITHDRAWN.value, None, now
        self._session.flush()
        return len(shown)

    def get(self, finding_id: int) -> HandlingFinding:
        """One finding. Raises ``NotFound``."""
        row = self._session.get(Row, finding_id, populate_existing=True)
        if row is None:
            raise NotFound("没有这条线索，请刷新。")
        return _finding(row)

    def listed(
        self, state: FindingState, pattern: str = "", unit: str = ""
    ) -> list[HandlingFinding]:
        """The findings in a state, the surest first; of a pattern and a unit, if given."""
        wanted = [Row.state == state.value]
        wanted += [Row.pattern == pattern] if pattern else []
        wanted += [Row.unit == unit] if unit else []
        found = [_finding(row) for row in self._rows(*wanted)]
        return sorted(found, key=lambda f: (-f.shown.confidence, -f.shown.count, f.id))

    def lessons(self) -> Lessons:
        """What people's judgements teach."""
        return lessons_of([_finding(row) for row in self._rows(Row.state.in_(_DECIDED))])

    def decide(
        self,
        finding: HandlingFinding,
        state: FindingState,
        by: By,
        dismissal: DismissalKind | None = None,
        phrases: tuple[str, ...] = (),
    ) -> None:
        """Confirm or dismiss an open finding. Raises ``Stale`` when somebody else has done so."""
        ended = rows_changed(
            self._session,
            update(Row)
            .where(Row.id == finding.id, Row.state == FindingState.OPEN.value)
            .values(
                state=state.value,
                open_mark=None,
                dismissal=dismissal.value if dismissal else "",
                phrases=list(phrases),
                note=by.note,
                decided_at=by.at,
                decided_by=by.actor.name,
            ),
        )
        if not ended:
            raise Stale("这条线索已经有人处理了，请刷新后再看。")

    def _new(self, shown: Shown, now: datetime) -> Row:
        row = Row(
            pattern=shown.pattern,
            unit=shown.unit,
            state=FindingState.OPEN.value,
            open_mark=_mark(shown),
            created_at=now,
            dismissal="",
            phrases=[],
            note="",
            decided_at=None,
            decided_by="",
        )
        self._session.add(row)
        return row

    def _rows(self, *wanted: Any) -> list[Row]:
        return list(self._session.scalars(select(Row).where(*wanted).order_by(Row.id)))


def _mark(shown: Shown) -> str:
    return f"{shown.pattern}:{shown.unit}"


def _stored(evidence: Evidence) -> dict[str, Any]:
    named = {"no": evidence.no, "why": evidence.why, "topic": evidence.topic}
    return named | {"others": list(evidence.others)}


def _finding(row: Row) -> HandlingFinding:
    evidence = tuple(Evidence(**{**e, "others": tuple(e["others"])}) for e in row.evidence)
    return HandlingFinding(
        id=row.id,
        shown=Shown(row.pattern, row.unit, row.month, **row.figures, evidence=evidence),
        state=FindingState(row.state),
        created_at=row.created_at,
        dismissal=DismissalKind(row.dismissal) if row.dismissal else None,
        phrases=tuple(row.phrases),
        note=row.note,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )
