"""The agent's new ticket: what follows the typing, and what is registered."""

import re

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.permissions import Role
from service.domain.ticket import Status, Ticket
from tests.installation import Clock, SignIn
from tests.stories import Story

TEXT = "喂，我家在丽景花园小区，从昨天晚上开始停电了，没人管，希望尽快修好。"


@pytest.fixture
def agent(sign_in: SignIn) -> TestClient:
    return sign_in(Role.AGENT)


def follow(agent: TestClient, text: str, **typed: str) -> str:
    answer = agent.post("/tickets/reading", data={"text": text, "phone": "199-0000-1234", **typed})
    assert answer.status_code == 200
    return answer.text


def fill(name: str, value: str) -> str:
    return f'data-prefill="f-{name}" data-value="{value}"'


def ticket_of(system: System, address: str) -> Ticket:
    return Story(system).now_of(address.partition("?")[0].rpartition("/")[2])


def test_the_fields_are_filled_from_the_words_and_nothing_is_invented(agent: TestClient) -> None:
    part = follow(agent, TEXT)
    for name, value in (
        ("title", "丽景花园小区停电"),
        ("place", "丽景花园小区"),
        ("occurred", "从昨天晚上开始"),
        ("demand", "希望尽快修好"),
    ):
        assert fill(name, value) in part
    assert "要素齐了" in part
    bare = follow(agent, "路灯坏了")
    assert all(fill(name, "") in bare for name in ("place", "occurred", "demand"))


def test_what_is_still_to_be_asked_is_asked_in_words_and_at_its_field(agent: TestClient) -> None:
    part = follow(agent, "样例县昨天晚上停电了，请尽快恢复。")
    assert "还要问：具体在哪里" in part
    assert 'data-ask="f-place"' in part
    assert 'data-ask="f-occurred"' not in part
    assert "还要问" not in follow(agent, "样例县昨天晚上停电了，请尽快恢复。", place="样例路")


@pytest.mark.parametrize(
    ("text", "level", "other"),
    [
        ("丽景花园小区昨晚停电了，请尽快恢复。", "加急件", "紧急件"),
        ("样例路煤气管道正在漏气，有人晕倒了！", "紧急件", "加急件"),
    ],
)
def test_what_presses_is_called_by_its_level(
    agent: TestClient, text: str, level: str, other: str
) -> None:
    part = follow(agent, text)
    assert level in part
    assert other not in part


def test_a_question_that_may_be_answered_opens_the_answer(agent: TestClient) -> None:
    assert 'data-unfold="direct-answer"' in follow(agent, "请问公积金怎么提取？")
    assert "data-unfold" not in follow(agent, TEXT)


def test_a_topic_chosen_by_hand_moves_the_suggestion(agent: TestClient) -> None:
    assert "公积金提取" in follow(agent, TEXT, topic="公积金提取", area="半个名")


def test_nothing_typed_reads_nothing(agent: TestClient) -> None:
    assert "data-prefill" not in follow(agent, " 路 ")


def test_the_title_is_registered_as_typed_or_made_of_place_and_matter(
    agent: TestClient, system: System
) -> None:
    form = {"text": TEXT, "phone": "199-0000-1234", "action": "register"}
    made = agent.post("/tickets", data=form).headers["location"]
    given = form | {"title": "整栋楼停电", "text": f"{TEXT}谢谢。"}
    typed = agent.post("/tickets", data=given).headers["location"]
    assert ticket_of(system, made).title == "丽景花园小区停电"
    assert ticket_of(system, typed).title == "整栋楼停电"


def test_what_is_missing_keeps_the_page_and_registers_nothing(agent: TestClient) -> None:
    answer = agent.post(
        "/tickets", data={"text": "样例县停电了", "title": "停电", "action": "submit"}
    )
    assert answer.status_code in {403, 409, 422}
    assert "还没有登记。五要素不全" in answer.text
    assert 'value="停电"' in answer.text
    assert re.findall(r'href="([^"]+)"[^>]*aria-current', answer.text) == ["/tickets/new"]


def test_the_same_words_are_registered_again_only_when_asked_about(
    agent: TestClient, system: System, clock: Clock
) -> None:
    form = {"text": TEXT, "phone": "199-0000-1234", "action": "register"}
    first = ticket_of(system, agent.post("/tickets", data=form).headers["location"]).no
    asked = agent.post("/tickets", data=form)
    assert asked.status_code == 409
    assert f'name="repeats" value="{first}"' in asked.text
    assert "还没有登记" in asked.text
    assert TEXT in asked.text
    second = agent.post("/tickets", data=form | {"repeats": first})
    assert ticket_of(system, second.headers["location"]).no != first
    assert agent.post("/tickets", data=form | {"repeats": first}).status_code == 409
    # Many ask the same in the same words: from another number it is another caller.
    assert agent.post("/tickets", data=form | {"phone": "19900009999"}).status_code == 303
    clock.advance(minutes=31)
    assert agent.post("/tickets", data=form).status_code == 303


