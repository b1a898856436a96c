"""Every number of the trends is that of the list it leads to; what cannot be compared is said."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.permissions import SYSTEM, Role
from service.flows.queries.filters import Filters
from service.flows.queries.trend_signs import is_asked
from service.flows.steps import Desk
from tests.conftest import Clock
from tests.flows.month.history import MANY, two_years

SignIn = Callable[[Role | str], TestClient]
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
    assert "没过完：和上期和去年同样多的天数比" in page
    table = leader.get("/trends/export.csv?topic=0306").text.splitlines()
    assert table[0].startswith("\ufeff开始,结束,件数")
    assert [row for row in table if row.startswith("2026-02-01,2026-02-28,16,")]
    weeks = leader.get("/trends?topic=0306&grain=week").text
    assert "2026-02-23起" in weeks


def test_without_tickets_and_with_a_wrong_filter_the_page_says_so(sign_in: SignIn) -> None:
    leader = sign_in(Role.LEADER)
    page = leader.get("/trends?topic=没有的主题").text
    assert "没有这个主题" in page
    assert "下面是没加这个条件的数字" in page
    assert "有的条件没认出来" not in leader.get("/trends").text
    assert "没有符合条件的工单" in page


def test_a_burst_is_kept_by_its_own_topic_and_district_alone(system: System) -> None:
    """Judged among all, so that narrowing the page to it does not make it vanish."""
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, SYSTEM, system.now())
        key = "0306·990101"
        kept = [Filters(), Filters(topic="03"), Filters(topic="030601"), Filters(area="990101")]
        assert all(is_asked(desk, asked, key) for asked in kept)
        assert not is_asked(desk, Filters(topic="0404"), key)
