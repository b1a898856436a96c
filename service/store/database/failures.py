"""What a failing database means, where somebody can do something about it."""

import errno
from typing import Any

from sqlalchemy.exc import DBAPIError

_POSTGRES_FULL = "53100"
_SQLITE_FULL = "disk is full"
_IN_ADDRESS = "密码里有 @ / # : ? 等符号的，在 MINSHENG_DATABASE_URL 里要写成 %40 %2F %23 %3A %3F"
# What a driver says, in its own English, and what it means for whoever runs the installation.
_MEANINGS = (
    ("failed to resolve host", f"找不到数据库主机。核对地址；{_IN_ADDRESS}"),
    ("connection refused", "连不上数据库服务器。看它启动没有，地址和端口对不对"),
    ("no such file or directory", "连不上数据库服务器。看它启动没有，地址和端口对不对"),
    ("timeout expired", "连数据库服务器超时。看网络和防火墙通不通"),
    ("password authentication failed", f"数据库的用户名或密码不对。{_IN_ADDRESS}"),
    ("no password supplied", f"数据库要密码。{_IN_ADDRESS}"),
    ("no pg_hba.conf entry", "数据库服务器不许这台机器连。请在它的 pg_hba.conf 里放行"),
    ("does not exist", "没有这个数据库或用户。请先 createuser、createdb，见运行手册“PostgreSQL”"),
    ("too many clients", "数据库的连接用完了。见运行手册“PostgreSQL”的连接数"),
    ("remaining connection slots", "数据库的连接用完了。见运行手册“PostgreSQL”的连接数"),
    ("permission denied", "这个数据库用户没有建表的权限。请把数据库的属主设为它"),
    ("database is locked", "数据库正忙，别的程序一直占着。过一会儿再试"),
    ("unable to open database file", "数据库文件打不开。核对数据目录的属主和权限"),
    ("disk i/o error", "磁盘读写出错。请检查磁盘，再从备份恢复"),
)


def is_disk_full(problem: BaseException) -> bool:
    """Whether nothing could be written because there is no room left, here or at the database."""
    if isinstance(problem, OSError):
        return problem.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(problem, DBAPIError):
        return False
    cause: Any = problem.orig
    return getattr(cause, "sqlstate", "") == _POSTGRES_FULL or _SQLITE_FULL in str(cause)


def meaning_of(problem: DBAPIError) -> str:
    """What a failure of the database means and what to do, in Chinese; else what the driver said.

    What the driver said is not repeated where it is understood: it may hold a part of the password.
    """
    told = str(problem.orig).strip().splitlines()[0] if str(problem.orig).strip() else "没有说明"
    low = told.lower()
    if is_disk_full(problem):
        return "数据库用不了：磁盘满了。腾出空间再试。"
    found = next((words for sign, words in _MEANINGS if sign in low), told)
    return f"数据库用不了：{found}。"
