"""What a failing database means, where somebody can do something about it."""

import errno
from typing import Any

from sqlalchemy.exc import DBAPIError

_POSTGRES_FULL = "53100"
_SQLITE_FULL = "disk is full"


def is_disk_full(problem: BaseException) -> bool:
    """Whether nothing could be written because there is no room left, here or at the database."""
    if isinstance(problem, OSError):
        return problem.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(problem, DBAPIError):
        return False
    cause: Any = problem.orig
    return getattr(cause, "sqlstate", "") == _POSTGRES_FULL or _SQLITE_FULL in str(cause)
