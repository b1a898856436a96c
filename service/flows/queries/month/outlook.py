"""What the page of the outlook shows: the coming year by month, what runs, what is foretold."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from analytics.months import shift, span
from service.domain.localtime import local_month
from service.flows.desk import Desk
from service.flows.queries.month.foretold import ForecastLine, forecast_lines
from service.flows.queries.month.seasons import SeasonLine, seasons_of
from service.store.tables.tickets import TicketRow

_YEAR = 12
_BROAD = 4
_MONTHS_NAMED = 4


@dataclass(frozen=True, slots=True)
class OutlookView:
    """The coming year. ``origin``: the newest month that was worked out, empty for none.

    ``months``: the twelve months from this one with the seasons that begin in them; ``running``:
    those that are on. ``known``: how many months of history there are; ``published``: by month,
    what the catalogue says comes then, where the history is too short to find it.
    """

    origin: str
    known: int
    months: tuple[tuple[str, tuple[SeasonLine, ...]], ...]
    running: tuple[SeasonLine, ...]
    published: tuple[tuple[str, tuple[str, ...]], ...]
    forecasts: tuple[ForecastLine, ...]


def outlook_view(desk: Desk, origin: str = "") -> OutlookView:
    """The coming year as the newest month's work, or that of ``origin``, sees it."""
    chosen = origin or next(iter(desk.uow.outlooks.origins()), "")
    lines = seasons_of(desk, chosen)
    this = local_month(desk.now)
    ahead = span(this, shift(this, _YEAR - 1))
    waiting = [line for line in lines if not line.is_running]
    foretold = forecast_lines(desk, chosen)
    return OutlookView(
        origin=chosen,
        known=_known_months(desk),
        months=tuple((m, tuple(s for s in waiting if f"{s.starts_on:%Y-%m}" == m)) for m in ahead),
        running=tuple(line for line in lines if line.is_running),
        published=() if lines else _published(desk, ahead[:_MONTHS_NAMED], foretold),
        forecasts=foretold,
    )


def _known_months(desk: Desk) -> int:
    first = desk.uow.session.scalar(select(func.min(TicketRow.registered_at)))
    if first is None:
        return 0
    this = local_month(desk.now)
    return len(span(local_month(first), this)) - 1


def _published(
    desk: Desk, months: Sequence[str], foretold: Sequence[ForecastLine]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the catalogue says begins in each month, by the names of broad topics.

    What this city expects most requests of stands first; what goes on is not said again.
    """
    rows = desk.hotline.rows(desk.uow, desk.catalogue.version)
    expected = {line.topic: line.months[0].expected for line in foretold if line.months}

    def in_season(month: str) -> dict[str, str]:
        said = str(int(month[5:]))
        return {
            code[:_BROAD]: desk.catalogue.items[code].path[1]
            for code, cells in sorted(rows.items())
            if said in cells["season"].split("|") and code in desk.catalogue.items
        }

    found = []
    for month in months:
        before = in_season(shift(month, -1))
        begun = [pair for pair in in_season(month).items() if pair[0] not in before]
        begun.sort(key=lambda pair: (-expected.get(pair[0], 0), pair[0]))
        found.append((month, tuple(dict.fromkeys(name for _, name in begun))))
    return tuple(found)
