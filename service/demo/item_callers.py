"""Callers of the meeting's items are asked again in the simulated city."""

from contextlib import suppress

from service.domain.errors import Refused
from service.domain.governance.survey import Heard
from service.flows.calling import surveying
from service.flows.desk import Desk
from service.flows.governance import surveys

_EVERY_NO, _EVERY_UNSAID = 9, 11
_NO = "好了没几天又跟以前一样，希望再来看看。"


def ask_callers(leader: Desk, clerk: Desk, item_id: int) -> int:
    """Draw callers of an item and ask all of them; return how many were drawn.

    Every ninth says that it is not solved, every eleventh says nothing of it.
    """
    with suppress(Refused):  # in a very small city nobody may have left a number
        surveys.draw(leader, item_id)
    queue = [each for each in surveying.to_ask(clerk) if each.call.item_id == item_id]
    for number, each in enumerate(queue, 1):
        surveying.claim(clerk, each.call.id)
        surveying.note(clerk, each.call.id, each.call.version, _said(number))
    return len(queue)


def _said(number: int) -> dict[str, str]:
    if number % _EVERY_NO == 0:
        return {"heard": Heard.NOT_SOLVED.value, "said": _NO}
    if number % _EVERY_UNSAID == 0:
        return {"heard": Heard.UNSAID.value}
    return {"heard": Heard.SOLVED.value}
