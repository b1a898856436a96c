"""Numbers that no row can have are refused before the database is asked."""

import base64
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from service.domain.errors import BadInput
from service.domain.permissions import Role
from service.flows.queries.desks.cursors import encode
from service.web.posted import version_of
from service.web.render import see_other

TOO_LARGE = 2**63


def cursor(name: str, *edge: str) -> str:
    return encode(name, edge)


@pytest.mark.parametrize("version", ["", "-1", "x", "1" * 10, "9" * 5000])
def test_a_version_that_cannot_be_is_refused(version: str) -> None:
    assert version_of({"version": "7"}) == 7
    with pytest.raises(BadInput):
        version_of({"version": version})


@pytest.mark.parametrize(
    "address",
    [
        "/bulk/{}",
        "/bulk/{}/results.csv",
        "/findings/{}",
        "/inspections/{}",
        "/problems/{}",
        "/specials/{}",
        "/specials?before={}",
        "/reports/2026-02/tickets?of=all&start={}",
        "/problems/new?finding={}",
        "/problems?sort=due_on&cursor=" + cursor("due_on", "2026-03-01", "9" * 30),
        "/problems?sort=round&cursor=" + cursor("round", "9" * 30, "1"),
        "/problems?sort=created_at&cursor=" + cursor("created_at", "2026-03-01", "1.5"),
    ],
)
def test_an_id_out_of_range_is_no_failure(
    sign_in: Callable[[Role | str], TestClient], address: str
) -> None:
    answer = sign_in(Role.SUPERVISOR).get(address.format(TOO_LARGE))
    assert 400 <= answer.status_code < 500


def test_words_where_a_number_is_wanted_count_as_nothing(
    sign_in: Callable[[Role | str], TestClient],
) -> None:
    supervisor = sign_in(Role.SUPERVISOR)
    assert supervisor.get("/at-risk", params={"hours": "9" * 5000}).status_code == 200
    deep = base64.urlsafe_b64encode(b"[" * 30_000).decode()
    assert supervisor.get("/tickets", params={"cursor": deep}).status_code == 200
    naive = cursor("created_at", "2026-03-01T00:00:00", "1")
    page = supervisor.get("/problems", params={"sort": "created_at", "cursor": naive})
    assert page.status_code == 200


def test_a_message_too_long_for_a_cookie_is_cut_and_not_lost() -> None:
    assert len(see_other("/", "长" * 5000).headers["set-cookie"]) < 4096
