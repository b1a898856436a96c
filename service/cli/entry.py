"""Puts the commands together, runs one, and turns whatever goes wrong into one line."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence

import typer

from service.cli import (
    backup,
    benching,
    catalogues,
    demo,
    importing,
    insight,
    keeping,
    keys,
    measuring,
    month,
    outbreaks,
    patterns,
    readers,
    readiness,
    reading,
    reports,
    running,
    units,
    users,
)
from service.cli.chinese import Group, usage_problem
from service.cli.installation import close_all
from service.cli.output import fail, say

OK, FAULT, BAD, INTERRUPTED = 0, 1, 2, 130
_OURS = frozenset({"ArtefactMismatch", "CannotTrain", "CatalogueError", "BadFrame"})
"""Errors of models and analytics whose message is meant for people."""
_REASONS = {
    errno.ENOENT: "不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的磁盘只能读",
    errno.ENOSPC: "磁盘满了",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中间有一个不是文件夹",
}

app = typer.Typer(
    cls=Group,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="民声：政务服务便民热线 12345 的工单、分析与月调度系统。",
)
for group in (
    *(running, demo, importing, month, reports, reading, readers, measuring, insight),
    *(outbreaks, patterns),
    *(keeping, backup, users, keys, units, catalogues, readiness, benching),
):
    group.add_to(app)


def execute(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status: 0, 2 for bad usage or bad input, 1 for no."""
    os.umask(os.umask(0o077) | 0o027)  # what is written here is about people: not for everybody
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal may not know every character
    try:
        status = app(list(arguments), prog_name="minsheng", standalone_mode=False)
    except typer.TyperException as problem:
        return _misused(problem)
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except Exception as problem:
        return _failed(problem)
    finally:
        close_all()
    if status == INTERRUPTED:
        say("已中断。")
    return status if isinstance(status, int) else OK


def _misused(problem: typer.TyperException) -> int:
    if type(problem).__name__ == "NoArgsIsHelpError":
        print(problem.message)
        return OK
    fail(usage_problem(problem))
    return BAD


def _failed(problem: Exception) -> int:
    """Say what went wrong: an expected error in its own words, a fault of ours by its kind."""
    if isinstance(problem, OSError) and problem.errno == errno.EPIPE:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (whoever read us has gone)
        return OK
    message = _words(problem)
    if message is not None:
        fail(message)
        return BAD
    if os.environ.get("MINSHENG_LOG_LEVEL", "").upper() == "DEBUG":
        traceback.print_exception(problem)
    fail(
        f"程序出了意外（{type(problem).__name__}），这不是您的错。"
        "设 MINSHENG_LOG_LEVEL=DEBUG 再运行一次，把显示的内容交给维护人员。"
    )
    return FAULT


def _words(problem: Exception) -> str | None:
    from sqlalchemy.exc import OperationalError

    from service.domain.errors import DomainError
    from service.store.database.failures import meaning_of

    if isinstance(problem, DomainError):
        return problem.message
    if isinstance(problem, OSError) and problem.filename:
        reason = _REASONS.get(problem.errno or 0, problem.strerror or "读写出错")
        return f"“{problem.filename}”{reason}。"
    if isinstance(problem, OperationalError):
        return meaning_of(problem)
    named = type(problem).__name__ in _OURS
    return str(problem) if named else None
