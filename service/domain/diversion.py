"""Requests belonging to 110, 119, 120 or 122 first: what is noted once they were passed on."""

from collections.abc import Iterable

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Ticket

_NOTES = ("已转 {}。", "诉求人已自行拨打 {}。", "核实过，不用转 {}。")


def notes(number: str) -> tuple[str, ...]:
    """The ways in which it can have been settled, as the words of a note."""
    return tuple(words.format(number) for words in _NOTES)


def is_waiting(ticket: Ticket, entries: Iterable[Entry]) -> bool:
    """Whether an open ticket calls for another number and no note says what became of that.

    A note in a person's own words counts when it holds those of ``notes``, blanks aside.
    """
    if not ticket.divert or not ticket.is_open:
        return False
    signs = tuple(_plain(note) for note in notes(ticket.divert))
    told = (_plain(str(e.data.get("note", ""))) for e in entries if e.step is Step.NOTE)
    return not any(sign in note for note in told for sign in signs)


def _plain(text: str) -> str:
    return "".join(text.split()).rstrip("。")
