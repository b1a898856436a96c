"""The sign-in page: a demonstration lists its accounts, nothing else tells anything."""

import asyncio
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.permissions import Role
from service.flows.staff import demonstration
from service.store.staff.people import People, SignIn
from tests.installation import OTHER_UNIT, UNIT, Clock
from tests.stories import Story


@pytest.fixture
def demo(system: System) -> System:
    """The installation as a demonstration."""
    system.settings = system.settings.model_copy(update={"demo": True})
    return system


def test_only_a_demonstration_tells_accounts_and_password(
    client: TestClient, system: System, demo: System
) -> None:
    page = client.get("/sign-in").text
    assert f'data-password="{demonstration.PASSWORD}"' in page
    assert 'data-account="unit_clerk"' in page
    assert "/static/sign-in.js" in page
    system.settings = system.settings.model_copy(update={"demo": False})
    for page in (client.get("/sign-in").text, client.post("/sign-in").text):
        assert "登录" in page
        assert demonstration.PASSWORD not in page
        assert "data-account" not in page
        assert "unit_clerk" not in page
        assert "/static/sign-in.js" not in page


def test_a_failed_sign_in_keeps_the_list_and_the_name(client: TestClient, demo: System) -> None:
    answer = client.post("/sign-in", data={"username": "agent", "password": "wrong"})
    assert answer.status_code == 401
    assert 'value="agent"' in answer.text
    assert 'data-account="unit_clerk"' in answer.text


def test_accounts_are_listed_by_role_and_unit_with_the_busiest_first(demo: System) -> None:
    with demo.store.read() as uow:
        quiet = {group.role: group for group in demonstration.accounts(uow)}
        names = {unit.code: unit.name for unit in uow.catalogues.units()}
    clerks = quiet[Role.UNIT_CLERK]
    assert [a.unit for a in clerks.accounts] == [names[UNIT], names[OTHER_UNIT]]
    assert clerks.first.username == "unit_clerk"
    Story(demo).at_unit(unit=OTHER_UNIT)
    with demo.store.read() as uow:
        busy = {group.role: group.first.username for group in demonstration.accounts(uow)}
    assert busy[Role.UNIT_CLERK] == "neighbour"
    assert busy[Role.AGENT] == "agent"


def test_whoever_cannot_sign_in_is_not_offered(demo: System) -> None:
    with demo.store.write() as uow:
        row = uow.people.by_username("neighbour")
        assert row is not None
        row.is_active = False
    with demo.store.read() as uow:
        offered = [a.username for group in demonstration.accounts(uow) for a in group.accounts]
    assert "agent" in offered
    assert "neighbour" not in offered


def test_whoever_does_nothing_for_long_signs_in_again(
    sign_in: Callable[[Role], TestClient], clock: Clock
) -> None:
    client = sign_in(Role.AGENT)
    for _ in range(3):
        clock.advance(minutes=119)
        assert client.get("/tickets").status_code == 200
    clock.advance(minutes=121)
    answer = client.get("/tickets")
    assert answer.headers["location"] == "/sign-in?next=/tickets"


def test_whoever_sends_a_form_too_late_is_led_back_to_it_by_signing_in(
    sign_in: Callable[[Role], TestClient], clock: Clock
) -> None:
    client = sign_in(Role.AGENT)
    clock.advance(hours=13)
    sent = {"text": "路灯不亮"}
    answer = client.post(
        "/tickets", data=sent, headers={"Referer": "http://testserver/tickets/new?a=1"}
    )
    assert answer.status_code == 401
    assert 'href="/sign-in?next=/tickets/new%3Fa%3D1"' in answer.text
    assert "登录已过期，刚才这一步没有办成。" in answer.text
    assert "data-draft-kept hidden" in answer.text
    abroad = client.post("/tickets", data=sent, headers={"Referer": "http://elsewhere/tickets"})
    assert 'href="/sign-in"' in abroad.text
    client.cookies.clear()
    assert "登录已过期，刚才这一步没有办成。" in client.post("/tickets", data=sent).text


def test_a_part_of_a_page_is_not_replaced_by_the_sign_in_page(client: TestClient) -> None:
    assert client.get("/jobs", headers={"HX-Request": "true"}).status_code == 401


def test_the_administrator_sees_who_is_at_work(
    sign_in: Callable[[Role], TestClient], system: System, clock: Clock
) -> None:
    client, agent = sign_in(Role.ADMIN), sign_in(Role.AGENT)
    clock.advance(minutes=30)
    agent.get("/tickets")
    with system.store.read() as uow:
        row = uow.people.by_username("agent")
        assert row is not None
        assert uow.people.last_seen()[row.id] == clock()
    page = client.get("/people").text
    assert "2026-03-10 10:30" in page
    assert "未登录" in page


def test_who_asks_is_looked_up_beside_the_event_loop(
    sign_in: Callable[[Role], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On it, whoever waited for a connection kept everybody from giving one back."""
    look_up, was_beside = People.signed_in, []

    def watched(people: People, token: str) -> SignIn | None:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        was_beside.append(True)
        return look_up(people, token)

    monkeypatch.setattr(People, "signed_in", watched)
    assert sign_in(Role.AGENT).get("/tickets").status_code == 200
    assert was_beside
