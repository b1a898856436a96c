"""Verifies that a ticket's row says what its steps say: its text, deadline, unit and reply."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from service.domain.lifecycle.steps import Step
from service.domain.ticket import Ticket

CONTENT = "content_hash"
"""What the register step keeps of the request itself, which stands in the ticket's row alone."""

Row = Mapping[str, Any]


def content_hash(ticket: Ticket) -> str:
    """A hash over what was asked, when and by which way; to be kept with the register step."""
    at = ticket.registered_at.astimezone(UTC).isoformat()
    return _hash(ticket.title, ticket.text, at, ticket.channel.value)


def content_faults(ticket: Row, steps: Sequence[Row]) -> Iterator[str]:
    """What in the ticket's row is not what its steps say, in words; assumes their chain is whole.

    A ticket registered without a hash of its content is not judged by it.
    """
    kept = steps[0]["data"].get(CONTENT) if steps else None
    if kept is not None and kept != _hash(
        _first_title(ticket["title"], steps),
        _first_text(ticket["text"], steps),
        ticket["registered_at"].astimezone(UTC).isoformat(),
        ticket["channel"],
    ):
        yield "标题、内容、渠道或登记时间与登记时的不同"
    promised = _last(steps, "due_at")
    if ticket["due_at"] is not None and ticket["due_at"].isoformat() != promised:
        yield "办理期限不是环节里承诺的"
    if ticket["lead_unit"] and ticket["lead_unit"] != _last(steps, "unit", Step.DISPATCH):
        yield "主办单位不是最近一次派单的单位"
    if ticket["reply"] and ticket["reply"] != _last(steps, "reply", Step.REPLY, Step.ANSWER):
        yield "答复内容不是环节里的答复"


def _first_title(title: str, steps: Sequence[Row]) -> str:
    """The title as it was registered, before people put it right; empty when it is not theirs."""
    if title != (_last(steps, "title", Step.CORRECT) or title):
        return ""
    before = (step["data"].get("title_before") for step in steps if step["step"] == Step.CORRECT)
    return next((str(kept) for kept in before if kept is not None), title)


def _first_text(text: str, steps: Sequence[Row]) -> str:
    """The text as it was registered, without what was added later; empty when that is not there."""
    for step in reversed(steps):
        added = step["data"].get("supplement") if step["step"] == Step.CORRECT else None
        ending = f"\n补充：{added}" if added else ""
        if not text.endswith(ending):
            return ""
        text = text.removesuffix(ending)
    return text


def _last(steps: Sequence[Row], name: str, *kinds: Step) -> Any:
    """The newest value of that name, among steps of the kinds or all."""
    for step in reversed(steps):
        if name in step["data"] and (not kinds or step["step"] in kinds):
            return step["data"][name]
    return None


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
