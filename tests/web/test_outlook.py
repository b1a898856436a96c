"""The calendar of seasons: every number leads to its tickets, a season is laid before it begins."""

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import text

from service.bootstrap import System
from service.domain.permissions import SYSTEM, Role
from service.flows.desk import Desk
from service.flows.month.ahead import tell_of_seasons
from service.flows.month.data import load
from service.flows.month.foresight import foresee, last_whole
from service.flows.month.seasons import to_body
from service.flows.queries.desks import lists
from service.flows.queries.desks.filters import Filters
from service.flows.queries.month.foretold import Record
from service.flows.queries.month.outlook import outlook_view
from service.web.views.outlookpage import record_words
from tests.flows.month.history import LAST_SEASON, two_years
from tests.installation import Clock, SignIn

MONTH = "2026-02"


def foreseen(system: System) -> None:
    two_years(system)
    with system.store.write() as uow:
        now = system.now()
        data = load(uow, system.hotline, MONTH, now)
        found = foresee(uow, system.hotline.catalogue(uow, now), data, now)
        uow.outlooks.keep_forecasts(found.forecasts, last_whole(now))
        uow.outlooks.keep_seasons(MONTH, ((s.topic, to_body(s)) for s in found.seasons))


def test_without_history_the_page_says_what_is_missing(sign_in: SignIn, system: System) -> None:
    leader = sign_in(Role.LEADER)
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, SYSTEM, system.now())
        months = [set(names) for _, names in outlook_view(desk).published]
    assert any(months)
    assert not any(now & then for now, then in pairwise(months))  # what goes on is not said again
    page = leader.get("/outlook").text
    assert "还差 21 个月" in page
    assert "派单目录载明、从这个月起高发的" in page
    assert "不是本市历史" in page
    assert "还没有预判" in page
    assert leader.get("/api/v1/outlook").json() == {"month": "", "forecasts": [], "seasons": []}


def test_a_forecast_checked_a_few_times_claims_nothing() -> None:
    assert record_words(Record(0, 0, None)) == ""
    assert record_words(Record(1, 1, 14.02)) == "才核对过 1 次，准不准还说不好"
    assert record_words(Record(6, 5, 0.8)) == "6 次里 5 次在区间内，误差是简单照搬的 0.80 倍"


def test_a_season_is_shown_told_once_and_laid_before_it_begins(
    system: System, sign_in: SignIn, clock: Clock
) -> None:
    foreseen(system)
    leader = sign_in(Role.LEADER)
    page = leader.get("/outlook").text
    days = "from=2025-11-01&amp;to=2026-02-28"
    assert f'<a href="/tickets?topic=0306&amp;{days}">{LAST_SEASON} 件' in page
    assert "2 年里有 2 年如此" in page
    with system.read_desk(SYSTEM, clock.at) as desk:
        first, last = (clock.at.date().replace(year=2025, month=11, day=1)), clock.at.date()
        found = lists.counts(desk, Filters(topic="0306", first_on=first, last_on=last))
        assert sum(found.values()) == LAST_SEASON
        assert leader.get("/api/v1/outlook").json()["seasons"][0]["count"] == LAST_SEASON
    series = leader.get("/outlook/series?topic=0306").text
    assert "事后推算" in series
    assert "在区间内" in series
    # The leaders are told in the weeks before, once.
    assert told(system) == []
    clock.at = clock.at.replace(month=9, day=28)
    assert len(told(system)) == len(told(system)) == 1
    laid = sign_in(Role.ANALYST).post("/outlook/0306/propose")
    assert laid.status_code == 303
    leader = sign_in(Role.LEADER)
    item = leader.get(laid.headers["location"]).text
    assert "未诉先办" in item
    assert "/outlook#season-0306" in item
    again = leader.post("/outlook/0306/propose")
    assert again.headers["location"] == laid.headers["location"]
    # The month's work, which withdraws its own candidates, leaves what a person laid.
    with system.store.write() as uow:
        uow.agenda.propose("2026-09", [], SYSTEM, clock.at + timedelta(hours=1))
        assert [row.tickets for row in uow.agenda.of_month("2026-09")] == [LAST_SEASON]


def told(system: System) -> list[str]:
    with system.store.write() as uow:
        tell_of_seasons(uow, system.hotline, system.now())
    with system.store.read() as uow:
        query = text("select text from notice where kind = 'season_ahead'")
        return list(uow.session.scalars(query))
