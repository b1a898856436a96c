"""Following one's own request: what a caller sees and may do, and what nobody learns."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Answer, Status
from tests.installation import Clock
from tests.stories import LAMP, REPLY, Story

pytestmark = pytest.mark.usefixtures("by_hand")


@pytest.fixture
def key(system: System) -> Any:
    def of(no: str) -> dict[str, str]:
        return {"no": no, "code": system.store.vault.query_code(no)}

    return of


def test_the_page_asks_for_number_and_code(client: TestClient) -> None:
    page = client.get("/track")
    assert page.status_code == 200
    assert "查询码" in page.text


def test_every_state_is_said_in_plain_words_without_content(
    story: Story, client: TestClient, key: Any
) -> None:
    made = [story.registered(), story.waiting(), story.at_unit(), story.in_progress()]
    made += [story.replied(), story.callback_due(), story.redone()]
    for ticket in made:
        page = client.get("/track", params=key(ticket.no))
        assert page.status_code == 200
        assert ticket.no in page.text
        reply = [] if ticket.status is Status.CALLBACK_DUE else [REPLY[:8]]
        for secret in (LAMP[:8], *reply, "王先生", "13800000001", "测试"):
            assert secret not in page.text


def test_the_reply_shows_after_closing_with_numbers_masked(
    story: Story, client: TestClient, key: Any
) -> None:
    ticket = story.in_progress()
    reply = "路灯已经修好，有问题请打13812345678找我。"
    story.take(Role.UNIT_CLERK, ticket.no, Step.REPLY, result_code="solved", reply=reply)
    assert "路灯已经修好" not in client.get("/track", params=key(ticket.no)).text
    story.take(Role.REVIEWER, ticket.no, Step.APPROVE, answers_each_demand=True)
    assert "路灯已经修好" in client.get("/track", params=key(ticket.no)).text
    answers = dict.fromkeys(("responded", "solved", "satisfied"), "yes")
    story.take(Role.CALLBACK_CLERK, ticket.no, Step.CLOSE, **answers)
    page = client.get("/track", params=key(ticket.no)).text
    assert "路灯已经修好" in page
    assert "13812345678" not in page


def test_a_refused_request_tells_the_right_channel(
    story: Story, client: TestClient, key: Any
) -> None:
    ticket = story.registered()
    given = {"reason_code": "litigation", "right_channel": "请向受理法院反映"}
    story.take(Role.AGENT, ticket.no, Step.REJECT, **given)
    assert "请向受理法院反映" in client.get("/track", params=key(ticket.no)).text


def test_a_merged_request_shows_how_far_the_other_one_is(
    story: Story, client: TestClient, key: Any
) -> None:
    master, other = story.in_progress(), story.registered()
    story.take(Role.AGENT, other.no, Step.MERGE, master_no=master.no)
    page = client.get("/track", params=key(other.no)).text
    assert "办理中" in page
    assert "合并" in page
    assert "办好以后会单独回访您" in page
    assert master.no not in page


def test_a_chain_of_merged_requests_is_followed_to_its_end(
    story: Story, client: TestClient, key: Any
) -> None:
    first, second, last = story.registered(), story.registered(), story.in_progress()
    story.take(Role.AGENT, first.no, Step.MERGE, master_no=second.no)
    story.take(Role.AGENT, second.no, Step.MERGE, master_no=last.no)
    page = client.get("/track", params=key(first.no)).text
    assert "办理中" in page
    assert last.no not in page


@pytest.mark.parametrize(
    "change", [{"code": "AAAAAA"}, {"no": "20990101000001"}, {"code": ""}, {"no": "' or 1=1 --"}]
)
def test_a_wrong_number_and_a_wrong_code_are_told_apart_by_nobody(
    story: Story, client: TestClient, key: Any, change: dict[str, str]
) -> None:
    ticket = story.registered()
    answer = client.get("/track", params=key(ticket.no) | change)
    assert answer.status_code == 404
    assert "编号或查询码不对" in answer.text


def test_small_letters_and_spaces_do_not_matter(story: Story, client: TestClient, key: Any) -> None:
    mine = key(story.registered().no)
    given = {"no": f" {mine['no']} ", "code": f" {mine['code'].lower()} "}
    assert client.get("/track", params=given).status_code == 200


def test_whoever_guesses_waits_a_quarter_of_an_hour(
    story: Story, client: TestClient, key: Any, clock: Clock
) -> None:
    ticket = story.registered()
    for _ in range(10):
        client.get("/track", params={"no": ticket.no, "code": "AAAAAA"})
    blocked = client.get("/track", params=key(ticket.no))
    assert blocked.status_code == 429
    assert "十五分钟" in blocked.text
    clock.advance(minutes=16)
    assert client.get("/track", params=key(ticket.no)).status_code == 200


def test_one_address_cannot_try_many_numbers(story: Story, client: TestClient, key: Any) -> None:
    for number in range(30):
        client.get("/track", params={"no": f"202603100009{number:02}", "code": "AAAAAA"})
    assert client.get("/track", params=key(story.registered().no)).status_code == 429


def test_an_evaluation_counts_once(story: Story, client: TestClient, key: Any) -> None:
    ticket = story.closed()
    form = key(ticket.no) | {"satisfied": "no", "note": "拖得太久"}
    assert client.post("/track/evaluate", data=form).status_code == 303
    assert story.now_of(ticket.no).satisfied is Answer.NO
    again = client.post("/track/evaluate", data=form | {"satisfied": "yes"})
    assert again.status_code == 422
    assert story.now_of(ticket.no).satisfied is Answer.NO
    assert "提交评价" not in client.get("/track", params=key(ticket.no)).text


def test_an_evaluation_without_an_answer_is_asked_for(
    story: Story, client: TestClient, key: Any
) -> None:
    answer = client.post("/track/evaluate", data=key(story.closed().no))
    assert answer.status_code == 400
    assert "请选择满意或不满意" in answer.text


def test_within_the_days_of_grace_a_caller_can_have_it_done_again(
    story: Story, client: TestClient, key: Any
) -> None:
    ticket = story.closed()
    bare = client.post("/track/reopen", data=key(ticket.no))
    assert bare.status_code == 400
    form = key(ticket.no) | {"reason": "昨晚又不亮了"}
    assert client.post("/track/reopen", data=form).status_code == 303
    moved = story.now_of(ticket.no)
    assert (moved.status, moved.round) == (Status.IN_PROGRESS, 2)
    with story.system.store.read() as uow:
        newest = uow.tickets.steps(ticket.no)[-1]
    assert (newest.step, newest.actor_name) == (Step.RECALL, "诉求人")


def test_after_the_days_of_grace_a_new_request_is_asked_for(
    story: Story, client: TestClient, key: Any, clock: Clock
) -> None:
    ticket = story.closed()
    assert "要求重新办理" in client.get("/track", params=key(ticket.no)).text
    clock.advance(days=story.system.hotline.profile.grace_days + 1)
    assert "要求重新办理" not in client.get("/track", params=key(ticket.no)).text
    form = key(ticket.no) | {"reason": "又不亮了"}
    answer = client.post("/track/reopen", data=form)
    assert answer.status_code == 422
    assert "请新建工单" in answer.text
    assert story.now_of(ticket.no).status is Status.CLOSED


def test_before_it_ends_a_caller_can_neither_evaluate_nor_reopen(
    story: Story, client: TestClient, key: Any
) -> None:
    ticket = story.in_progress()
    for url, more in (("evaluate", {"satisfied": "yes"}), ("reopen", {"reason": "快点"})):
        answer = client.post(f"/track/{url}", data=key(ticket.no) | more)
        assert answer.status_code == 422
    assert story.now_of(ticket.no).version == ticket.version


def test_acting_needs_the_code_too(story: Story, client: TestClient) -> None:
    ticket = story.closed()
    form = {"no": ticket.no, "code": "AAAAAA", "satisfied": "yes"}
    assert client.post("/track/evaluate", data=form).status_code == 404
    assert story.now_of(ticket.no).version == ticket.version


def test_the_code_is_kept_out_of_the_address(story: Story, client: TestClient, key: Any) -> None:
    mine = key(story.closed().no)
    assert 'method="post" action="/track"' in client.get("/track").text
    answer = client.post("/track", data=mine)
    assert answer.headers["location"] == "/track"
    assert mine["no"] in client.get("/track").text
    done = client.post("/track/evaluate", data=mine | {"satisfied": "yes"})
    assert done.headers["location"] == "/track"
    assert mine["no"] not in client.get("/track?another=1").text
    client.cookies.delete("minsheng_track")
    assert mine["no"] not in client.get("/track").text


def test_blanks_within_and_wide_letters_do_not_matter(
    story: Story, client: TestClient, key: Any
) -> None:
    mine = key(story.registered().no)
    no, code = mine["no"], mine["code"]
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    given = {"no": f"{no[:4]} {no[4:8]}　{no[8:]}", "code": f"{wide[:3]} {wide[3:]}"}
    assert client.post("/track", data=given).status_code == 303


def test_a_wrong_code_keeps_what_was_typed_and_nothing_for_later(
    story: Story, client: TestClient
) -> None:
    no = story.registered().no
    answer = client.post("/track", data={"no": no, "code": "AAAAAA"})
    assert (answer.status_code, f'value="{no}"' in answer.text) == (404, True)
    assert "minsheng_track" not in client.cookies


def test_where_to_look_is_said_to_whoever_signs_in_and_registers(
    story: Story, client: TestClient, sign_in: Any
) -> None:
    assert 'href="/track"' in client.get("/sign-in").text
    no = story.registered().no
    page = sign_in(Role.AGENT).get(f"/tickets/{no}?registered=1").text
    assert "http://testserver/track" in page


def test_a_caller_answers_the_callback_once_and_a_denial_reopens(
    story: Story, client: TestClient, key: Any
) -> None:
    ticket = story.callback_due()
    mine = key(ticket.no)
    assert "请您回答三个问题" in client.get("/track", params=mine).text
    said = dict.fromkeys(("responded", "solved", "satisfied"), "yes")
    assert client.post("/track/answer", data=mine | {"solved": "yes"}).status_code == 400
    assert client.post("/track/answer", data=mine | said).status_code == 303
    assert "请您回答三个问题" not in client.get("/track", params=mine).text
    assert client.post("/track/answer", data=mine | said).status_code == 422
    closed = story.take(Role.CALLBACK_CLERK, ticket.no, Step.CLOSE)
    assert (closed.status, closed.satisfied) == (Status.CLOSED, Answer.YES)
    other = story.closed()
    denied = said | {"solved": "no", "note": "当晚又灭了"}
    assert client.post("/track/answer", data=key(other.no) | denied).status_code == 303
    assert (story.now_of(other.no).status, story.now_of(other.no).round) == (Status.IN_PROGRESS, 2)
