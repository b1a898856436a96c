"""What pages share that try something and stay when it is refused, or go on to the next call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from service.bootstrap import System
from service.domain.errors import BadInput, DomainError, IllegalStep, Refused, Stale
from service.domain.permissions import Actor
from service.flows.desk import Desk
from service.web.deps import FormValues, SignedIn, SystemDep
from service.web.errors import CODES
from service.web.posted import version_of
from service.web.render import render, see_other
from service.web.sessions import Visitor

PROBLEMS: tuple[type[DomainError], ...] = (BadInput, Refused, Stale, IllegalStep)


@dataclass(frozen=True, slots=True)
class Posted:
    """A form as it came: from whom, and what was typed."""

    request: Request
    system: System
    visitor: Visitor
    values: dict[str, str]

    @property
    def version(self) -> int:
        """The version that the page showed. Raises ``BadInput`` without one."""
        return version_of(self.values)

    def attempt(
        self,
        act: Callable[[Desk], Response],
        template: str,
        again: Callable[[Desk, DomainError], Any],
        problems: tuple[type[DomainError], ...] = PROBLEMS,
    ) -> Response:
        """Do it in one transaction; when it is refused, the page ``again``, read anew."""
        system, actor, now = self.system, self.visitor.actor, self.system.now()
        try:
            with system.write_desk(actor, now) as desk:
                return act(desk)
        except problems as problem:
            with system.read_desk(actor, now) as desk:
                page = again(desk, problem)
                return render(self.request, template, page, self.visitor, CODES[type(problem)])


def _posted(request: Request, system: SystemDep, visitor: SignedIn, values: FormValues) -> Posted:
    return Posted(request, system, visitor, values)


PostedForm = Annotated[Posted, Depends(_posted)]


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
        with system.write_desk(actor) as desk:
            found = claim(desk)
    except Refused as problem:
        return see_other(queue, f"{message}{problem.message}", "info")
    if found is None:
        return see_other(queue, f"{message}现在没有可以打的了。", "info")
    return see_other(found, message)
