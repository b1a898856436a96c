"""How a call ends: on an earlier ticket, refused or answered at once, with another matter."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status, Ticket
from service.flows.desk import Desk
from service.web.views.callerwords import progress, words_for_caller
from tests.installation import SignIn
from tests.stories import Story

PHONE = "13800000001"  # whoever calls in the stories
LAMP = "样例路路灯还是不亮，业主群里@物业没人理，请快一点。"
ASK = "请问公积金怎么提取？"


@pytest.fixture
def agent(sign_in: SignIn) -> TestClient:
    return sign_in(Role.AGENT)


def send(agent: TestClient, **form: str) -> str:
    made = agent.post("/tickets", data={"phone": "199-0000-1234"} | form)
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


def ticket_of(story: Story, address: str) -> Ticket:
    return story.now_of(address.partition("?")[0].rpartition("/")[2])


def test_who_comes_back_gets_no_new_ticket_and_the_unit_reads_what_he_said(
    agent: TestClient, story: Story, sign_in: SignIn
) -> None:
    ticket = story.in_progress()
    shown = agent.post("/tickets/reading", data={"text": LAMP, "phone": PHONE}).text
    way = f"note:{ticket.no}"
    assert f'name="action" value="{way}"' in shown
    assert send(agent, text=LAMP, phone=PHONE, action=way) == f"/tickets/{ticket.no}"
    assert story.now_of(ticket.no).status is Status.IN_PROGRESS
    page = agent.get(f"/tickets/{ticket.no}").text
    assert "没有另登记。可以告诉他：市城市管理局正在办，最晚" in page
    assert "诉求人又来电：样例路路灯还是不亮" in page
    handler = sign_in(Role.HANDLER)
    assert ticket.no in handler.get("/notices?tab=mentioned").text
    # Without a word there is nothing to note.
    empty = agent.post("/tickets", data={"text": " ", "phone": PHONE, "action": way})
    assert empty.status_code == 400


def test_a_closed_ticket_is_taken_up_again_with_the_callers_words(
    agent: TestClient, story: Story
) -> None:
    ticket = story.closed()
    way = f"reopen:{ticket.no}"
    shown = agent.post("/tickets/reading", data={"text": LAMP, "phone": PHONE}).text
    assert f'name="action" value="{way}"' in shown
    send(agent, text=LAMP, phone=PHONE, action=way)
    after = story.now_of(ticket.no)
    assert (after.status, after.round) == (Status.IN_PROGRESS, ticket.round + 1)


def test_what_the_hotline_may_not_take_is_refused_at_once_with_the_right_way(
    agent: TestClient, story: Story
) -> None:
    form = {"text": "法院判了我不服，你们管管。", "action": "reject"}
    bare = agent.post("/tickets", data=form | {"reason_code": "litigation"})
    assert bare.status_code == 400
    assert 'id="f-right_channel-error"' in bare.text
    where = send(agent, **form, reason_code="litigation", right_channel="向判决的法院申诉")
    ticket = ticket_of(story, where)
    assert ticket.status is Status.REJECTED
    told = agent.get(where).text
    assert "热线不受理" in told
    assert "向判决的法院申诉" in told


def test_a_question_shows_what_was_answered_before_without_names(
    agent: TestClient, story: Story
) -> None:
    reply = "网上提交，三个工作日到账，经办人 13912345678。"
    before = story.registered(text=ASK, place="")
    story.take(Role.AGENT, before.no, Step.ANSWER, reply=reply)
    part = agent.post("/tickets/reading", data={"text": ASK, "phone": "19900001234"}).text
    answers = part.partition("以前怎么答的")[2].partition("</ul>")[0]
    assert "三个工作日到账" in answers
    assert 'data-fill="#f-reply"' in answers
    assert "13912345678" not in part
    assert "相似工单" not in part  # it is shown once
    lamp = agent.post("/tickets/reading", data={"text": LAMP, "phone": "19900001234"}).text
    assert "以前怎么答的" not in lamp


def test_the_agent_reads_what_to_tell_and_goes_on_with_the_same_caller(
    agent: TestClient, story: Story, system: System
) -> None:
    where = send(agent, text="样例路路灯不亮，希望修好。", name="李大爷", action="register")
    ticket = ticket_of(story, where)
    page = agent.get(where).text
    assert "还没有提交派单" in page
    again = f"/tickets/new?same={ticket.no}"
    assert f'href="{again}"' in page
    assert f'hx-post="/tickets/{ticket.no}/caller-again"' in agent.get(again).text
    who = agent.post(f"/tickets/{ticket.no}/caller-again").text
    assert 'value="李大爷"' in who
    with system.store.read() as uow:
        assert uow.callers.was_read(story.who(Role.AGENT), ticket.no, "caller")
    assert agent.get("/tickets/new?same=20990101000001").status_code == 404


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("submit", "派出后 10 个工作日内答复"),
        ("answer", "已经当场答复"),
    ],
)
@pytest.mark.usefixtures("by_hand")
def test_what_the_caller_is_told_follows_what_became_of_it(
    agent: TestClient, way: str, words: str
) -> None:
    lamp = "样例县样例路东段路灯从昨晚开始不亮，没人管，投诉市政不作为，希望尽快修好。"
    form = {"text": lamp, "request_type": "complaint", "place": "样例路东段"}
    said = {"text": ASK, "reply": "网上办"} if way == "answer" else form
    assert words in agent.get(send(agent, **said, action=way)).text


def test_the_caller_is_told_who_has_it_and_how_far_it_is(story: Story) -> None:
    sent, answered = story.at_unit(), story.replied()
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.AGENT), story.system.now())
        assert words_for_caller(desk, sent).startswith("已经交给市城市管理局办，最晚3月")
        assert progress(desk, answered) == "市城市管理局已经答复，正在审核，之后会给他打电话。"
        late = replace(sent, due_at=desk.now - timedelta(hours=1))
        assert "已经超过期限" in progress(desk, late)


def test_several_matters_are_told_apart_while_they_are_typed(agent: TestClient) -> None:
    text = "第一，我家停水两天了。第二，社保卡丢了怎么补办？第三，楼下饭店油烟大，要求查处。"
    part = agent.post("/tickets/reading", data={"text": text}).text
    assert "话里像是 3 件事" in part
    assert part.count("data-matter=") == 3
    assert "data-matter" not in agent.post("/tickets/reading", data={"text": LAMP}).text
