"""The administrator's first day: tables fetched and brought, first passwords, what is missing."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.notices.messages import NoticeChannel
from service.domain.permissions import Role
from service.gateways.gateway import NotSent

SignIn = Callable[[Role | str], TestClient]
HEADERS = ("用户名", "姓名", "角色", "单位")


def book(*rows: tuple[str, ...]) -> dict[str, tuple[str, bytes]]:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    stream = io.BytesIO()
    made.save(stream)
    return {"file": ("表.xlsx", stream.getvalue())}


@pytest.fixture
def admin(sign_in: SignIn) -> TestClient:
    return sign_in(Role.ADMIN)


def test_new_people_get_a_password_that_lets_them_change_it_and_nothing_else(
    admin: TestClient, visit: Callable[..., TestClient]
) -> None:
    shown = admin.post("/setup/people", files=book(HEADERS, ("li", "李雷", "话务员", "")))
    assert "只显示这一次" in shown.text
    (first,) = re.findall(r"<code>([^<]+)</code>", shown.text)
    li = visit()
    assert li.post("/sign-in", data={"username": "li", "password": first}).status_code == 303
    assert li.get("/tickets/new").headers["location"] == "/password"
    assert li.get("/tickets/new", headers={"HX-Request": "true"}).status_code == 403
    assert li.get("/notices/bell").status_code == 200
    page = li.get("/password").text
    assert "现在的密码是别人给您的" in page
    li.headers["X-CSRF-Token"] = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    assert li.post("/tickets", data={"text": "路灯不亮"}).status_code == 403
    same = {"current": first, "fresh": first, "again": first}
    assert "新密码和现在的一样" in li.post("/password", data=same).text
    fresh = {"current": first, "fresh": "my-own-words-1", "again": "my-own-words-1"}
    assert li.post("/password", data=fresh).status_code == 303
    again = visit()
    again.post("/sign-in", data={"username": "li", "password": "my-own-words-1"})
    assert again.get("/tickets/new").status_code == 200


def test_a_password_that_the_administrator_sets_has_to_be_changed_too(
    admin: TestClient, system: System
) -> None:
    form = {"action": "password", "password": "told-by-phone-1"}
    assert admin.post("/people/agent", data=form).status_code == 303
    with system.store.read() as uow:
        assert uow.people.by_username("agent").must_change  # type: ignore[union-attr]


def test_a_table_with_faults_is_not_taken_and_each_is_shown(admin: TestClient) -> None:
    rows = book(HEADERS, ("li", "李雷", "话务员", ""), ("han", "韩梅", "班长", ""))
    answer = admin.post("/setup/people", files=rows)
    assert answer.status_code == 400
    assert "第 3 行：没有角色“班长”" in answer.text
    assert "没有用户" in admin.get("/people/li").text
    assert "请先选择文件" in admin.post("/setup/units").text


@pytest.mark.parametrize("query", ["", "?filled=1"])
@pytest.mark.parametrize("kind", ["places", "units", "people", "days"])
def test_every_table_can_be_fetched_empty_or_filled(
    admin: TestClient, kind: str, query: str
) -> None:
    answer = admin.get(f"/setup/{kind}.xlsx{query}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_row == 1 or query
    assert admin.get("/setup/wishes.xlsx").status_code == 404


class Gateway:
    """Takes what it is given, or not."""

    def __init__(self, *, works: bool = True) -> None:
        self.works, self.sent = works, list[str]()

    def send(self, key: str, to: str, text: str) -> None:
        del key
        if not self.works:
            raise NotSent("网关答复 500")
        self.sent.append(f"{to} {text}")


def test_what_is_missing_is_shown_and_a_tried_gateway_is_remembered(
    admin: TestClient, system: System
) -> None:
    page = admin.get("/readiness").text
    assert "从来没有备份过" in page
    assert admin.get("/").headers["location"] == "/readiness"
    answer = admin.post("/readiness/test", data={"channel": "sms", "to": "13800000000"})
    assert answer.status_code == 303
    assert "还没有配置" in admin.get("/readiness").text
    system.gateways = {NoticeChannel.SMS: Gateway(works=False)}
    admin.post("/readiness/test", data={"channel": "sms", "to": "13800000000"})
    assert "网关答复 500" in admin.get("/readiness").text
    system.gateways = {NoticeChannel.SMS: (gateway := Gateway())}
    system.settings = system.settings.model_copy(update={"sms_url": "http://127.0.0.1:9"})
    admin.post("/readiness/test", data={"channel": "sms", "to": "1380000"})
    assert "请填 11 位手机号" in admin.get("/readiness").text
    admin.post("/readiness/test", data={"channel": "sms", "to": "13800000000"})
    assert "试发成功" in admin.get("/readiness").text
    assert [said.split()[0] for said in gateway.sent] == ["13800000000"]


def test_a_full_disk_is_told_to_people_and_to_monitoring(
    system: System, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/ready").json() == {"ready": True}
    full = replace(system.installed(), free_gb=0.01)
    monkeypatch.setattr(type(system), "installed", lambda _: full)
    assert client.get("/ready").status_code == 503
