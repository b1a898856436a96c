"""Every route says whom it lets in, and lets in nobody else; no role meets a broken page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Route

from service.bootstrap import System
from service.domain.permissions import Actor, Permission, Role
from service.flows.staff.people import make_key
from service.web.deps import Allow, signed_in
from service.web.sessions import COOKIE, SAFE
from tests.factories import an_actor
from tests.installation import HUMAN_ROLES
from tests.stories import LAMP, Story

# Open to everybody: what a citizen, a browser or a monitor asks without an account.
PUBLIC = {
    "GET /",
    "GET /sign-in",
    "POST /sign-in",
    "GET /health",
    "GET /ready",
    "GET /metrics",
    "GET /favicon.ico",
    "GET /track",
    "POST /track",
    "POST /track/evaluate",
    "POST /track/reopen",
    "POST /track/attach",
    "POST /track/answer",
    "GET /open311/v2/discovery.json",
    "GET /open311/v2/services.json",
    "GET /open311/v2/services/{service_code}.json",
    "GET /open311/v2/requests.json",
    "GET /open311/v2/requests/{service_request_id}.json",
    "GET /docs",
    "GET /openapi.json",
}
# Open to everybody who is signed in: one's own account.
OWN = {
    "GET /password",
    "POST /password",
    "POST /sign-out",
    "GET /style",
    "GET /notices",
    "GET /notices/bell",
    "POST /notices/read",
    "POST /notices/open/{id}",
    "GET /notices/choices",
    "POST /notices/choices",
}
# By number it is public, the list wants a key: it decides by what is asked for. Metrics are for
# this machine, or for a key that may see the jobs.
MIXED = {"GET /open311/v2/requests.json", "GET /metrics"}
SAMPLES = {
    "month": "2026-02",
    "topic_id": "t1",
    "item_id": "1",
    "id": "1",
    "version": "1",
    "number": "1",
    "inspection_id": "1",
    "matter_id": "1",
    "precedent_id": "1",
    "duty_id": "1",
    "policy_id": "1",
}


@dataclass(frozen=True)
class Way:
    """One method of one route."""

    method: str
    path: str
    permissions: tuple[Permission, ...]
    needs_sign_in: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def lets_in(self, actor: Actor) -> bool:
        """Whether the declared permissions let this person in."""
        return not self.permissions or any(actor.may(p) for p in self.permissions)


def ways_of(app: FastAPI) -> Iterator[Way]:
    for context in iter_route_contexts(app.routes):
        route, path = context.original_route, context.path
        if not isinstance(route, Route) or path is None:
            continue  # static files
        found = list(_calls(route.dependant)) if isinstance(route, APIRoute) else []
        rights = tuple(p for call in found if isinstance(call, Allow) for p in call.permissions)
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Way(method, path, rights, signed_in in found or bool(rights))


def _calls(dependant: Dependant) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


@pytest.fixture(scope="session")
def ways(routed: FastAPI) -> list[Way]:
    return list(ways_of(routed))


def test_there_are_routes_to_walk(ways: list[Way]) -> None:
    names = {way.name for way in ways}
    assert {"POST /api/v1/tickets", "GET /health", "GET /tickets/{no}"} <= names
    assert len(names) == len(ways) > 20


def test_every_route_declares_its_permission_or_is_on_a_short_list(ways: list[Way]) -> None:
    open_ = {way.name for way in ways if not way.needs_sign_in}
    assert open_ - PUBLIC == set()
    anybody = {way.name for way in ways if way.needs_sign_in and not way.permissions}
    assert anybody - OWN == set()


def test_every_declared_permission_is_somebodys(ways: list[Way]) -> None:
    for way in ways:
        people = [role for role in HUMAN_ROLES if way.lets_in(an_actor(role))]
        assert people, way.name


@dataclass
class Walk:
    """Asks for a way as somebody, with a real ticket in the address where one is asked for."""

    no: str

    def ask(self, client: TestClient, way: Way, **more: Any) -> Any:
        names = {"no": self.no, "service_request_id": self.no} | SAMPLES
        path = way.path
        for part in [p[1:-1] for p in path.replace(".json", "").split("/") if p.startswith("{")]:
            path = path.replace(f"{{{part}}}", names.get(part.split(":")[0], "x"))
        if way.method not in SAFE and path.startswith("/api/"):
            more = {"json": {}} | more
        return client.request(way.method, path, **more)


@pytest.fixture
def walk(system: System) -> Walk:
    return Walk(Story(system).in_progress().no)


@pytest.mark.parametrize("role", HUMAN_ROLES)
def test_a_role_is_let_in_exactly_where_its_permissions_say(
    role: Role, ways: list[Way], walk: Walk, sign_in: Callable[[Role], TestClient]
) -> None:
    client = sign_in(role)
    slow = {"POST /sign-in", "POST /password"}  # hashing is slow on purpose; asked once below
    # Signing out comes last: it would end the walk.
    for way in sorted(ways, key=lambda way: way.path == "/sign-out"):
        if way.name in slow:
            continue
        answer = walk.ask(client, way)
        assert answer.status_code < 500, way.name
        if way.needs_sign_in and not way.lets_in(an_actor(role)):
            assert answer.status_code == 403, way.name
        elif way.method == "GET" and way.name not in MIXED:
            assert answer.status_code not in (401, 403), way.name


def test_nobody_gets_in_without_signing_in(ways: list[Way], walk: Walk, client: TestClient) -> None:
    for way in ways:
        answer = walk.ask(client, way)
        assert answer.status_code < 500, way.name
        if not way.needs_sign_in:
            continue
        if way.method == "GET" and not way.path.startswith(("/api/", "/open311/")):
            assert answer.status_code == 303, way.name
            assert answer.headers["location"].startswith("/sign-in"), way.name
        else:
            assert answer.status_code == _refusal(way), way.name


def _refusal(way: Way) -> int:
    """GeoReport says 403 where everybody else says 401."""
    return 403 if way.path.startswith("/open311/") else 401


def test_a_form_from_another_site_changes_nothing(
    ways: list[Way], walk: Walk, sign_in: Callable[[Role], TestClient]
) -> None:
    client = sign_in(Role.DISPATCHER)
    del client.headers["X-CSRF-Token"]
    for way in ways:
        if way.method not in SAFE and way.needs_sign_in:
            assert walk.ask(client, way).status_code == 403, way.name
    client.headers["X-CSRF-Token"] = "guessed"
    for way in ways:
        if way.method not in SAFE and way.needs_sign_in:
            assert walk.ask(client, way).status_code == 403, way.name


def test_a_channels_key_files_and_follows_and_nothing_else(
    ways: list[Way], walk: Walk, system: System, client: TestClient
) -> None:
    with system.store.write() as uow:
        key = make_key(uow, name="微信", channel="wechat", now=system.now())
    client.headers["Authorization"] = f"Bearer {key}"
    for way in ways:
        answer = walk.ask(client, way)
        assert answer.status_code < 500, way.name
        is_page = not way.path.startswith(("/api/", "/open311/"))
        if way.needs_sign_in and (is_page or not way.lets_in(an_actor(Role.CALLER))):
            assert answer.status_code == 403, way.name
        # The ticket of the walk came by phone: another channel's key learns nothing of it.
        assert LAMP[:12] not in answer.text, way.name


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic abc", "x"])
def test_a_wrong_key_is_refused_and_never_falls_back_to_nobody(
    header: str, ways: list[Way], walk: Walk, client: TestClient
) -> None:
    client.headers["Authorization"] = header
    for way in ways:
        if way.needs_sign_in:
            assert walk.ask(client, way).status_code in (303, _refusal(way))


def test_every_answer_carries_the_headers_that_protect(
    ways: list[Way], walk: Walk, sign_in: Callable[[Role], TestClient]
) -> None:
    client = sign_in(Role.AGENT)
    for way in ways:
        if way.method == "GET":
            headers = walk.ask(client, way).headers
            assert "default-src 'self'" in headers["content-security-policy"], way.name
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"]


def test_what_is_not_there_is_a_page_and_not_a_fault(client: TestClient) -> None:
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert "没有这个页面" in missing.text
    assert client.get("/api/v1/nowhere").json()["error"] == "NotFound"
    assert client.put("/health").status_code == 405


def test_another_persons_session_does_not_outlive_its_hours(
    sign_in: Callable[[Role], TestClient], clock: Any, system: System
) -> None:
    client = sign_in(Role.AGENT)
    assert client.get("/password").status_code == 200
    clock.advance(hours=system.settings.session_hours, seconds=1)
    assert client.get("/password").status_code == 303


def test_a_commit_that_fails_is_not_reported_as_done(
    system: System,
    sign_in: Callable[[Role], TestClient],
    visit: Callable[..., TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The transaction ends before the answer is sent."""
    from sqlalchemy.orm import Session

    story = Story(system)
    ticket = story.at_unit()
    client = sign_in(Role.UNIT_CLERK)
    quiet = visit(raise_server_exceptions=False)
    quiet.cookies = client.cookies
    quiet.headers.update(client.headers)

    def fail(_: Session) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(Session, "commit", fail)
    form = {"step": "sign", "version": str(ticket.version)}
    answer = quiet.post(f"/tickets/{ticket.no}/steps", data=form)
    monkeypatch.undo()
    assert answer.status_code == 500
    assert "没有生效" in answer.text
    assert story.now_of(ticket.no) == ticket


@cache
def _templates() -> list[Path]:
    import service.web

    return sorted((Path(service.web.__path__[0]) / "templates").rglob("*.html"))


def test_forms_that_post_carry_the_token() -> None:
    for file in _templates():
        text = file.read_text(encoding="utf-8")
        for form in text.split("<form")[1:]:
            head, body = form.split(">", 1)
            posts = 'method="post"' in head.lower()
            inner = body.split("</form>")[0]
            assert not posts or "csrf" in head + inner or "{{" in head, file.name


def test_the_session_cookie_is_out_of_reach_of_scripts(client: TestClient) -> None:
    from tests.installation import PASSWORD

    answer = client.post("/sign-in", data={"username": "agent", "password": PASSWORD})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(COOKIE)
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
