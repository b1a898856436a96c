"""Asks on the form of a reply whether so few words are all; a tick says yes."""

from collections.abc import Mapping
from typing import Any

from service.domain.errors import BadInput
from service.domain.lifecycle.brevity import is_terse, length
from service.domain.lifecycle.steps import Step

MEANT = "short_is_meant"
_LABEL = "就这些，确认提交"


def ask(step: Step, typed: Mapping[str, str]) -> None:
    """Raises ``BadInput`` for a reply of few words that was not ticked as meant."""
    reply = typed.get("reply", "")
    if step is Step.REPLY and is_terse(reply) and typed.get(MEANT) != "1":
        raise BadInput(
            f"答复一共只有 {length(reply)} 个字。请写明查了什么、做了什么、哪天做的、结果怎样；"
            f"确实就这些的，勾选“{_LABEL}”再提交。",
            {"reply": "写得太少"},
        )


def with_tick(
    step: Step, fields: list[dict[str, Any]], typed: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The fields of a step, and after a short reply the tick that says that it is all."""
    if step is not Step.REPLY or not is_terse(typed.get("reply", "")):
        return fields
    tick = {
        "name": MEANT,
        "label": _LABEL,
        "kind": "flag",
        "is_required": False,
        "is_long": False,
        "is_folded": False,
        "hint": "",
        "options": [],
        "value": typed.get(MEANT, ""),
        "error": "",
    }
    return [*fields, tick]
