"""Surveys of agenda items: who was drawn, each call, and the tallies."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.domain.by import By
from service.domain.errors import NotFound, Stale
from service.domain.governance.survey import (
    SURVEYED,
    Heard,
    Survey,
    SurveyCall,
    Tally,
    tally_of,
)
from service.store.database.changes import rows_changed
from service.store.database.engine import in_chunks
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.governance import AgendaSurveyCallRow as CallRow
from service.store.tables.governance import AgendaSurveyRow as Row
from service.store.tables.governance import AgendaSurveyStepRow as StepRow

_SURVEYED = [status.value for status in sorted(SURVEYED)]


class Surveys:
    """The surveys of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, survey: Survey, numbers: Iterable[str]) -> None:
        """Keep a sample. Raises ``Stale`` when somebody drew it at the same moment."""
        values = {c: getattr(survey, c) for c in _KEPT}
        try:
            with self._session.begin_nested():
                row = Row(**values)
                self._session.add(row)
                self._session.flush()
        except IntegrityError:
            raise Stale("刚刚有人抽过样，请刷新后再看。") from None
        first = {"version": 1, "heard": Heard.WAITING.value, "failed": 0, "again_at": None}
        rows = [{"survey_id": row.id, "no": no, **first} for no in numbers]
        if rows:
            self._session.execute(insert(CallRow), rows)

    def of_item(self, item_id: int) -> list[Survey]:
        """The surveys of an agenda item, the newest last."""
        query = select(Row).where(Row.item_id == item_id).order_by(Row.round)
        return [_survey(row) for row in self._session.scalars(query)]

    def tallies(self, surveys: Collection[int]) -> dict[int, Tally]:
        """How many callers of each of some surveys said what."""
        query = select(CallRow.survey_id, CallRow.heard, func.count())
        query = query.group_by(CallRow.survey_id, CallRow.heard)
        counts: dict[int, dict[Heard, int]] = {survey: {} for survey in surveys}
        for chunk in in_chunks(surveys):
            for survey, heard, count in self._session.execute(
                query.where(CallRow.survey_id.in_(chunk))
            ):
                counts[survey][Heard(heard)] = count
        return {survey: tally_of(found) for survey, found in counts.items()}

    def waiting(self) -> list[SurveyCall]:
        """Who is still to be asked, of items for which it matters now, oldest survey first."""
        newest = select(func.max(Row.id)).group_by(Row.item_id)
        query = (
            select(CallRow, Row.item_id)
            .join(Row, Row.id == CallRow.survey_id)
            .join(AgendaItemRow, AgendaItemRow.id == Row.item_id)
            .where(AgendaItemRow.status.in_(_SURVEYED), Row.id.in_(newest))
            .where(CallRow.heard == Heard.WAITING.value)
            .order_by(Row.at, CallRow.id)
        )
        return [_call(row, item_id) for row, item_id in self._session.execute(query)]

    def get(self, call_id: int) -> SurveyCall:
        """One drawn caller. Raises ``NotFound``."""
        row = self._session.get(CallRow, call_id, populate_existing=True)
        if row is None:
            raise NotFound("没有这一位，请刷新。")
        item = select(Row.item_id).where(Row.id == row.survey_id)
        return _call(row, self._session.scalars(item).one())

    def steps(self, call_id: int) -> list[StepRow]:
        """The calls to one drawn caller, newest first."""
        query = select(StepRow).where(StepRow.call_id == call_id).order_by(StepRow.seq.desc())
        return list(self._session.scalars(query))

    def said(self, survey_id: int, heard: Heard) -> list[tuple[str, str]]:
        """Ticket numbers and words of the callers of a survey who answered so, by number."""
        query = (
            select(CallRow.no, StepRow.said)
            .join(StepRow, StepRow.call_id == CallRow.id)
            .where(CallRow.survey_id == survey_id, StepRow.heard == heard.value)
            .order_by(CallRow.no)
        )
        return [(no, said) for no, said in self._session.execute(query)]

    def asked_since(self, item_id: int, at: datetime) -> int:
        """How many calls to callers of an agenda item were noted at or after a moment."""
        query = (
            select(func.count())
            .select_from(StepRow)
            .join(CallRow, CallRow.id == StepRow.call_id)
            .join(Row, Row.id == CallRow.survey_id)
            .where(Row.item_id == item_id, StepRow.at >= at)
        )
        return self._session.scalar(query) or 0

    def record(self, before: SurveyCall, after: SurveyCall, by: By) -> None:
        """Append a call and change how the caller stands. Raises ``Stale``."""
        done = rows_changed(
            self._session,
            update(CallRow)
            .where(CallRow.id == before.id, CallRow.version == before.version)
            .values(
                heard=after.heard.value,
                failed=after.failed,
                again_at=after.again_at,
                version=before.version + 1,
            ),
        )
        if not done:
            raise Stale("这一位刚刚被别人问过，请打下一位。", before.version)
        self._session.execute(
            insert(StepRow).values(
                call_id=before.id,
                seq=before.version,
                at=by.at,
                actor_id=by.actor.id,
                actor_name=by.actor.name,
                heard=after.heard.value,
                said=by.note,
            )
        )


_KEPT = ("item_id", "round", "since", "at", "by", "frame", "left_out")


def _survey(row: Row) -> Survey:
    return Survey(**{name: getattr(row, name) for name in _KEPT}, id=row.id)


def _call(row: CallRow, item_id: int) -> SurveyCall:
    return SurveyCall(
        survey_id=row.survey_id,
        item_id=item_id,
        no=row.no,
        id=row.id,
        version=row.version,
        heard=Heard(row.heard),
        failed=row.failed,
        again_at=row.again_at,
    )
