"""Cursors: where a page of a list begins, as an opaque word in an address."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from service.domain.errors import BadInput
from service.domain.texts import whole

_LONGEST = 1000  # what is longer is none of ours, and may nest deeper than can be read


def encode(made_for: str, edge: Sequence[str], *, back: bool = False) -> str:
    """A cursor to the rows beyond ``edge`` (a sort key in parts) of the list ``made_for``."""
    packed = json.dumps([made_for, back, *edge], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(cursor: str, made_for: str, parts: int) -> tuple[bool, list[str] | None]:
    """The direction (back or not) and the edge; no edge for an empty cursor.

    Raises ``BadInput`` for a cursor of another list, or for anything else.
    """
    if not cursor:
        return False, None
    try:
        if len(cursor) > _LONGEST:
            raise ValueError(len(cursor))
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        name, back, *edge = json.loads(packed)
    except (ValueError, TypeError):
        name, back, edge = "", False, []
    if name != made_for or len(edge) != parts or not all(isinstance(e, str) for e in edge):
        raise _lost()
    return bool(back), edge


def instant(text: str) -> datetime:
    """An instant of an edge. Raises ``BadInput``."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _lost() from None


def number(text: str) -> int:
    """A number of an edge. Raises ``BadInput``."""
    found = whole(text)
    if found is None:
        raise _lost()
    return found


def _lost() -> BadInput:
    return BadInput("翻页的位置失效了，请从第一页看起。", {"cursor": "不能识别"})
