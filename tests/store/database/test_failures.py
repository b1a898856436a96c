"""A full disk is told apart from other failures, whatever it fills up."""

import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from service.store.database.failures import is_disk_full, meaning_of


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


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("failed to resolve host 'ss': [Errno -2] Name or service not known", "写成 %40"),
        ("connection failed: ... port 5432 failed: Connection refused", "看它启动没有"),
        ('FATAL:  password authentication failed for user "minsheng"', "用户名或密码不对"),
        ('FATAL:  database "nosuch" does not exist', "createdb"),
        ("database or disk is full", "磁盘满了"),
    ],
)
def test_what_the_database_says_is_told_in_chinese_and_not_repeated(told: str, words: str) -> None:
    said = meaning_of(OperationalError("x", {}, sqlite3.OperationalError(told)))
    assert words in said
    assert told[:20] not in said
