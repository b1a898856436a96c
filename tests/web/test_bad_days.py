"""What cannot be a day, an instant or a place in a list is refused in words, never a fault."""

import base64
import json

import pytest
from fastapi.testclient import TestClient

from service.domain.permissions import Role
from service.web.render import FLASH
from tests.installation import SignIn


def _cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/api/v1/tickets", {"month": "9999-12"}),
        ("/api/v1/tickets", {"to": "9999-12-31"}),
        ("/api/v1/tickets", {"from": "0001-01-01"}),
        (
            "/api/v1/tickets",
            {"cursor": _cursor("-registered_at", False, "0001-01-01T00:00:00+08:00", "1")},
        ),
        ("/open311/v2/requests.json", {"start_date": "0001-01-01T00:00:00+08:00"}),
        ("/open311/v2/requests.json", {"end_date": "9999-12-31T23:59:59-08:00"}),
    ],
)
def test_days_out_of_range_are_bad_input(
    sign_in: SignIn, path: str, params: dict[str, str]
) -> None:
    assert sign_in(Role.SUPERVISOR).get(path, params=params).status_code == 400


@pytest.mark.parametrize("params", [{"month": "9999-12"}, {"to": "9999-12-31"}])
def test_the_page_says_which_day_it_cannot_read(sign_in: SignIn, params: dict[str, str]) -> None:
    answer = sign_in(Role.SUPERVISOR).get("/tickets", params=params)
    assert answer.status_code in (200, 400)
    assert "要写成" in answer.text


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00", "1800-01-01T00:00:00", "9999-12-31T23:00Z"])
def test_nobody_spoke_before_there_was_a_hotline(sign_in: SignIn, at: str) -> None:
    payload = {"text": "样例路东段的路灯不亮，请修好。", "registered_at": at}
    answer = sign_in(Role.AGENT).post("/api/v1/tickets", json=payload)
    assert answer.status_code == 400
    assert "registered_at" in answer.json()["fields"]


def test_a_number_too_long_for_an_item_is_no_fault(sign_in: SignIn) -> None:
    assert sign_in(Role.LEADER).get(f"/agenda/{10**20}").status_code == 422


def test_a_forged_message_is_left_out(client: TestClient) -> None:
    client.cookies.set(FLASH, "NQ==")
    assert client.get("/sign-in").status_code == 200
