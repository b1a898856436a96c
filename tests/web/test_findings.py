"""The page of findings: supervisors judge them, a unit sees only what was confirmed about it."""

import pytest

from service.bootstrap import System
from service.domain.permissions import Role
from service.domain.supervision.findings import Evidence, FindingState, Shown
from tests.installation import NOW, OTHER_UNIT, UNIT, SignIn
from tests.stories import Story


def shown(unit: str, *numbers: str) -> Shown:
    evidence = tuple(Evidence(no, "与另外 5 件的答复相同 100%", "010101") for no in numbers)
    return Shown("same_reply", unit, "2026-03", 0.94, 6, 10, 0.31, 0.83, 0.08, evidence)


@pytest.fixture
def waiting(system: System) -> int:
    ticket = Story(system).replied()
    with system.store.write() as uow:
        uow.findings.renew([shown(UNIT, ticket.no), shown(OTHER_UNIT)], NOW)
        found = uow.findings.listed(FindingState.OPEN, unit=UNIT)
    return found[0].id


def test_the_list_says_how_many_how_sure_and_what_peers_have(sign_in: SignIn, waiting: int) -> None:
    page = sign_in(Role.SUPERVISOR).get("/findings").text
    assert "10 件里有 6 件，同类事项的其他单位" in page  # of so few no share is said
    assert "94%" in page
    assert f'href="/findings/{waiting}"' in page


def test_the_list_can_be_narrowed(sign_in: SignIn, waiting: int) -> None:
    client = sign_in(Role.SUPERVISOR)
    assert "没有这样的线索" in client.get("/findings?pattern=explained").text
    mine = client.get(f"/findings?unit={UNIT}").text
    assert mine.count("雷同答复</a>") == 1


def test_a_finding_shows_its_replies_and_is_confirmed_to_the_unit(
    sign_in: SignIn, waiting: int
) -> None:
    supervisor, clerk = sign_in(Role.SUPERVISOR), sign_in(Role.UNIT_CLERK)
    assert clerk.get(f"/findings/{waiting}").status_code == 404
    assert "路灯线路故障已经修复" in supervisor.get(f"/findings/{waiting}").text
    done = supervisor.post(f"/findings/{waiting}/confirm", data={"note": "三日内逐件重新答复"})
    assert done.status_code == 303
    assert "三日内逐件重新答复" in clerk.get(f"/findings/{waiting}").text
    assert clerk.get("/findings").text.count("雷同答复</a>") == 1
    assert sign_in("neighbour").get(f"/findings/{waiting}").status_code == 404


def test_a_dismissal_without_a_kind_keeps_what_was_typed(sign_in: SignIn, waiting: int) -> None:
    client = sign_in(Role.SUPERVISOR)
    again = client.post(f"/findings/{waiting}/dismiss", data={"note": "核对过，是统一答复"})
    assert again.status_code == 400
    assert "核对过，是统一答复" in again.text
    assert "选一个原因" in again.text


def test_an_objective_difficulty_is_told_on_the_list(sign_in: SignIn, waiting: int) -> None:
    client = sign_in(Role.SUPERVISOR)
    given = {"kind": "objective", "note": "产权没有移交"}
    assert client.post(f"/findings/{waiting}/dismiss", data=given).status_code == 303
    assert "有客观困难，不计入“雷同答复”" in client.get("/findings").text
    assert "产权没有移交" in client.get(f"/findings/{waiting}").text


def test_nobody_else_reads_or_judges(sign_in: SignIn, waiting: int) -> None:
    assert sign_in(Role.AGENT).get("/findings").status_code == 403
    clerk = sign_in(Role.UNIT_CLERK)
    assert clerk.post(f"/findings/{waiting}/confirm", data={"note": "没有"}).status_code == 403
