"""The pages of the dispatch catalogue: looking up, the draft, forms, spreadsheets."""

import re

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import System
from service.domain.permissions import Role
from service.jobs import rereading
from tests.installation import Clock, SignIn
from tests.stories import LAMP, Story


@pytest.fixture
def admin(sign_in: SignIn) -> TestClient:
    return sign_in(Role.ADMIN)


@pytest.fixture
def light(system: System) -> str:
    """The code of the topic for street lamps."""
    with system.store.read() as uow:
        items = system.hotline.catalogue(uow, system.now()).items
    return next(code for code, item in items.items() if item.path[-1] == "路灯不亮")


def form_of(client: TestClient, url: str) -> dict[str, str]:
    """What the form of a topic holds, as a browser would send it back."""
    text = client.get(url).text
    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*type="text" value="([^"]*)"', text))
    values |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n([^<]*)</textarea>', text))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="(\w*)" selected', options)
        values[name] = chosen[1] if chosen else ""
    seen = re.search(r'name="seen" value="([^"]*)"', text)
    assert seen is not None
    return {**values, "seen": seen[1]}


def stamp_of(client: TestClient) -> str:
    found = re.search(r'name="stamp" value="([^"]*)"', client.get("/catalogue/draft").text)
    assert found is not None
    return found[1]


def test_it_is_searched_by_what_callers_say_and_by_family(admin: TestClient) -> None:
    page = admin.get("/catalogue", params={"q": "一滴水都没有"}).text
    assert "突发停水" in page
    assert "一滴水都没有”" in page
    gas = admin.get("/catalogue", params={"family": "gas_company"}).text
    assert "燃气" in gas
    assert "突发停水" not in gas


def test_a_topic_tells_all_that_is_known_of_it(admin: TestClient, sign_in: SignIn) -> None:
    page = admin.get("/catalogue/030101").text
    for words in ("怎么认出来", "停水计划查询", "随系统提供", "高发月份", "1 月"):
        assert words in page
    assert 'href="/catalogue/030102"' in page
    assert "修改</a>" in page
    agent = sign_in(Role.AGENT).get("/catalogue/030101").text
    assert "修改</a>" not in agent
    assert "/tickets?topic=030101&amp;month=2026-02" in agent


