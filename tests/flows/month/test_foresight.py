"""What is foretold is kept as it was said; seasons are found where they came back."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from service.bootstrap import System
from service.flows.month.data import load
from service.flows.month.foresight import HORIZON, Foresight, foresee, last_whole
from service.flows.month.outlook import outlook
from service.flows.month.seasons import of_body, to_body
from tests.flows.month.history import HEAT, LAST_SEASON, two_years
from tests.installation import Clock

MONTH = "2026-02"
said: list[str] = []


def worked_out(system: System) -> Foresight:
    with system.store.write() as uow:
        catalogue = system.hotline.catalogue(uow, system.now())
        data = load(uow, system.hotline, MONTH, system.now())
        found = foresee(uow, catalogue, data, system.now())
        uow.outlooks.keep_forecasts(found.forecasts, last_whole(system.now()))
        uow.outlooks.keep_seasons(MONTH, ((s.topic, to_body(s)) for s in found.seasons))
        said.append("".join(outlook(data, found, catalogue)))
        return found


def forecasts(system: System) -> list[Any]:
    with system.store.read() as uow:
        return list(uow.session.execute(text("select * from forecast order by 1, 2, 3, 4")))


def test_a_month_foretells_three_months_and_finds_the_winter(system: System, clock: Clock) -> None:
    two_years(system)
    worked_out(system)
    with system.store.read() as uow:
        rows = uow.outlooks.forecasts(MONTH)
        (season,) = (of_body(*stored) for stored in uow.outlooks.seasons(MONTH))
        assert uow.outlooks.origins() == [MONTH]
        assert len(uow.outlooks.known()) > 5, "earlier months are replayed"
    whole = [row for row in rows if not row.topic and not row.area]
    assert [row.month for row in whole] == ["2026-03", "2026-04", "2026-05"]
    assert [row.naive for row in whole] == [13, 13, 13]
    assert all(row.low <= row.expected <= row.high for row in rows)
    assert all(not row.is_replayed for row in rows)
    assert {row.topic for row in rows} == {"", "02", "0202", "020201", "03", "0306", HEAT}
    assert (season.topic, season.months, season.count) == ("0306", (11, 12, 1, 2), LAST_SEASON)
    assert (season.seen, season.years) == (2, 2)
    assert season.places == (("和风苑", LAST_SEASON),)
    assert season.started_on <= date(2025, 11, 3) <= season.peaked_on
    assert of_body(season.topic, to_body(season)) == season
    assert f"预计2026年3月受理约{whole[0].expected:.0f}件" in said[-1]
    # Said once it is kept: neither a second run nor late requests change what was foretold.
    before = forecasts(system)
    clock.advance(days=130)
    with system.store.write() as uow:
        uow.session.execute(text("update ticket set topic = '' where no like '2026027700%'"))
    worked_out(system)
    assert forecasts(system) == before


def test_a_running_month_foretells_nothing(system: System, clock: Clock) -> None:
    two_years(system)
    with system.store.read() as uow:
        data = load(uow, system.hotline, "2026-03", clock.at)
        catalogue = system.hotline.catalogue(uow, clock.at)
        assert foresee(uow, catalogue, data, clock.at).forecasts == ()


@pytest.mark.parametrize("ahead", range(1, HORIZON + 1))
def test_the_newest_month_that_is_over_is_the_one_before(clock: Clock, ahead: int) -> None:
    clock.advance(days=31 * ahead)
    assert last_whole(clock.at) == f"2026-{2 + ahead:02d}"
