"""A reply of a few words is called short, whatever blanks surround it."""

import pytest

from service.domain.lifecycle.brevity import is_terse


@pytest.mark.parametrize(
    ("reply", "is_short"),
    [
        ("", False),
        ("　\n ", False),
        ("已处理。", True),
        ("已 处 理" + " " * 30, True),
        ("一" * 14, True),
        ("一" * 15, False),
    ],
)
def test_a_reply_is_short_below_fifteen_characters(reply: str, *, is_short: bool) -> None:
    assert is_terse(reply) is is_short
