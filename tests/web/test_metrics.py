"""What is counted for whoever watches, who may see it, and that nobody's data are in it."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.flows import steps
from service.flows.desk import Desk
from service.flows.staff.people import make_key
from service.store.tickets.callers import Caller
from service.web.metrics import Metrics
from tests.installation import Clock
from tests.stories import LAMP, Story

Visit = Callable[..., TestClient]


@pytest.fixture
def here(visit: Visit) -> TestClient:
    """A program on this machine."""
    client = visit(client=("127.0.0.1", 50000))
    client.app.state.metrics = Metrics()  # type: ignore[attr-defined]
    return client


def values(client: TestClient) -> dict[str, float]:
    """What is counted, by name and labels."""
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_tickets_steps_and_queues_are_counted(system: System, here: TestClient) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    story.at_unit()
    seen = values(here)
    assert seen["minsheng_tickets_registered_total"] == 1
    assert seen['minsheng_steps_total{step="dispatch"}'] == 1
    assert seen['minsheng_tickets_open{status="dispatched"}'] == 1
    assert seen['minsheng_tickets_open{status="callback_due"}'] == 0
    assert seen["minsheng_tickets_overdue"] == 0


def test_what_was_rolled_back_is_not_counted(system: System, here: TestClient) -> None:
    story = Story(system)
    no, agent = story.registered().no, story.who(Role.AGENT)
    with suppress(RuntimeError), system.store.write() as uow:
        steps.take(Desk(uow, system.hotline, agent, system.now()), no, Step.NOTE, {"note": "好"})
        uow.flush()
        raise RuntimeError
    assert 'minsheng_steps_total{step="note"}' not in values(here)
    story.take(Role.AGENT, no, Step.NOTE, note="好")
    assert values(here)['minsheng_steps_total{step="note"}'] == 1


def test_refusals_are_counted_by_kind(
    system: System, sign_in: Callable[[Role], TestClient], here: TestClient
) -> None:
    ticket = Story(system).waiting()
    stale = {"step": "note", "version": ticket.version - 1, "note": "好"}
    for _ in range(2):
        answer = sign_in(Role.AGENT).post(f"/api/v1/tickets/{ticket.no}/steps", json=stale)
        assert answer.status_code == 409
    assert values(here)['minsheng_refusals_total{kind="Stale"}'] == 2


def test_requests_are_timed_by_the_template_of_their_route(here: TestClient) -> None:
    here.get("/tickets/20260310000001")
    here.get("/no-such-page")
    count = "minsheng_request_duration_seconds_count"
    seen = values(here)
    assert seen[f'{count}{{method="GET",route="/tickets/{{no}}",status="3xx"}}'] == 1
    assert seen[f'{count}{{method="GET",route="?",status="4xx"}}'] == 1


def test_jobs_are_counted_by_how_they_ended(system: System, here: TestClient, clock: Clock) -> None:
    with system.store.write() as uow:
        run = uow.runs.start("nightly", "2026-03-09", clock())
        uow.runs.finish(run, clock(), outcome="done", counts={})
    seen = values(here)
    assert seen['minsheng_job_runs_total{job="nightly",outcome="done"}'] == 1
    last = seen['minsheng_job_last_done_timestamp_seconds{job="nightly"}']
    assert last == clock().timestamp()


def test_nothing_personal_is_counted(system: System, here: TestClient) -> None:
    no = Story(system).registered(caller=Caller("王样例", "19900001234")).no
    here.get(f"/tickets/{no}")
    here.get("/track", params={"no": no})
    text = here.get("/metrics").text
    for word in (no, "王样例", "19900001234", LAMP[:6]):
        assert word not in text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_only_this_machine_sees_them_unasked(visit: Visit, here: TestClient, header: str) -> None:
    assert here.get("/metrics").status_code == 200
    assert visit(client=("::1", 1)).get("/metrics").status_code == 200
    assert visit(client=("10.0.0.8", 1)).get("/metrics").status_code == 403
    # A proxy on this machine asks for somebody who may be anywhere.
    assert here.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_a_key_that_may_see_the_jobs_or_the_setting_opens_them(
    system: System, visit: Visit, here: TestClient
) -> None:
    away = visit(client=("10.0.0.8", 1))
    with system.store.write() as uow:
        keys = {
            role: make_key(uow, name=role, username=role, now=system.now())
            for role in (Role.ADMIN, Role.AGENT)
        }
    for role, code in ((Role.ADMIN, 200), (Role.AGENT, 403)):
        header = {"Authorization": f"Bearer {keys[role]}"}
        assert away.get("/metrics", headers=header).status_code == code
    system.settings = system.settings.model_copy(update={"metrics_public": True})
    assert away.get("/metrics").status_code == 200
