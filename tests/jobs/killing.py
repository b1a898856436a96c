"""A worker that is killed, again and again, at one point of sending after another.

``python -m tests.jobs.killing DATA URL KILLS`` forks one worker per kill on the installation in
DATA, whose platform is at URL; each kills itself with SIGKILL at its point. The last one lives.
"""

import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service.bootstrap import System, build
from service.domain.notices.messages import NoticeChannel, QuietHours
from service.gateways.http import HttpGateway
from service.jobs import sending
from service.settings import Settings
from service.store.staff.notices import Notices
from tests.gateways.receiver import SECRET
from tests.installation import NOW

Hook = Callable[[System], None]


def die(*_: Any, **__: Any) -> Any:
    """What no cleaning up comes after."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> Hook:
    """Die instead of doing it."""
    return lambda _: setattr(owner, name, die)


def after(owner: Any, name: str) -> Hook:
    """Die as soon as it is done."""
    done = getattr(owner, name)

    def do(*given: Any, **more: Any) -> None:
        done(*given, **more)
        die()

    return lambda _: setattr(owner, name, do)


def posting(share: float) -> Hook:
    """Die when this share of a post has left; with all of it, before the answer is read."""

    def post(self: HttpGateway, body: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(self.url)
        lines = [f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{k}: {v}" for k, v in (headers | {"Content-Length": str(len(body))}).items()]
        whole = "\r\n".join([*lines, "", ""]).encode() + body
        with socket.create_connection((parts.hostname, parts.port)) as line:
            line.sendall(whole[: int(len(whole) * share)])
            die()
        return 0

    return lambda _: setattr(HttpGateway, "_post", post)


POINTS: dict[str, Hook] = {
    "before claiming": before(Notices, "claim"),
    "claimed, not committed": after(Notices, "claim"),
    "claimed, before sending": before(HttpGateway, "send"),
    "half sent": posting(0.5),
    "all but the end sent": posting(0.99),
    "sent, answer not read": posting(1.0),
    "acknowledged, not marked": after(HttpGateway, "send"),
    "marked, not committed": after(Notices, "end"),
    "marked": after(sending, "_end"),
}


def work(system: System, at: int, hook: Hook) -> None:
    """One worker's life, ``at`` leases after the first one's."""
    now = NOW + at * system.hotline.notices.sending.lease + timedelta(seconds=1)
    system.now = lambda: now  # type: ignore[method-assign]
    hook(system)
    sending.send_due(system)


def killed(system: System, at: int, hook: Hook) -> bool:
    """Whether a worker of its own process died at its point."""
    child = os.fork()
    if child == 0:
        work(system, at, hook)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def main(data: str, url: str, kills: str) -> int:
    """0 when every worker died at its point and the last one lived."""
    system = build(Settings(data=Path(data), _env_file=None))  # type: ignore[call-arg]
    system.gateways = {NoticeChannel.SMS: HttpGateway(url, SECRET)}
    system.hotline.notices = replace(system.hotline.notices, quiet=QuietHours(0, 0))
    system.store.engine.dispose()
    hooks = list(POINTS.values())
    deaths = [killed(system, at, hooks[at % len(hooks)]) for at in range(int(kills))]
    if not all(deaths):
        return 1
    return 1 if killed(system, len(deaths), lambda _: None) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
