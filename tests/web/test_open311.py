"""GeoReport v2: services, filing, following."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.permissions import Role
from service.flows.staff import people as accounts

BASE = "/open311/v2"
LAMP = {
    "service_code": "020101",
    "description": "路灯不亮，晚上看不清路。",
    "address_string": "样例路东段",
}


@pytest.fixture
def key(system: System) -> str:
    with system.store.write() as uow:
        return accounts.make_key(uow, name="随手拍", channel="app", now=system.now())


@pytest.fixture
def filed(client: TestClient, key: str) -> str:
    answer = client.post(f"{BASE}/requests.json", data={**LAMP, "api_key": key})
    assert answer.status_code == 201, answer.text
    number: str = answer.json()[0]["service_request_id"]
    return number


def test_every_service_has_a_code_a_name_and_a_group(client: TestClient) -> None:
    services = client.get(f"{BASE}/services.json").json()
    assert len({service["service_code"] for service in services}) == len(services) > 100
    assert all(service["service_name"] and service["group"] for service in services)
    assert {service["type"] for service in services} == {"realtime"}


def test_a_filed_request_can_be_followed_by_its_number_alone(
    client: TestClient, filed: str
) -> None:
    one = client.get(f"{BASE}/requests/{filed}.json").json()
    several = client.get(f"{BASE}/requests.json", params={"service_request_id": filed}).json()
    assert one == several
    assert one[0]["status"] == "open"
    assert one[0]["requested_datetime"].endswith("+08:00")
    assert one[0]["description"] is None
    assert one[0]["address"] is None


def test_another_number_or_code_is_not_found(client: TestClient, filed: str) -> None:
    no = filed.partition("-")[0]
    answer = client.get(f"{BASE}/requests/{no}-AAAAAA.json")
    assert answer.status_code == 404
    assert answer.json() == [{"code": 404, "description": answer.json()[0]["description"]}]


def test_whoever_guesses_is_slowed_down(client: TestClient, filed: str) -> None:
    no = filed.partition("-")[0]
    for _ in range(10):
        client.get(f"{BASE}/requests/{no}-AAAAAA.json")
    assert client.get(f"{BASE}/requests/{filed}.json").status_code == 429


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"address_string": ""}, 400),
        ({"service_code": "999999"}, 404),
        ({"service_code": ""}, 400),
        ({"api_key": "nonsense"}, 403),
        ({"address_string": "", "lat": "36.1", "long": "114.3"}, 201),
        ({"lat": "436"}, 400),
    ],
)
def test_what_cannot_be_filed_is_said_in_the_standards_form(
    client: TestClient, key: str, change: dict[str, str], status: int
) -> None:
    answer = client.post(f"{BASE}/requests.json", data={**LAMP, "api_key": key, **change})
    assert answer.status_code == status
    if status >= 400:
        assert [set(item) for item in answer.json()] == [{"code", "description"}]
        assert answer.json()[0]["code"] == status


def test_listing_needs_a_person_and_shows_what_the_person_may_see(
    client: TestClient, filed: str, sign_in: Callable[[Role], TestClient], key: str
) -> None:
    assert client.get(f"{BASE}/requests.json").status_code == 403
    assert client.get(f"{BASE}/requests.json", params={"api_key": key}).status_code == 403
    staff = sign_in(Role.DISPATCHER)
    listed = staff.get(f"{BASE}/requests.json", params={"status": "open"}).json()
    assert [item["service_request_id"] for item in listed] == [filed]
    assert staff.get(f"{BASE}/requests.json", params={"status": "closed"}).json() == []
    far = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-12-01T00:00:00Z"}
    assert staff.get(f"{BASE}/requests.json", params=far).status_code == 400