def test_an_answer_without_words_is_asked_for_where_it_is_written(agent: TestClient) -> None:
    form = {"text": "请问公积金怎么提取？", "phone": "199-0000-1234", "action": "answer"}
    answer = agent.post("/tickets", data=form)
    assert answer.status_code == 400
    assert 'id="f-reply-error"' in answer.text
    assert "答复内容：必填" in answer.text


def test_what_the_same_caller_told_before_is_shown(agent: TestClient, system: System) -> None:
    before = Story(system).registered(text="丽景花园小区前天也停电了。", place="")
    part = follow(agent, TEXT, phone="13800000001")
    assert before.no in part
    assert "同一来电人" in part


ALARM = "样例路煤气管道正在漏气，有人晕倒了！"


def test_an_emergency_is_not_held_up_but_a_number_to_call_back_is_asked_for(
    agent: TestClient,
) -> None:
    part = follow(agent, ALARM, phone="")
    assert "可以提交；还要问：来电号码" in part
    assert 'data-ask="f-phone"' in part
    assert "来电号码" not in follow(agent, ALARM)


def test_what_is_needed_is_not_called_optional(agent: TestClient) -> None:
    assert agent.get("/tickets/new").text.count(">派单要有</span>") == 4
    part = follow(agent, TEXT)
    assert 'data-note="f-occurred" data-text="派单要有"' in part
    asked = follow(agent, "请问公积金怎么提取？")
    assert 'data-note="f-occurred" data-text="选填"' in asked


def test_what_is_much_too_long_is_refused_at_its_field_and_kept(agent: TestClient) -> None:
    long = {"name": "长" * 101, "phone": "1" * 101} | dict.fromkeys(("place", "demand"), "长" * 501)
    refused = agent.post("/tickets", data={"text": TEXT, "action": "register"} | long)
    assert refused.status_code == 400
    for name, said in long.items():
        assert f'id="f-{name}-error"' in refused.text
        assert said in refused.text
    assert "姓名：最多 100 字，现在是 101 字" in refused.text


def test_what_is_missing_is_told_at_its_field(agent: TestClient) -> None:
    form = {"text": "样例县停电了，请尽快恢复。", "action": "submit"}
    page = agent.post("/tickets", data=form).text
    assert "还缺：姓名或电话、时间" in page
    for name in ("phone", "occurred"):
        assert f'href="#f-{name}"' in page
        assert f'id="f-{name}-error"' in page
    assert 'id="f-demand-error"' not in page


def test_what_others_told_before_can_be_joined_while_it_is_typed(
    agent: TestClient, system: System
) -> None:
    before = Story(system).registered(text="丽景花园小区前天也停电了。", place="")
    way = f"merge:{before.no}"
    assert f'name="action" value="{way}"' in follow(agent, TEXT)
    made = agent.post("/tickets", data={"text": TEXT, "phone": "199-0000-1234", "action": way})
    joined = ticket_of(system, made.headers["location"])
    assert (joined.status, joined.master_no) == (Status.MERGED, before.no)
    told = agent.get(made.headers["location"]).text
    assert f'已登记，并入 <a href="/tickets/{before.no}">' in told
    assert f"{joined.no} 并入 {before.no}" in agent.get(f"/tickets/{before.no}").text


def test_who_calls_again_is_known_by_the_number_before_a_word_is_typed_but_never_a_reporter(
    agent: TestClient, system: System
) -> None:
    form = {"text": TEXT, "phone": "199-0000-1234", "action": "register"}
    first = ticket_of(system, agent.post("/tickets", data=form).headers["location"])
    told = {
        "text": "我举报样例厂偷排污水",
        "phone": "19900001234",
        "request_type": "report",
        "action": "register",
    }
    report = ticket_of(system, agent.post("/tickets", data=told).headers["location"])
    before = follow(agent, "")
    assert "这个号码以前反映的" in before
    assert first.no in before
    assert report.no not in before
    assert "这个号码以前反映的" not in follow(agent, "", phone="19900009999")
    assert first.no in follow(agent, "想问一下办理老年优待证要带什么材料")
