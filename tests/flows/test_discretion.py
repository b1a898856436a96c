"""Personal data: masked by role, hidden from units on a 举报, traced when read, never logged."""

import logging
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from service.bootstrap import System
from service.domain.errors import DomainError, NotAllowed, NotFound
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import RequestType, Ticket
from service.flows import discretion, exporting
from service.flows.desk import Desk
from service.flows.queries.desks import lists
from service.flows.queries.desks.filters import Filters
from service.flows.queries.tickets import ticket as ticket_queries
from service.store.tables.callers import AccessRow
from service.store.tickets.callers import Caller
from service.web.api import output
from tests.installation import UNIT
from tests.stories import Story

NAME, PHONE, ADDRESS = "王晓晨", "13912345678", "样例小区9号楼3单元"
TEXT = f"我叫{NAME}，电话{PHONE}，举报样例路一家烧烤店占道经营、油烟扰民。"
UNIT_ROLES = (Role.UNIT_CLERK, Role.HANDLER, Role.UNIT_HEAD)


@pytest.fixture
def report(story: Story) -> Ticket:
    """A 举报 at the unit, whose reporter gave name, number and address, also in the text."""
    caller = Caller(NAME, PHONE, ADDRESS)
    ticket = story.at_unit(text=TEXT, request_type=RequestType.REPORT, caller=caller)
    story.take(Role.UNIT_CLERK, ticket.no, Step.SIGN)
    return story.take(
        Role.DISPATCHER, ticket.no, Step.NOTE, note=f"{NAME}又来电，号码{PHONE}，请加快。"
    )


def seen_by(story: Story, who: Role | str, no: str) -> str:
    """Everything that this person's page of the ticket is made from, as one text."""
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(who), story.system.now())
        view = ticket_queries.view(desk, no)
        row = lists.search(desk, Filters(), lists.Page()).rows
        return str(asdict(view)) + str([asdict(line) for line in row])


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_a_unit_never_learns_who_reported(story: Story, report: Ticket, role: Role) -> None:
    seen = seen_by(story, role, report.no)
    assert "烧烤店" in seen
    for part in (NAME, "晓晨", PHONE, PHONE[-4:], ADDRESS):
        assert part not in seen, part


ODD = "诸葛样例"  # no rule knows this for a name
ODD_TEXT = f"{ODD}反映：样例路{ODD}烧烤店对面的另一家烧烤店占道经营、油烟扰民，举报其无证经营。"


def test_lists_neighbours_and_exports_hide_what_the_reporter_told_too(story: Story) -> None:
    told = {"caller": Caller(ODD, PHONE, ADDRESS), "place": f"样例路{ODD}烧烤店对面"}
    more = {"text": ODD_TEXT, "title": f"{ODD}反映烧烤店占道", **told}
    reported = [story.at_unit(request_type=RequestType.REPORT, **more) for _ in range(2)]
    story.at_unit(request_type=RequestType.REPORT, text=TEXT)  # its reporter told nothing
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.UNIT_CLERK), story.system.now())
        listed = lists.search(desk, Filters()).rows
        near = story.system.neighbours.find_for(desk, reported[0].no)
        view = ticket_queries.view(desk, reported[0].no)
        seen = {
            "list": [asdict(line) for line in listed],
            "neighbours": [asdict(line) for line in near],
            "page": asdict(view),
            "export": list(exporting.rows(desk, Filters())),
            "json": output.ticket_out(reported[0], desk),
        }
    assert {line.no for line in near} >= {reported[1].no}
    for where, value in seen.items():
        assert "烧烤店" in str(value), where
        assert ODD not in str(value), where


def test_who_may_know_the_reporter_sees_lists_as_they_were_told(story: Story) -> None:
    story.at_unit(text=ODD_TEXT, request_type=RequestType.REPORT, caller=Caller(ODD, PHONE))
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.REVIEWER), story.system.now())
        assert ODD in str([asdict(line) for line in lists.search(desk, Filters()).rows])


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_a_unit_cannot_ask_for_the_reporter(story: Story, report: Ticket, role: Role) -> None:
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, story.who(role), story.system.now())
        with pytest.raises(NotAllowed):
            ticket_queries.reveal(desk, report.no)
        assert not uow.session.scalars(select(AccessRow)).all()


def test_a_unit_may_ask_for_the_caller_of_an_ordinary_ticket_and_leaves_a_trace(
    story: Story,
) -> None:
    ticket = story.at_unit(caller=Caller(NAME, PHONE, ADDRESS))
    masked = seen_by(story, Role.UNIT_CLERK, ticket.no)
    assert NAME not in masked
    assert PHONE not in masked
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.UNIT_CLERK), story.system.now())
        assert ticket_queries.reveal(desk, ticket.no) == (Caller(NAME, PHONE, ADDRESS), [])
    with story.system.store.read() as uow:
        (trace,) = uow.session.scalars(select(AccessRow)).all()
        assert (trace.actor_name, trace.no) == ("测试unit_clerk", ticket.no)


