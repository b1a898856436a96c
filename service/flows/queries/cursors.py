"""Cursors: where a page of a list begins, as an opaque word in an address."""

import base64
import json
from collections.abc import Sequence

from service.domain.errors import BadInput


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
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        name, back, *edge = json.loads(packed)
    except (ValueError, TypeError):
        name, back, edge = "", False, []
    if name != made_for or len(edge) != parts or not all(isinstance(e, str) for e in edge):
        raise BadInput("翻页的位置失效了，请从第一页看起。", {"cursor": "不能识别"})
    return bool(back), edge
