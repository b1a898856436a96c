"""``minsheng run``, ``serve`` and ``worker``: the hotline at work."""

import errno
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command
from service.cli.demo import build_if_empty
from service.cli.installation import Data, set_up_logs, settings_of, to_be_closed
from service.cli.output import say

if TYPE_CHECKING:
    from service.bootstrap import System
    from service.flows.staff.demonstration import DemoRole
    from service.settings import Settings

_INTERRUPTED = 130
_REASONS = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EACCES: "没有权限用这个端口",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}

Host = Annotated[
    str, typer.Option(metavar="ADDRESS", help="监听的地址；0.0.0.0 让别的机器也能访问")
]
Port = Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="监听的端口")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("run", cls=Command)(run)
    app.command("serve", cls=Command)(serve)
    app.command("worker", cls=Command)(worker)


def run(
    host: Host = "127.0.0.1",
    port: Port = 8012,
    data: Data = None,
    demo_if_empty: Annotated[bool, typer.Option("--demo-if-empty", hidden=True)] = False,
) -> None:
    """启动网站，定时任务也在同一个进程里；按 Ctrl-C 停止。"""
    _listen(host, port).close()  # better told now than when the city has been built
    if demo_if_empty:
        build_if_empty(settings_of(data))
    system = open_for_serving(settings_of(data))
    from service.jobs import scheduler

    with _listen(host, port) as listener:
        stop = scheduler.start(system)
        try:
            _serve(system, listener)
        finally:
            _stop(stop)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8012,
    workers: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="几个进程")] = 1,
    data: Data = None,
) -> None:
    """只启动网站，不跑定时任务；另用 minsheng worker 跑。"""
    with _listen(host, port) as listener:
        system = open_for_serving(settings_of(data))
        if workers == 1:
            _serve(system, listener)
        else:
            _serve_many(system, listener, workers)


def worker(data: Data = None) -> None:
    """只跑定时任务：每夜催办督办，每月热点、议题和月报。"""
    system = open_for_serving(settings_of(data))
    from service.jobs import scheduler

    with _stopped_by_signals():
        stop = scheduler.start(system)
        try:
            say("定时任务已启动，按 Ctrl-C 停止。")
            signal.pause()
        finally:
            _stop(stop)


def open_for_serving(settings: "Settings") -> "System":
    """The installation with its logs set up and the built-in catalogue in it."""
    from service.bootstrap import build, seed
    from service.settings import unknown_settings

    set_up_logs(settings, settings.log_level)
    for name in unknown_settings():
        say(f"注意：没有这个设置，不起作用：{name}")
    system = to_be_closed(build(settings))
    seed(system)
    return system


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ``BadInput`` when the port is taken or the address is not ours."""
    from service.domain.errors import BadInput

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as problem:
        listener.close()
        advice = "请停掉占用它的程序，或用 --port 换一个端口、--host 换一个地址"
        reason = _REASONS.get(problem.errno or 0, "没有这个地址")
        raise BadInput(f"不能在 {host} 的端口 {port} 上启动：{reason}。{advice}。") from problem
    return listener


def _serve(system: "System", listener: socket.socket) -> None:
    """Serve until a signal comes; the address is printed when the first request can come."""
    import uvicorn

    from service.web.app import create_app

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            _greet(system, listener)

    config = uvicorn.Config(
        create_app(system), log_config=None, access_log=False, server_header=False
    )
    with _stopped_by_signals():
        Server(config).run(sockets=[listener])


def _serve_many(system: "System", listener: socket.socket, workers: int) -> None:
    """Serve with several processes that share the port and the database."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    os.environ["MINSHENG_DATA"] = str(system.settings.data.resolve())
    _greet(system, listener)
    system.store.engine.dispose()  # connections must not cross into the processes
    config = uvicorn.Config(
        "service.cli.asgi:create",
        factory=True,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    Multiprocess(config, sockets=[listener]).run()
    say("已停止。")


def _greet(system: "System", listener: socket.socket) -> None:
    from service.flows.staff import demonstration

    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"民声已启动：http://{shown}:{port}  （按 Ctrl-C 停止）", flush=True)
    with system.store.read() as uow:
        if system.settings.demo:
            _print_accounts(demonstration.accounts(uow), demonstration.PASSWORD)
        elif not uow.people.all():
            print("还没有账号，另开一个终端运行：minsheng user add 用户名 --name 姓名 --role admin")
    sys.stdout.flush()


def _print_accounts(roles: list["DemoRole"], password: str) -> None:
    from service.labels import label

    print(f"演示账号（密码都是 {password}，登录页上可按单位查找）：")
    for group in roles:
        unit = f"（{group.first.unit}）" if group.first.unit else ""
        print(f"  {group.first.username:<20}{label(group.role)}{unit}")


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, and take either for success."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with suppress(KeyboardInterrupt):
            yield
        say("已停止。")
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(stop: Callable[[], None]) -> None:
    """Let a running job come to its end; a second Ctrl-C ends it, and it runs again at start."""
    try:
        stop()
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
