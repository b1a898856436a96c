"""What a city brings from the system it had before: matters of the past, not work to be done."""

from typing import Any

from service.domain.lifecycle.case import Case

HISTORY = "history"
"""The key under which an archiving step says that the ticket was settled before it came here."""


def is_history(case: Case) -> str | None:
    """Only what was brought as history is archived without having been handled."""
    if case.data.get(HISTORY) is True:
        return None
    return "没有办过的工单不能归档；只有导入的往年工单可以。"


def put_away(case: Case) -> dict[str, Any]:
    """It ended when it came in, as far as anybody here knows: no later month has to look at it."""
    return {"ended_at": case.ticket.registered_at}
