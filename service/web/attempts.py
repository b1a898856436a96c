"""What pages share that try something and stay when it is refused, or go on to the next call."""

from collections.abc import Callable

from fastapi import Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, IllegalStep, Refused, Stale
from service.domain.permissions import Actor
from service.flows.desk import Desk
from service.web.render import see_other

PROBLEMS: tuple[type[DomainError], ...] = (BadInput, Refused, Stale, IllegalStep)


def attempt(
    system: System,
    actor: Actor,
    act: Callable[[Desk], Response],
    stay: Callable[[Desk, DomainError], Response],
    problems: tuple[type[DomainError], ...] = PROBLEMS,
) -> Response:
    """Do it in one transaction; when it is refused, what ``stay`` makes of it by reading."""
    now = system.now()
    try:
        with system.store.write() as uow:
            return act(Desk(uow, system.hotline, actor, now))
    except problems as problem:
        with system.store.read() as uow:
            return stay(Desk(uow, system.hotline, actor, now), problem)


def to_next_call(
    system: System,
    actor: Actor,
    queue: str,
    claim: Callable[[Desk], str | None],
    message: str = "",
) -> Response:
    """On to the next call, or back to the list when none is left.

    ``claim``: takes the next one and says its address; ``queue``: the address of the list.
    """
    try:
        with system.store.write() as uow:
            found = claim(Desk(uow, system.hotline, actor, system.now()))
    except Refused as problem:
        return see_other(queue, f"{message}{problem.message}", "info")
    if found is None:
        return see_other(queue, f"{message}现在没有可以打的了。", "info")
    return see_other(found, message)
