"""A running server and a real browser. Without Chromium the tests skip and say what to install."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from service.bootstrap import System
from service.domain.permissions import Role
from service.web.app import create_app
from service.web.sessions import COOKIE

HOW_TO = "no Chromium: sh tests/browser/install.sh as root, or install it by hand"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000  # milliseconds; a page that takes longer is broken


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, and one worker runs them all."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


class Threaded(uvicorn.Server):
    """A server that lives in a thread of the test."""

    def install_signal_handlers(self) -> None:
        """Signals are the test runner's."""

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"


@pytest.fixture
def live(system: System) -> Iterator[str]:
    """The address of the running installation."""
    app = create_app(system)
    server = Threaded(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    assert server.started, "the server did not start"
    yield server.url
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    sync_api = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((path for name in names if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(HOW_TO)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_as(
    live: str, chromium: Any, sign_in: Callable[[Role | str], Any]
) -> Iterator[Callable[[Role | str], Any]]:
    """``open_as(role)``: a fresh window signed in as that person; what goes wrong in it fails.

    ``open_as.everybody_leaves()`` closes all windows.
    """
    contexts, wrong = [], list[str]()

    def opened(role: Role | str) -> Any:
        client = sign_in(role)
        context = chromium.new_context(base_url=live, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(PATIENCE)
        token = client.cookies.get(COOKIE)
        context.add_cookies([{"name": COOKIE, "value": token, "url": live}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{role}: {error}"))
        page.on("console", lambda said: _note(wrong, role, said))
        return page

    def leave() -> None:
        """Everybody closes the window: done before days go by, at whose end sessions are over."""
        while contexts:
            contexts.pop().close()

    opened.everybody_leaves = leave  # type: ignore[attr-defined]
    yield opened
    leave()
    assert wrong == []


# Not faults: a form refused on purpose is answered with 4xx, and a reading that was overtaken by
# more typing is called off.
EXPECTED = (
    "status of 4",
    "Status Error Code 401",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:abort",
)


def _note(wrong: list[str], role: Role | str, said: Any) -> None:
    if said.type == "error" and not any(part in said.text for part in EXPECTED):
        wrong.append(f"{role}: {said.text}")
