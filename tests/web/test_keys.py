"""Keys for other systems, as pages."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.permissions import Role
from service.flows.staff.keys import KeyLine, key_lines
from tests.installation import Clock, SignIn

pytestmark = pytest.mark.usefixtures("by_hand")

WEBSITE = {"name": "市政府网站", "kind": "channel", "channel": "web"}


def lines(system: System) -> list[KeyLine]:
    with system.store.read() as uow:
        return key_lines(uow)


def test_a_key_is_shown_once_works_tells_when_it_was_used_and_ends_when_withdrawn(
    system: System, sign_in: SignIn, client: TestClient, clock: Clock
) -> None:
    admin = sign_in(Role.ADMIN)
    made = admin.post("/keys", data=WEBSITE)
    (token,) = set(re.findall(r"ms_[\w-]{40,}", made.text))
    assert (lines(system)[0].channel, lines(system)[0].used_at) == ("web", None)
    assert token not in admin.get("/keys").text
    again = admin.post("/keys", data=WEBSITE)
    assert again.status_code == 400
    assert "已经有在用的密钥叫“市政府网站”" in again.text

    def call() -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return client.get("/api/v1/tickets/2026010100001", headers=headers).status_code

    assert call() == 404
    first = lines(system)[0].used_at
    assert first == clock()
    clock.advance(minutes=30)
    call()
    assert lines(system)[0].used_at == first
    clock.advance(hours=1)
    call()
    assert lines(system)[0].used_at == first + timedelta(hours=1, minutes=30)

    assert admin.post("/keys/revoke", data={"key": lines(system)[0].id}).status_code == 303
    assert call() == 401
    page = admin.get("/keys").text
    assert "吊销</span>" in page
    assert 'value="' + lines(system)[0].id not in page
    audit = sign_in(Role.AUDITOR).get("/audit?tab=accesses").text
    assert "生成接口密钥 市政府网站" in audit
    assert "吊销接口密钥 市政府网站" in audit


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "写明给哪个系统用"),
        ({"channel": "pigeon"}, "没有这个渠道"),
        ({"kind": "person", "username": "nobody"}, "没有用户"),
        ({"kind": "person", "username": ""}, "写明用户名"),
    ],
)
def test_what_a_key_lacks_is_said(
    system: System, sign_in: SignIn, change: dict[str, str], words: str
) -> None:
    answer = sign_in(Role.ADMIN).post("/keys", data=WEBSITE | change)
    assert answer.status_code == 400
    assert words in answer.text
    assert lines(system) == []


def test_the_key_of_an_account_says_whose_and_that_it_is_idle(
    system: System, sign_in: SignIn
) -> None:
    admin = sign_in(Role.ADMIN)
    admin.post("/keys", data={"name": "上级平台", "kind": "person", "username": "agent"})
    assert "（agent，话务员）一样" in admin.get("/keys").text
    admin.post("/people/agent", data={"action": "disable"})
    assert "账号已停用，用不了" in admin.get("/keys").text
    shut = {"name": "另一个", "kind": "person", "username": "agent"}
    assert "已停用，不能用它生成密钥" in admin.post("/keys", data=shut).text
