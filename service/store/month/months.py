"""A month's hot topics and its report."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, aliased

from service.domain.errors import NotFound
from service.store.database.engine import in_chunks
from service.store.tables.month import HotTopicRow, HotTopicTicketRow
from service.store.tables.reports import ReportRow
from service.store.tables.tickets import TicketRow


class Months:
    """The monthly product of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace_topics(
        self, month: str, topics: Iterable[dict[str, Any]], members: Iterable[dict[str, Any]]
    ) -> None:
        """The month's hot topics and their tickets, in place of any earlier ones."""
        self._session.execute(delete(HotTopicTicketRow).where(HotTopicTicketRow.month == month))
        self._session.execute(delete(HotTopicRow).where(HotTopicRow.month == month))
        rows = [{"month": month, **topic} for topic in topics]
        if rows:
            self._session.execute(insert(HotTopicRow), rows)
        for chunk in in_chunks(({"month": month, **member} for member in members), 2000):
            self._session.execute(insert(HotTopicTicketRow), chunk)

    def topics(self, month: str) -> list[HotTopicRow]:
        """The month's hot topics, hottest first."""
        query = select(HotTopicRow).where(HotTopicRow.month == month).order_by(HotTopicRow.rank)
        return list(self._session.scalars(query))

    def topic(self, month: str, topic_id: str) -> HotTopicRow:
        """One hot topic. Raises ``NotFound``."""
        row = self._session.get(HotTopicRow, (month, topic_id))
        if row is None:
            raise NotFound("没有这个热点，可能本月已经重新计算，请回到本月列表。")
        return row

    def shared(self, month: str) -> list[tuple[str, str, int]]:
        """Which event and which theme of the month share requests, and how many."""
        event, theme = aliased(HotTopicTicketRow), aliased(HotTopicTicketRow)
        of_event, of_theme = aliased(HotTopicRow), aliased(HotTopicRow)
        query = (
            select(event.topic_id, theme.topic_id, func.count())
            .join(theme, (theme.no == event.no) & (theme.month == month))
            .join(of_event, (of_event.month == month) & (of_event.topic_id == event.topic_id))
            .join(of_theme, (of_theme.month == month) & (of_theme.topic_id == theme.topic_id))
            .where(event.month == month, of_event.level == "event", of_theme.level == "theme")
            .group_by(event.topic_id, theme.topic_id)
            .order_by(event.topic_id, theme.topic_id)
        )
        return [(first, second, count) for first, second, count in self._session.execute(query)]

    def history(self, topic_id: str) -> list[tuple[str, int]]:
        """How many requests a topic had in each month in which it was hot, oldest first."""
        query = select(HotTopicRow.month, HotTopicRow.size).where(HotTopicRow.topic_id == topic_id)
        return [
            (month, size)
            for month, size in self._session.execute(query.order_by(HotTopicRow.month))
        ]

    def ticket_numbers(self, month: str, topic_id: str) -> list[str]:
        """The tickets of a hot topic."""
        query = (
            select(HotTopicTicketRow.no)
            .where(HotTopicTicketRow.month == month, HotTopicTicketRow.topic_id == topic_id)
            .order_by(HotTopicTicketRow.no)
        )
        return list(self._session.scalars(query))

    def members(self, month: str) -> dict[str, list[str]]:
        """The tickets of each hot topic of a month."""
        table = HotTopicTicketRow
        query = select(table.topic_id, table.no).where(table.month == month)
        found: dict[str, list[str]] = defaultdict(list)
        for topic_id, no in self._session.execute(query.order_by(table.topic_id, table.no)):
            found[topic_id].append(no)
        return found

    def months(self) -> list[str]:
        """Months that have a report, newest first."""
        query = select(ReportRow.month).order_by(ReportRow.month.desc())
        return list(self._session.scalars(query))

    def has_tickets(self, start: datetime, end: datetime) -> bool:
        """Whether any ticket was registered from ``start`` to before ``end``."""
        query = select(TicketRow.no).where(
            TicketRow.registered_at >= start, TicketRow.registered_at < end
        )
        return self._session.scalar(query.limit(1)) is not None

    def keep_report(
        self, month: str, figures: dict[str, Any], data_hash: str, now: datetime
    ) -> None:
        """The month's figures; the same data leave the row as it was."""
        row = self._session.get(ReportRow, month)
        if row is None:
            self._session.add(
                ReportRow(month=month, figures=figures, data_hash=data_hash, created_at=now)
            )
        elif row.data_hash != data_hash:
            row.figures, row.data_hash, row.created_at = figures, data_hash, now

    def reports(self) -> list[ReportRow]:
        """Every report, newest month first."""
        return list(self._session.scalars(select(ReportRow).order_by(ReportRow.month.desc())))

    def report(self, month: str) -> ReportRow | None:
        """The month's report, or None."""
        return self._session.get(ReportRow, month)

    def get_report(self, month: str) -> ReportRow:
        """The month's report. Raises ``NotFound`` before it was worked out."""
        report = self.report(month)
        if report is None:
            raise NotFound(f"{month} 还没有分析，请先运行月度任务，或选别的月份。")
        return report