def test_another_unit_cannot_ask_at_all(story: Story) -> None:
    ticket = story.at_unit(unit=UNIT)
    with story.system.store.write() as uow:
        desk = Desk(uow, story.system.hotline, story.who("neighbour"), story.system.now())
        with pytest.raises(NotFound):
            ticket_queries.reveal(desk, ticket.no)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.DISCIPLINE_VIEWER])
def test_the_hotline_sees_the_report_with_the_caller_masked(
    story: Story, report: Ticket, role: Role
) -> None:
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(role), story.system.now())
        view = ticket_queries.view(desk, report.no)
    assert view.caller.phone == "139****5678"
    assert not view.may_reveal


@pytest.mark.parametrize("role", [Role.LEADER, Role.ANALYST])
def test_who_has_no_duty_in_reports_does_not_see_them(
    story: Story, report: Ticket, role: Role
) -> None:
    with pytest.raises(NotFound):
        seen_by(story, role, report.no)


@pytest.mark.parametrize("role", Role)
def test_the_query_code_is_told_to_those_only_who_tell_callers(story: Story, role: Role) -> None:
    if role in (Role.SYSTEM, Role.CALLER):
        return
    ticket = story.at_unit()
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(role), story.system.now())
        told = discretion.query_code(desk, ticket.no)
        code = uow.vault.query_code(ticket.no)
    tells = {Role.AGENT, Role.DISPATCHER, Role.CALLBACK_CLERK}
    assert told == (code if role in tells else "")


def test_masking_goes_into_every_corner() -> None:
    value = {"a": [f"我叫{NAME}", {"b": (f"电话{PHONE}", 3, None)}], "c": True}
    clean = discretion.without_names(value)
    assert NAME not in str(clean)
    assert PHONE not in str(clean)
    assert (clean["a"][1]["b"][1:], clean["c"]) == ((3, None), True)
    odd = "诸葛样例又来电"  # no rule knows this for a name
    assert discretion.without_names(odd, ["诸葛样例", ""]) == "[已隐藏]又来电"


class Heard(logging.Handler):
    """Keeps every record that reaches the root logger."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("httpx"):
            return  # the test's own client tells where it went
        self.said.append(record.getMessage() + str(record.exc_info or ""))


@pytest.fixture
def heard() -> Iterator[Heard]:
    structlog.reset_defaults()  # another test may have asked for fewer events
    handler, root = Heard(), logging.getLogger()
    level = root.level
    others, root.handlers[:] = root.handlers[:], [handler]  # another test's may be closed
    root.setLevel(logging.DEBUG)
    yield handler
    root.handlers[:] = others
    root.setLevel(level)


def _fail(_: object, text: str, title: str = "") -> None:
    raise ValueError(f"cannot read {text}")


def test_logs_hold_nothing_that_a_caller_said(
    system: System,
    story: Story,
    heard: Heard,
    sign_in: Any,
    visit: Any,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A day's work over the web: good steps, refused ones, bad input, a fault."""
    with structlog.testing.capture_logs() as logs:
        agent = sign_in(Role.AGENT)
        form = {"name": NAME, "phone": PHONE, "address": ADDRESS, "text": TEXT}
        agent.post("/tickets/new", data=form)
        agent.post("/api/v1/tickets", json={"text": TEXT, "name": NAME, "phone": PHONE})
        agent.post("/api/v1/triage", json={"text": TEXT})
        agent.get("/tickets", params={"q": f"{NAME} {PHONE}"})
        agent.post("/api/v1/tickets", json={"text": [TEXT], "name": {"x": NAME}})
        ticket = story.at_unit(text=TEXT, caller=Caller(NAME, PHONE, ADDRESS))
        with pytest.raises(DomainError):
            story.take(Role.UNIT_CLERK, ticket.no, Step.NOTE, note=TEXT * 500)
        broken = visit(raise_server_exceptions=False)
        broken.cookies, broken.headers = agent.cookies, agent.headers
        monkeypatch.setattr(type(system.hotline.reader), "read", _fail)
        assert broken.post("/api/v1/triage", json={"text": TEXT}).status_code == 500
    assert [event for event in logs if event["event"] == "request"]
    assert [event for event in logs if event["event"] == "unexpected_error"]
    everything = str(logs) + "\n".join(heard.said) + "".join(capfd.readouterr())
    for part in (NAME, PHONE, ADDRESS, "烧烤店"):
        assert part not in everything, part


def test_the_names_within_an_address_are_hidden_too_and_areas_are_not() -> None:
    caller = Caller("王小明", "13800138000", "沁安市砚北区书香门第小区5栋2单元301室")
    text = "书香门第小区的垃圾没人收，砚北区应当管。"
    hidden = discretion.without_names(text, discretion.words_of(caller))
    assert "书香门第" not in hidden
    assert "砚北区" in hidden
    # Where the matter is, everybody has to know.
    assert discretion.without_names(text, discretion.words_of(caller, "书香门第小区北门")) == text
