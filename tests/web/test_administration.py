"""Accounts, units, catalogue and audit, as pages."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from tests.installation import UNIT, Clock, SignIn
from tests.stories import LAMP, Story

pytestmark = pytest.mark.usefixtures("by_hand")

NEW = {"username": "Wang.Li", "name": "王莉", "password": "long-enough-1", "roles": ["agent"]}


def row_of(system: System, username: str) -> Any:
    with system.store.read() as uow:
        row = uow.people.by_username(username)
        assert row is not None
        return (list(row.roles), row.unit, row.is_active)


# ---- accounts ------------------------------------------------------------------------------------


def test_a_new_account_can_sign_in(system: System, sign_in: SignIn, client: TestClient) -> None:
    answer = sign_in(Role.ADMIN).post("/people", data=NEW)
    assert answer.status_code == 303
    assert row_of(system, "wang.li") == (["agent"], "", True)
    form = {"username": "wang.li", "password": NEW["password"]}
    assert client.post("/sign-in", data=form).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "agent"}, "已经有了"),
        ({"password": "short"}, "密码至少"),
        ({"roles": []}, "至少给一个角色"),
        ({"roles": ["unit_clerk"]}, "要写明单位"),
        ({"roles": ["unit_clerk"], "unit": "月球局"}, "没有单位"),
        ({"unit": UNIT}, "热线的角色不写单位"),
        ({"username": " "}, "都要填"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    sign_in: SignIn, change: dict[str, Any], words: str
) -> None:
    answer = sign_in(Role.ADMIN).post("/people", data=NEW | change)
    assert answer.status_code == 400
    assert words in answer.text
    assert 'value="王莉"' in answer.text
    assert "long-enough-1" not in answer.text


def test_a_unit_is_named_by_what_people_call_it(system: System, sign_in: SignIn) -> None:
    with system.store.read() as uow:
        name = next(unit.name for unit in uow.catalogues.units() if unit.code == UNIT)
    form = NEW | {"roles": ["unit_clerk", "handler"], "unit": name}
    assert sign_in(Role.ADMIN).post("/people", data=form).status_code == 303
    assert row_of(system, "wang.li") == (["handler", "unit_clerk"], UNIT, True)


def test_a_shut_account_is_signed_out_at_once(system: System, sign_in: SignIn) -> None:
    agent, admin = sign_in(Role.AGENT), sign_in(Role.ADMIN)
    assert agent.get("/tickets").status_code == 200
    assert admin.post("/people/agent", data={"action": "disable"}).status_code == 303
    assert agent.get("/tickets").status_code == 303
    assert row_of(system, "agent")[2] is False
    assert admin.post("/people/agent", data={"action": "enable"}).status_code == 303
    assert row_of(system, "agent")[2] is True


def test_changing_roles_changes_what_the_person_may_do(system: System, sign_in: SignIn) -> None:
    form = {"action": "roles", "roles": ["reviewer"]}
    assert sign_in(Role.ADMIN).post("/people/agent", data=form).status_code == 303
    agent = sign_in(Role.AGENT)
    assert agent.get("/review").status_code == 200
    assert agent.get("/tickets/new").status_code == 403


def test_an_administrator_cannot_shut_the_door_behind_themselves(
    system: System, sign_in: SignIn
) -> None:
    admin = sign_in(Role.ADMIN)
    for form in ({"action": "disable"}, {"action": "roles", "roles": ["agent"]}):
        answer = admin.post("/people/admin", data=form)
        assert answer.status_code == 422
        assert "另一位管理员" in answer.text
    assert row_of(system, "admin") == (["admin"], "", True)


def test_a_new_password_replaces_the_old_one(sign_in: SignIn, client: TestClient) -> None:
    form = {"action": "password", "password": "another-one-2"}
    assert sign_in(Role.ADMIN).post("/people/agent", data=form).status_code == 303
    old = {"username": "agent", "password": "correct-horse-1"}
    assert client.post("/sign-in", data=old).status_code == 401
    assert client.post("/sign-in", data=old | {"password": "another-one-2"}).status_code == 303


def test_changes_of_accounts_stand_in_the_audit(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    admin.post("/people", data=NEW)
    admin.post("/people/agent", data={"action": "disable"})
    page = sign_in(Role.AUDITOR).get("/audit", params={"tab": "accesses"}).text
    assert "开通账号 wang.li" in page
    assert "停用账号 agent" in page


def test_the_list_narrows_by_name_role_and_state(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    admin.post("/people/agent", data={"action": "disable"})
    shut = admin.get("/people", params={"state": "shut"}).text
    assert ">agent<" in shut
    assert ">dispatcher<" not in shut
    units = admin.get("/people", params={"role": "unit_clerk"}).text
    assert ">unit_clerk<" in units
    assert ">handler<" not in units
    assert "没有符合条件的账号" in admin.get("/people", params={"q": "查无此人"}).text


def test_an_unknown_account_is_not_found(sign_in: SignIn) -> None:
    assert sign_in(Role.ADMIN).get("/people/nobody").status_code == 404


# ---- units and catalogue -------------------------------------------------------------------------


def test_units_say_what_they_hold(story: Story, sign_in: SignIn) -> None:
    story.at_unit()
    page = sign_in(Role.DISPATCHER).get("/units", params={"q": UNIT}).text
    assert f'href="/tickets?unit={UNIT}&amp;status=open">1</a>' in page
    assert "/tickets?unit" not in sign_in(Role.ADMIN).get("/units").text


def test_the_catalogue_is_searched_by_words_and_groups(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    overview = client.get("/catalogue").text
    assert "供水供电供气供热" in overview
    found = client.get("/catalogue", params={"q": "停水"}).text
    assert "突发停水" in found
    assert "没有这样的主题" in client.get("/catalogue", params={"q": "外星人"}).text


def test_a_topic_says_who_leads_and_where_it_would_go(sign_in: SignIn) -> None:
    client = sign_in(Role.ANALYST)
    page = client.get("/catalogue/030101").text
    assert "突发停水" in page
    assert "按派单目录" in page
    assert "加急，由派单员派单，不自动派" in page
    assert "近九十天 0 件" in page
    assert "没有这个地区" in client.get("/catalogue/030101", params={"area": "月球"}).text
    assert client.get("/catalogue/999999").status_code == 404
    assert "近九十天" not in sign_in(Role.ADMIN).get("/catalogue/030101").text


# ---- audit ---------------------------------------------------------------------------------------


def test_the_auditor_sees_who_did_what_but_not_the_content(story: Story, sign_in: SignIn) -> None:
    ticket = story.replied()
    page = sign_in(Role.AUDITOR).get("/audit").text
    assert ticket.no in page
    assert "提交答复" in page
    assert LAMP[:10] not in page
    assert ticket.title not in page
    assert "线路故障" not in page
    assert sign_in(Role.AUDITOR).get(f"/tickets/{ticket.no}").status_code == 403


def test_the_audit_narrows_by_person_ticket_step_and_day(
    story: Story, sign_in: SignIn, clock: Clock
) -> None:
    first = story.in_progress()
    clock.advance(days=3)
    second = story.registered()
    auditor = sign_in(Role.AUDITOR)

    def rows(**given: str) -> str:
        return auditor.get("/audit", params=given).text

    assert second.no not in rows(no=first.no)
    assert first.no in rows(who="unit_clerk")
    assert second.no not in rows(who="测试unit_clerk")
    assert first.no not in rows(who="没有这个人")
    assert "没有符合条件的记录" in rows(step=Step.CLOSE.value)
    assert second.no not in rows(to="2026-03-11")
    assert first.no not in rows(**{"from": "2026-03-12"})
    assert "日期要写成" in rows(to="昨天")


def test_looking_at_a_caller_stands_in_the_audit(story: Story, sign_in: SignIn) -> None:
    ticket = story.registered()
    sign_in(Role.AGENT).post(f"/tickets/{ticket.no}/caller")
    page = sign_in(Role.AUDITOR).get("/audit", params={"tab": "accesses"}).text
    assert "查看诉求人信息" in page
    assert ticket.no in page
    assert "王先生" not in page


def test_the_audit_pages_without_gaps_or_doubles(story: Story, sign_in: SignIn) -> None:
    numbers = [story.waiting().no for _ in range(60)]
    auditor = sign_in(Role.AUDITOR)
    first = auditor.get("/audit")
    older = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = auditor.get(older)
    shown = first.text + second.text
    assert [
        shown.count(f'<td>提交派单</td>\n<td class="no"><a href="/audit?no={no}') for no in numbers
    ] == [1] * 60
    assert auditor.get("/audit", params={"cursor": "nonsense"}).status_code == 200
