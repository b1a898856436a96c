"""Looking a ticket up by number and query code from outside, slowed down for whoever guesses."""

from fastapi import Request

from service.bootstrap import System
from service.domain.errors import NotFound
from service.domain.permissions import Actor
from service.domain.ticket import Channel
from service.flows import tracking
from service.flows.desk import Desk
from service.flows.tracking import CALLER, Progress


def follow(
    request: Request,
    system: System,
    no: str,
    code: str,
    *,
    actor: Actor = CALLER,
    channel: Channel | None = None,
) -> Progress:
    """The progress that number and code open. Raises ``NotFound`` or ``TooMany``."""
    now = system.now()
    try:
        with system.store.read() as uow:
            tracking.check_tries(uow, no, address_of(request), now)
            return tracking.look_up(Desk(uow, system.hotline, actor, now), no, code, channel)
    except NotFound:
        with system.store.write() as uow:
            tracking.note_wrong_try(uow, no, address_of(request), now)
        raise


def address_of(request: Request) -> str:
    """The network address that a request came from."""
    return request.client.host if request.client else ""