def test_a_change_goes_through_form_draft_and_publication(
    admin: TestClient, light: str, sign_in: SignIn
) -> None:
    url = f"/catalogue/draft/topics/{light}"
    given = form_of(admin, url)
    answer = admin.post(url, data={**given, "lead_city": "landscaping", "co_units": "城管、住建"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalogue/draft")
    draft = admin.get("/catalogue/draft").text
    assert "→ 园林" in draft
    assert "测试admin" in draft
    form = {"stamp": stamp_of(admin), "effective_on": "2026-03-10", "note": ""}
    refused = admin.post("/catalogue/draft/publish", data=form)
    assert refused.status_code == 400
    assert "为什么改" in refused.text
    done = admin.post("/catalogue/draft/publish", data={**form, "note": "路灯划归园林"})
    assert done.status_code == 303
    page = admin.get(f"/catalogue/{light}").text
    assert "路灯划归园林" in page
    assert "测试admin发布" in page
    listed = admin.get("/catalogue/draft").text
    assert "改回这一版" in listed
    assert "没有改动" in listed
    audit = sign_in(Role.AUDITOR).get("/audit", params={"tab": "accesses"}).text
    assert "发布派单目录 2-" in audit


def test_what_is_wrong_stands_at_the_field_and_the_rest_is_kept(
    admin: TestClient, light: str
) -> None:
    url = f"/catalogue/draft/topics/{light}"
    given = form_of(admin, url)
    answer = admin.post(url, data={**given, "definition": "", "words": "灯泡、灯杆"})
    assert answer.status_code == 400
    assert "一句话说明什么算" in answer.text
    assert "灯泡、灯杆" in answer.text
    new = admin.post("/catalogue/draft/new", data={"code": light, "level3": "新事"})
    assert new.status_code == 400
    assert "请换一个" in new.text
    assert 'value="新事"' in new.text


def test_the_second_of_two_is_told_and_keeps_the_input(
    admin: TestClient, sign_in: SignIn, light: str
) -> None:
    url, analyst = f"/catalogue/draft/topics/{light}", sign_in(Role.ANALYST)
    first, second = form_of(admin, url), form_of(analyst, url)
    assert analyst.post(url, data={**second, "lead_city": "landscaping"}).status_code == 303
    answer = admin.post(url, data={**first, "level3": "路灯全不亮"})
    assert answer.status_code == 409
    assert "测试analyst刚改过" in answer.text
    assert "→ 园林" in answer.text
    assert 'value="路灯全不亮"' in answer.text
    seen = re.search(r'name="seen" value="([^"]*)"', answer.text)
    assert seen is not None
    again = admin.post(url, data={**first, "level3": "路灯全不亮", "seen": seen[1]})
    assert again.status_code == 303
    stale = admin.post("/catalogue/draft/discard", data={"stamp": "1.1"})
    assert stale.status_code == 409
    assert admin.post(f"{url}/undo", data={"seen": "1.2"}).status_code == 303
    assert "没有改动" in admin.get("/catalogue/draft").text
    assert admin.post("/catalogue/draft/discard", data={"stamp": "1.3"}).status_code == 303


def test_a_proposal_fills_the_form_in(admin: TestClient, light: str) -> None:
    url = f"/catalogue/draft/topics/{light}"
    filled = form_of(admin, f"{url}?lead_city=landscaping&words=x")
    assert (filled["lead_city"], filled["words"]) == ("landscaping", "x")
    new = admin.get("/catalogue/draft/new", params={"level1": "新大类"}).text
    assert 'value="新大类"' in new
    assert admin.get("/catalogue/draft/topics/999999").status_code == 404


def test_a_spreadsheet_goes_out_and_comes_back_as_the_draft(admin: TestClient, light: str) -> None:
    text = admin.get("/catalogue.csv").text
    assert text.startswith("code,level1,")
    rows = text.splitlines()

    def send(content: str) -> object:
        files = {"file": ("目录.csv", content.encode(), "text/csv")}
        return admin.post("/catalogue/draft/upload", files=files, data={"stamp": stamp_of(admin)})

    refused = send("\n".join(rows[:-1]))
    assert refused.status_code == 400  # type: ignore[attr-defined]
    assert "后继主题" in refused.text  # type: ignore[attr-defined]
    assert "没有改动" in admin.get("/catalogue/draft").text
    place = next(i for i, line in enumerate(rows) if line.startswith(light))
    rows[place] = rows[place].replace(",normal,", ",urgent,", 1)
    assert send("\n".join(rows)).status_code == 303  # type: ignore[attr-defined]
    assert "时限类别：一般 → 加急" in admin.get("/catalogue/draft").text
    assert "urgent" in admin.get("/catalogue.csv?version=draft").text
    none = admin.post("/catalogue/draft/upload", data={"stamp": stamp_of(admin)})
    assert "请先选择" in none.text
    assert admin.get("/catalogue.xlsx?version=nope").status_code == 404


def test_last_months_tickets_are_listed_for_who_may_see_them(
    system: System, sign_in: SignIn, light: str, clock: Clock
) -> None:
    system.hotline.auto_dispatch = False
    ticket = Story(system).registered(LAMP)
    clock.advance(days=25)
    analyst, admin = sign_in(Role.ANALYST), sign_in(Role.ADMIN)
    url = f"/catalogue/draft/topics/{light}"
    given = form_of(analyst, url)
    analyst.post(url, data={**given, "words": "灯", "lead_city": "tax", "lead_county": "tax"})
    page = analyst.get("/catalogue/draft").text
    assert "换主办单位" in page
    assert f"/tickets?topic={light}&amp;month=2026-03" in page
    assert "还没有按现在的草稿试读" in page
    assert ticket.no in analyst.get("/catalogue/draft/effects.csv").text
    told = admin.get("/catalogue/draft/effects.csv").text
    assert ticket.no not in told
    assert "税务" in told
    assert f"/tickets?topic={light}" not in admin.get("/catalogue/draft").text


def test_texts_are_reread_in_the_background(
    system: System, sign_in: SignIn, light: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Story(system).registered(LAMP)
    clock.advance(days=25)
    admin = sign_in(Role.ADMIN)
    assert admin.post("/catalogue/draft/reread").status_code == 422
    url = f"/catalogue/draft/topics/{light}"
    admin.post(url, data={**form_of(admin, url), "words": "灯"})
    reader = system.hotline.reader
    monkeypatch.setattr(rereading, "make_reader", lambda *_: reader)
    found = rereading.run_rereading(system, system.now())
    assert found is not None
    assert found.counts == {"reread": 1, "otherwise": 0}
    page = admin.get("/catalogue/draft").text
    assert "试读了 1 件：0 件结果不同" in page
    assert "目录试读（草稿 1）已完成" in admin.get("/catalogue/draft/progress").text
