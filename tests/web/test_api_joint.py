"""Matters across borders over JSON: the same rules as on the pages."""

from typing import Any

import pytest

from service.domain.permissions import Role
from service.domain.ticket import Status
from tests.installation import OTHER_UNIT, UNIT, Clock, SignIn
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")
URL = "/api/v1/joint"


def test_a_matter_is_opened_asked_about_decided_and_carried_out(
    story: Story, sign_in: SignIn, clock: Clock
) -> None:
    no, dispatcher = story.at_unit().no, sign_in(Role.DISPATCHER)
    given = {"title": "堤上的灯", "question": "由谁管养", "crossings": ["departments"]}
    assert sign_in(Role.HANDLER).post(URL, json=given | {"tickets": [no]}).status_code == 403
    new = dispatcher.post(URL, json=given | {"tickets": [no]})
    assert (new.status_code, new.json()["status"]) == (201, "opened")
    one = f"{URL}/{new.json()['id']}"

    def step(name: str, version: int, role: Role = Role.DISPATCHER, **more: Any) -> Any:
        body = {"step": name, "version": version, **more}
        answer = sign_in(role).post(f"{one}/steps", json=body)
        return answer.json()["status"] if answer.status_code == 200 else answer.status_code

    assert sign_in(Role.UNIT_CLERK).get(one).status_code == 404
    both = [UNIT, OTHER_UNIT]
    assert step("ask", 1, units=both, answer_by="2026-03-13") == "positions_asked"
    assert step("ask", 1, units=both, answer_by="2026-03-13") == 409
    assert step("ask", 2, units=["月球局", UNIT], answer_by="2026-03-13") == 400
    asked = sign_in(Role.UNIT_CLERK).get(one).json()
    assert (asked["tickets"], asked["hidden"], asked["ticket_count"]) == ([no], 0, 1)
    assert {each["step"] for each in asked["possible"]} == {"answer"}
    assert asked["possible"][0]["fields"][0]["label"] == "本单位的态度"
    assert "tickets" not in str([each["data"] for each in asked["steps"]])
    mine = sign_in("neighbour").get(f"{URL}?state=mine").json()
    assert ([each["title"] for each in mine["matters"]], mine["next"]) == (["堤上的灯"], None)
    assert sign_in("neighbour").get(one).json()["hidden"] == 1
    assert step(
        "answer", 2, Role.UNIT_CLERK, position="not_ours", said="不归", legal_basis="三"
    ) == ("positions_asked")
    call: dict[str, Any] = {
        "held_on": "2026-03-12",
        "held_at": "14:30",
        "place": "三楼",
        "chair": "张主任",
    }
    assert step("call", 3, **call, units=both, agenda="议路灯") == "session_called"
    assert step("carry_out", 4) == 400
    clock.advance(days=3)
    decide: dict[str, Any] = {
        "lead": OTHER_UNIT,
        "duties": f"{OTHER_UNIT}：接管",
        "due_on": "2026-04-01",
    }
    assert step("decide", 4, **decide, legal_basis="规定", said="归供水公司") == "decided"
    assert sign_in(Role.SUPERVISOR).post(f"{one}/carry-out", json={"version": 5}).status_code == 403
    done = sign_in(Role.DISPATCHER).post(f"{one}/carry-out", json={"version": 5}).json()
    assert done["tickets"] == [{"no": no, "refused": None}]
    assert done["matter"]["status"] == "carried_out"
    after = story.now_of(no)
    assert (after.lead_unit, after.status) == (OTHER_UNIT, Status.DISPATCHED)
    assert sign_in(Role.DISPATCHER).get(f"{URL}?state=nothing").status_code == 400
