"""Tickets over JSON, as other systems use them."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.permissions import Role
from service.domain.ticket import RequestType
from service.flows.staff import people as accounts
from tests.installation import SignIn
from tests.stories import Story

WATER = "我住在幸福小区三号楼，从昨天起停水，物业说不知道原因，希望尽快恢复供水。"
QUEUE = "咨询灵活就业人员怎么缴纳医疗保险，到哪里办。"


@pytest.fixture
def channel_key(system: System) -> Callable[[str], dict[str, str]]:
    def key(channel: str) -> dict[str, str]:
        with system.store.write() as uow:
            token = accounts.make_key(uow, name=f"{channel}系统", channel=channel, now=system.now())
        return {"Authorization": f"Bearer {token}"}

    return key


def register(client: TestClient, text: str = WATER, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/tickets", json={"text": text, "name": "王先生", **more})
    assert answer.status_code in (200, 201), answer.text
    body: dict[str, Any] = answer.json()
    return body


def step(client: TestClient, no: str, name: str, version: int, **given: Any) -> Any:
    body = {"step": name, "version": version, **given}
    return client.post(f"/api/v1/tickets/{no}/steps", json=body)


def test_registering_answers_with_number_code_reading_and_route(sign_in: SignIn) -> None:
    answer = sign_in(Role.AGENT).post("/api/v1/tickets", json={"text": WATER, "channel": "web"})
    assert answer.status_code == 201
    body = answer.json()
    assert len(body["no"]) == 14
    assert len(body["query_code"]) == 6
    assert body["version"] >= 1
    assert body["reading"]["topic"]["path"]
    assert body["route"]["reason"]


@pytest.mark.parametrize("header", [{}, {"Idempotency-Key": "abc-1"}])
def test_a_repeat_returns_the_first_ticket(sign_in: SignIn, header: dict[str, str]) -> None:
    client = sign_in(Role.AGENT)
    payload = {"text": WATER, "channel": "web"} | ({} if header else {"external_no": "W-1"})
    first = client.post("/api/v1/tickets", json=payload, headers=header)
    second = client.post("/api/v1/tickets", json=payload, headers=header)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["no"] == second.json()["no"]
    assert second.json()["reading"]["topic"] == first.json()["reading"]["topic"]


@pytest.mark.parametrize("header", [{}, {"Idempotency-Key": "abc-2"}])
def test_another_text_under_a_known_number_is_a_conflict(
    sign_in: SignIn, header: dict[str, str]
) -> None:
    client = sign_in(Role.AGENT)
    number = {} if header else {"external_no": "W-2"}
    first = client.post("/api/v1/tickets", json={"text": WATER, **number}, headers=header)
    other = client.post("/api/v1/tickets", json={"text": QUEUE, **number}, headers=header)
    assert (first.status_code, other.status_code) == (201, 409)
    assert "内容不同" in other.json()["message"]


def test_the_same_number_on_another_channel_is_another_ticket(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    numbers = {
        register(client, channel=channel, external_no="7")["no"] for channel in ("web", "app")
    }
    assert len(numbers) == 2


@pytest.mark.parametrize(
    ("payload", "status", "field"),
    [
        ({}, 422, "text"),
        ({"text": "  "}, 400, "text"),
        ({"text": "水" * 20_001}, 400, "text"),
        ({"text": WATER, "topic": "没有的主题"}, 400, "topic"),
        ({"text": WATER, "registered_at": "2030-01-01T00:00:00"}, 400, "registered_at"),
        ({"text": WATER, "channel": "鸽子"}, 422, "channel"),
    ],
)
def test_what_cannot_be_registered_is_named(
    sign_in: SignIn, payload: dict[str, Any], status: int, field: str
) -> None:
    answer = sign_in(Role.AGENT).post("/api/v1/tickets", json=payload)
    assert answer.status_code == status
    assert field in answer.json()["fields"]
    assert not re.search(r"[A-Z][a-z]+ ", answer.json()["fields"][field])


def test_triage_stores_nothing(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    answer = client.post("/api/v1/triage", json={"text": WATER})
    assert answer.status_code == 200
    assert answer.json()["route"]["unit"]
    assert client.get("/api/v1/tickets").json()["tickets"] == []


def test_a_step_moves_the_ticket_and_a_stale_version_is_refused(sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    receipt = register(agent, channel="phone", occurred="昨天", demand="恢复供水", place="幸福小区")
    no, version = receipt["no"], receipt["version"]
    moved = step(agent, no, "submit", version)
    assert moved.status_code == 200, moved.text
    assert moved.json()["status"] in ("pending_dispatch", "dispatched")
    stale = step(agent, no, "note", version, note="补记")
    assert stale.status_code == 409
    assert stale.json()["version"] == moved.json()["version"]
    assert stale.json()["status"] == moved.json()["status"]


def test_a_refused_guard_says_why(sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    receipt = register(agent, channel="phone")
    answer = step(agent, receipt["no"], "answer", receipt["version"], reply="请咨询自来水公司。")
    assert answer.status_code == 422
    assert answer.json()["rule"] == "may_be_answered"
    assert "可直办" in answer.json()["message"]


def test_a_missing_field_of_a_step_is_named(sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    receipt = register(agent, QUEUE, channel="phone")
    answer = step(agent, receipt["no"], "answer", receipt["version"])
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"reply": "必填"}


def test_one_ticket_shows_steps_reading_route_and_what_may_follow(sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    receipt = register(agent, QUEUE, channel="phone")
    body = agent.get(f"/api/v1/tickets/{receipt['no']}").json()
    assert [entry["step"] for entry in body["steps"]] == ["register"]
    assert body["caller"]["name"] == "王＊＊"
    assert body["reading"]["topic"]["code"] == body["topic"]
    answer = next(row for row in body["possible"] if row["step"] == "answer")
    assert answer["fields"][0]["name"] == "reply"
    assert answer["refused"] is None


def test_lists_page_by_cursor_without_gaps_or_doubles(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    made = [register(client, f"{WATER}第{n}次。")["no"] for n in range(7)]
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = client.get("/api/v1/tickets", params={"size": 3, "cursor": cursor}).json()
        seen += [line["no"] for line in page["tickets"]]
        cursor = page["next"]
        if len(seen) == 3:
            register(client, "一件新来的诉求，路灯不亮。")
    assert seen == made[::-1]


def test_a_filter_that_means_nothing_is_named(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    answer = client.get("/api/v1/tickets", params={"unit": "没有的单位", "month": "去年"})
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"unit", "month"}


def test_a_channel_key_files_under_its_channel_and_follows_by_code(
    client: TestClient, channel_key: Callable[[str], dict[str, str]]
) -> None:
    client.headers |= channel_key("wechat")
    receipt = register(client, channel="letter")
    address = f"/api/v1/tickets/{receipt['no']}"
    assert client.get(address).status_code == 404
    assert client.get(address, params={"code": "AAAAAA"}).status_code == 404
    body = client.get(address, params={"code": receipt["query_code"].lower()}).json()
    assert body["no"] == receipt["no"]
    assert not {"text", "caller", "steps", "reading"} & set(body)
    assert client.get("/api/v1/tickets").status_code == 403
    assert step(client, receipt["no"], "note", 1, note="x").status_code == 403


def test_a_channel_key_cannot_follow_another_channels_ticket(
    client: TestClient, channel_key: Callable[[str], dict[str, str]]
) -> None:
    receipt = client.post("/api/v1/tickets", json={"text": WATER}, headers=channel_key("app"))
    answer = client.get(
        f"/api/v1/tickets/{receipt.json()['no']}",
        params={"code": receipt.json()["query_code"]},
        headers=channel_key("wechat"),
    )
    assert answer.status_code == 404


def test_a_channel_cannot_make_the_program_certain(
    client: TestClient, channel_key: Callable[[str], dict[str, str]], sign_in: SignIn
) -> None:
    client.headers |= channel_key("app")
    receipt = register(client, "就是那个事，还是没有人管。", topic="030101", urgency="normal")
    ticket = sign_in(Role.DISPATCHER).get(f"/api/v1/tickets/{receipt['no']}").json()
    assert ticket["topic"] != "030101"
    assert ticket["lead_unit"] == ""


def test_eight_at_once_register_one_ticket(
    client: TestClient, channel_key: Callable[[str], dict[str, str]]
) -> None:
    headers = channel_key("wechat")
    payload = {"text": WATER, "external_no": "W-2026-1"}

    def send(_: int) -> Any:
        return client.post("/api/v1/tickets", json=payload, headers=headers)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["no"] for answer in answers}) == 1


def test_a_unit_learns_nothing_of_the_reporter_from_its_own_step(
    system: System, sign_in: SignIn
) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    text = "我叫李明，电话13812345678，举报样例路东段的公司夜里偷排污水，请查处。"
    ticket = story.at_unit(text=text, request_type=RequestType.REPORT)
    answer = step(sign_in(Role.UNIT_CLERK), ticket.no, "sign", ticket.version)
    assert answer.status_code == 200
    assert "李明" not in answer.text
    assert "13812345678" not in answer.text


def test_without_a_key_nothing_is_open(client: TestClient) -> None:
    assert client.get("/api/v1/tickets").status_code == 401
    assert client.post("/api/v1/tickets", json={"text": WATER}).status_code == 401
    bad = client.get("/api/v1/tickets", headers={"Authorization": "Bearer nonsense"})
    assert bad.status_code == 401


def test_what_a_caller_said_is_taken_from_whoever_has_claimed_the_call(
    system: System, sign_in: SignIn
) -> None:
    ticket, clerk = Story(system).callback_due(), sign_in(Role.CALLBACK_CLERK)
    said = {"responded": "yes", "solved": "yes", "satisfied": "yes"}
    denied = said | {"solved": "no", "reason": "又灭了"}
    for name, given in (("caller_answer", said), ("close", said), ("redo", denied)):
        refused = step(clerk, ticket.no, name, ticket.version, **given)
        assert (refused.status_code, "先领取这通回访" in refused.text) == (422, True)
    url = f"/api/v1/tickets/{ticket.no}/claim"
    assert sign_in(Role.SUPERVISOR).post(url).status_code == 403
    claimed = clerk.post(url).json()
    assert (claimed["caller"]["phone"], claimed["order"]) == ("13800000001", ticket.no)
    assert clerk.delete(url).status_code == 204
    assert step(clerk, ticket.no, "caller_answer", ticket.version, **said).status_code == 422
    clerk.post(url)
    closed = step(clerk, ticket.no, "close", ticket.version, **said)
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
