"""A full disk is told apart from other failures, whatever it fills up."""

import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from service.store.database.failures import is_disk_full


class Postgres(Exception):
    """As psycopg's errors carry their state."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("could not extend file")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("problem", "is_full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (OperationalError("x", {}, sqlite3.OperationalError("database or disk is full")), True),
        (OperationalError("x", {}, sqlite3.OperationalError("database is locked")), False),
        (OperationalError("x", {}, Postgres("53100")), True),
        (OperationalError("x", {}, Postgres("57014")), False),
        (ValueError("disk is full"), False),
    ],
)
def test_only_a_lack_of_room_is_a_full_disk(problem: Exception, is_full: bool) -> None:
    assert is_disk_full(problem) is is_full
