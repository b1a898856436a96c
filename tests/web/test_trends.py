"""Every number of the trends is that of the list it leads to; what cannot be compared is said."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

from fastapi.testclient import TestClient

from analytics.moves import Season
from service.bootstrap import System
from service.domain.permissions import SYSTEM, Role
from service.flows.desk import Desk
from service.flows.queries.desks.filters import Filters
from service.flows.queries.signs.trend_signs import Burst, is_asked
from service.flows.queries.signs.trends import Point, extent, series
from service.web.views.trendchart import chart
from service.web.views.trendwords import summary
from tests.flows.month.history import MANY, two_years
from tests.installation import Clock, SignIn
from tests.stories import Story

_LINK = re.compile(r'<a href="(/tickets\?[^"]*from=[^"]*)">[^<]*?(\d+)(?: 件)?</a>')


def listed(client: TestClient, url: str) -> int:
    """How many tickets the list has to which a number leads."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(unescape(url)).query).items()}
    found = client.get("/api/v1/tickets", params={**asked, "size": 200}).json()
    return len(found["tickets"])


def test_every_number_leads_to_exactly_its_tickets(
    system: System, sign_in: SignIn, clock: Clock
) -> None:
    two_years(system)
    leader = sign_in(Role.LEADER)
    page = leader.get("/trends?topic=0306").text
    links = _LINK.findall(page)
    assert len(links) >= 10
    assert any("from=2025-02-01&amp;to=2025-02-28" in url for url, _ in links), "last year's, too"
    for url, number in links[:4]:
        assert listed(leader, url) == int(number), url
    assert f">{MANY}</a>" in page
    assert "2026年3月未满，只到3月10日：和上期和去年同样多的天数比" in page
    assert "全市·供热保障：2026年2月 16 件" in unescape(page)
    assert page.count("2026年2月 16 件") == 1, "said once"
    assert "基数小" in page
    assert "上月 16 件（基数小，不算百分比）" in page
    table = leader.get("/trends/export.csv?topic=0306").text.splitlines()
    assert table[0].startswith("\ufeff开始,结束,件数")
    assert [row for row in table if row.startswith("2026-02-01,2026-02-28,16,")]
    weeks = leader.get("/trends?topic=0306&grain=week").text
    assert "2026-02-23起" in weeks
    assert "2026-03-09起（未满）" in weeks


def test_without_tickets_and_with_a_wrong_filter_the_page_says_so(sign_in: SignIn) -> None:
    leader = sign_in(Role.LEADER)
    page = leader.get("/trends?topic=没有的主题").text
    assert "没有这个主题" in page
    assert "下面是没加这个条件的数字" in page
    assert "有的条件没认出来" not in leader.get("/trends").text
    assert "没有符合条件的工单" in page


def test_old_data_are_shown_up_to_their_last_day(
    system: System, sign_in: SignIn, clock: Clock
) -> None:
    """An installation with the tickets of other years shows those, and no weeks of nothing."""
    with system.store.read() as uow:
        assert extent(Desk(uow, system.hotline, SYSTEM, system.now())) is None
    Story(system).waiting()
    clock.at += timedelta(days=300)
    with system.read_desk(SYSTEM) as desk:
        known = extent(desk)
        assert known is not None
        assert not known.is_running
        (week,) = series(desk, Filters(), weekly=True)
        assert (week.count, week.is_partial, week.before) == (1, True, None)
    page = sign_in(Role.LEADER).get("/trends?grain=week").text
    assert "最新的工单是2026年3月10日登记的" in page


def point(day: date, **given: object) -> Point:
    plain = Point(day, day, 500, 16.0, 20.0, 380, 480, 31.0, 4.0, False, (day, day))
    return replace(plain, **given)  # type: ignore[arg-type]


def test_the_summary_tells_season_growth_and_chance_apart() -> None:
    january = date(2026, 1, 1)
    cases: dict[str, dict[str, object]] = {
        "season": {"moved": 1, "year_moved": 0, "season": Season.SEASON},
        "growth": {"moved": 1, "year_moved": 1, "season": Season.NOT_SEASON},
        "both": {"moved": 1, "year_moved": 1, "season": Season.SEASON},
        "chance": {"moved": 0, "year_moved": 0},
        "new": {"moved": 1, "year_ago": None, "year_pct": None},
        "few": {"moved": 1, "before": 2, "count": 5, "before_pct": 150.0},
    }
    said = {
        name: summary([point(january, **given)], "全市", weekly=False)
        for name, given in cases.items()
    }
    assert "去年这时也升，是季节；和去年这时差不多" in said["season"]
    assert "不像季节" in said["growth"]
    assert "但比去年这时还多，不全是季节" in said["both"]
    assert "在平常起伏之内" in said["chance"]
    assert "分不清这次升是季节还是真的变了" in said["new"]
    assert "5 件；上月 2 件（基数小，不算百分比）" in said["few"]
    assert "150" not in said["few"]


def test_each_mark_names_its_burst_and_leads_to_its_tickets() -> None:
    days = [date(2026, m, 1) for m in (1, 2, 3)]
    points = [point(day, last_on=day + timedelta(days=27)) for day in days]
    bursts = [Burst(date(2026, m, 5), "0306", "990101", 9, 0.2, ()) for m in (3, 3)]
    marks = [(burst, f"突发{n}", f"/tickets?n={n}") for n, burst in enumerate(bursts)]
    drawn = chart(points, ["/a", "/b", "/c"], marks, weekly=False)
    lines = drawn["series"][0]["markLine"]["data"]
    assert [(line["name"], line["href"]) for line in lines] == [
        ("突发0", "/tickets?n=0"),
        ("突发1", "/tickets?n=1"),
    ]
    assert {line["xAxis"] for line in lines} == {2}
    assert lines[0]["label"]["distance"] != lines[1]["label"]["distance"], "none hides another"
    assert "markLine" not in chart(points, ["/a", "/b", "/c"], [], weekly=False)["series"][0]


def test_a_burst_is_kept_by_its_own_topic_and_district_alone(system: System) -> None:
    """Judged among all, so that narrowing the page to it does not make it vanish."""
    with system.read_desk(SYSTEM) as desk:
        key = "0306·990101"
        kept = [Filters(), Filters(topic="03"), Filters(topic="030601"), Filters(area="990101")]
        assert all(is_asked(desk, asked, key) for asked in kept)
        assert not is_asked(desk, Filters(topic="0404"), key)
