"""The scripts of the design system, clicked in a real browser under the strict policy."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import service

WEB = Path(service.__path__[0]) / "web"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
ENV = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
ENV.undefined = StrictUndefined

FORM = """{% extends "public.html" %}{% import "macros/form.html" as form %}
{% block content %}<form method="get" action="/done" data-draft="intake" data-warn-dirty>
{{ form.textarea("text", "诉求内容", maxlength=100) }}
{{ form.text_field("phone", "电话", private=true) }}
{{ form.text_field("secret", "口令", type="password") }}
<button type="submit">登记</button></form>{% endblock %}"""
REFUSED = """{% extends "public.html" %}{% import "macros/form.html" as form %}
{% block content %}<form method="get" action="/done" data-draft="refused">
{{ form.error_summary([{"field": "text", "message": "诉求内容：请填写诉求内容"}]) }}
{{ form.text_field("phone", "电话") }}
{{ form.textarea("text", "诉求内容", error="请填写诉求内容") }}</form>{% endblock %}"""
DONE = """{% extends "public.html" %}{% block content %}<p>好</p>{% endblock %}"""


def shell(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "product": "民声",
        "version": "1",
        "now": "2025-11-08T01:30:00+00:00",
        "home_url": "/",
        "csrf_token": "t",
        "flashes": [],
        "nav": [{"label": "工单", "href": "/style", "key": "1"}],
        "subnav": [],
        "roles": [],
        "user_name": "王芳",
        "sign_out_url": "/out",
        "search_url": "/search",
        "search_label": "搜工单",
    }
    return plain | changes


def pages() -> dict[str, str]:
    success = shell(flashes=[{"text": "已登记。", "kind": "success"}])
    return {
        "/style": ENV.get_template("style.html").render(shell=shell()),
        "/form": ENV.from_string(FORM).render(shell=shell()),
        "/refused": ENV.from_string(REFUSED).render(shell=shell()),
        "/signed-out": ENV.get_template("error_public.html").render(
            shell=shell(), code=401, message="登录已过期", sign_in="/sign-in?next=/form"
        ),
        "/other": ENV.from_string(DONE).render(shell=shell()),
        "/done": ENV.from_string(DONE).render(shell=success),
    }


class Handler(SimpleHTTPRequestHandler):
    """Serves the rendered pages and the static files with the policy of production."""

    def __init__(self, texts: dict[str, str], *args: Any) -> None:
        self.texts = texts
        super().__init__(*args, directory=str(WEB))

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — the name is the library's
        return

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/favicon.ico":
            self.path = "/static/favicon.ico"
        if path not in self.texts:
            super().do_GET()
            return
        body = self.texts[path].encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, pages()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    opened = chromium.new_page(viewport={"width": 1366, "height": 768})
    opened.complaints = []
    opened.on("console", lambda m: m.type == "error" and opened.complaints.append(m.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    opened.close()


def kept(page: Any) -> str:
    return str(page.evaluate("JSON.stringify(Object.entries(sessionStorage))"))


def wait_until_kept(page: Any, text: str) -> None:
    # The browser's own waiting for a condition needs eval, which the policy forbids.
    for _ in range(100):
        if text in kept(page):
            return
        page.wait_for_timeout(30)
    pytest.fail(f"{text} was not kept")


@pytest.mark.parametrize("width", [1366, 1024, 390])
def test_style_page_draws_without_complaint_and_fits_the_width(
    page: Any, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{address}/style")
    assert page.locator("#chart-trend canvas").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.hover("#chart-trend")
    assert page.complaints == []


def test_keys_move_through_the_table_and_open_the_help(page: Any, address: str) -> None:
    page.goto(f"{address}/style")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("tr.is-current").inner_text().strip().startswith("2025110700412")
    assert page.inner_text("[data-bulk-count]") == "1"
    assert page.locator(".bulk-bar button").first.is_enabled()
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    assert "Alt+P" in page.inner_text("#shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("j?")
    assert page.input_value("#site-search") == "j?"


def test_alt_key_opens_a_dialog_and_ticking_the_head_ticks_all(page: Any, address: str) -> None:
    page.goto(f"{address}/style")
    page.keyboard.press("Alt+o")
    assert page.evaluate("document.activeElement.id") == "f-dialog-unit"
    page.keyboard.press("Escape")
    page.check("[data-select-all]")
    assert page.inner_text("[data-bulk-count]") == "6"


def test_draft_survives_leaving_and_never_holds_private_fields(page: Any, address: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{address}/form")
    page.fill("#f-text", "路灯不亮")
    page.fill("#f-phone", "13800000000")
    page.fill("#f-secret", "hunter2")
    assert page.inner_text("[data-counter-for=f-text]") == "4 / 100 字"
    wait_until_kept(page, "路灯不亮")
    assert "13800000000" not in kept(page)
    assert "hunter2" not in kept(page)
    page.goto(f"{address}/other")
    page.goto(f"{address}/form")
    assert page.input_value("#f-text") == "路灯不亮"
    assert page.input_value("#f-phone") == ""
    page.click("text=不要了，清空")
    assert page.input_value("#f-text") == ""
    assert "路灯不亮" not in kept(page)


def test_a_restored_draft_is_restored_again_after_more_was_typed(page: Any, address: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{address}/form")
    page.fill("#f-text", "路灯不亮")
    wait_until_kept(page, "路灯不亮")
    page.reload()
    page.fill("#f-text", page.input_value("#f-text") + "，三天了")
    wait_until_kept(page, "三天了")
    page.reload()
    assert page.input_value("#f-text") == "路灯不亮，三天了"


def test_a_draft_outlives_the_page_that_asks_to_sign_in_again(page: Any, address: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{address}/signed-out")
    assert not page.is_visible("[data-draft-kept]")
    page.goto(f"{address}/form")
    page.fill("#f-text", "路灯不亮")
    page.evaluate("document.querySelector('form').action = '/signed-out'")
    page.click("button[type=submit]")
    page.wait_for_url("**/signed-out*")
    assert page.is_visible("[data-draft-kept]")
    assert page.get_attribute(".public-main a.button", "href") == "/sign-in?next=/form"
    page.goto(f"{address}/form")
    assert page.input_value("#f-text") == "路灯不亮"


def test_what_a_paste_lost_is_said(page: Any, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/form")
    page.evaluate("navigator.clipboard.writeText('灯'.repeat(130))")
    page.click("#f-text")
    page.keyboard.press("Control+v")
    page.locator("[data-counter-for=f-text]", has_text="最后 30 字没有放进来").wait_for()
    page.keyboard.press("Backspace")
    assert page.inner_text("[data-counter-for=f-text]") == "99 / 100 字"


def test_after_a_refusal_the_cursor_is_in_the_field_and_mending_takes_the_word_back(
    page: Any, address: str
) -> None:
    page.goto(f"{address}/refused")
    assert page.evaluate("document.activeElement.id") == "f-text"
    page.keyboard.type("灯")
    assert page.locator(".field-error, .has-error, [data-error-summary]").count() == 0


def test_draft_is_forgotten_once_the_server_says_it_arrived(page: Any, address: str) -> None:
    page.goto(f"{address}/form")
    page.fill("#f-text", "路灯不亮")
    page.click("button[type=submit]")
    page.wait_for_url("**/done*")
    assert "路灯不亮" not in kept(page)


def test_leaving_a_changed_form_asks_first(page: Any, address: str) -> None:
    asked: list[str] = []

    def accept(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto(f"{address}/form")
    page.click("#f-text")
    page.keyboard.type("a")
    page.goto(f"{address}/other")
    assert asked == ["beforeunload"]


def test_refused_confirmation_stops_the_click(page: Any, address: str) -> None:
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.goto(f"{address}/style")
    page.evaluate(
        "document.querySelector('[data-confirm]').addEventListener('click',"
        " () => document.body.setAttribute('data-went', ''))"
    )
    page.click("[data-confirm]")
    assert page.get_attribute("body", "data-went") is None


def test_time_left_counts_by_the_clock_of_the_server(page: Any, address: str) -> None:
    # The page says that it is 2025-11-08 09:30 in Shanghai, whatever this machine thinks.
    page.goto(f"{address}/style")
    chip = "[data-due='2025-11-08T02:50:00Z']"
    assert page.inner_text(chip) == "剩 1 小时 20 分"
    assert "soon" in page.get_attribute(chip, "class")
    assert page.inner_text("[data-due='2025-11-08T00:30:00Z']") == "超期 1 小时"
