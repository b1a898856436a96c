"""Which files of a ticket a person sees, and opening one, which is written down."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.attachments import Attachment, hides_from
from service.domain.errors import NotFound
from service.domain.lifecycle.case import Case, Facts
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import find
from service.domain.permissions import Permission
from service.domain.ticket import Ticket
from service.files.kinds import TYPES
from service.flows.desk import Desk
from service.flows.discretion import hides_reporter
from service.flows.steps import visible
from service.store.uow import Store


@dataclass(frozen=True, slots=True)
class TicketFiles:
    """The files of a ticket as one person sees them; ``hidden``: how many protect a reporter.

    ``removable`` and ``wipeable``: ids of those that this person may take down, or have deleted.
    """

    shown: tuple[Attachment, ...] = ()
    hidden: int = 0
    removable: frozenset[int] = frozenset()
    wipeable: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with its content in pieces."""

    file: Attachment
    media_type: str
    pieces: Iterator[bytes]


def files_of(desk: Desk, ticket: Ticket) -> TicketFiles:
    """The files of a ticket, oldest first, that this person may see at all."""
    is_hidden = hides_reporter(desk.actor, ticket.request_type)
    found = desk.uow.attachments.of_ticket(ticket.no)
    shown = [f for f in found if not hides_from(desk.actor, f, is_reporter_hidden=is_hidden)]

    def those(**data: bool) -> frozenset[int]:
        return frozenset(file.id for file in shown if _may_remove(desk, ticket, file, data))

    return TicketFiles(tuple(shown), len(found) - len(shown), those(), those(wipes=True))


def _may_remove(desk: Desk, ticket: Ticket, file: Attachment, data: dict[str, bool]) -> bool:
    case = Case(ticket, desk.actor, desk.hotline.rules, desk.now, data, Facts(attachment=file))
    row = find(ticket.status, Step.REMOVE_ATTACHMENT)
    if row is None or not desk.actor.may(row.permission):
        return False
    return all(guard(case) is None for guard in row.guards)


def one_of(desk: Desk, no: str, attachment_id: str) -> Attachment:
    """The file of a ticket that can be opened by this person. Raises ``NotFound``.

    What was taken down is opened by those who supervise as long as its content is kept.
    """
    ticket = visible(desk, no)
    found = desk.uow.attachments.find(no, attachment_id)
    is_hidden = hides_reporter(desk.actor, ticket.request_type)
    if found is None or hides_from(desk.actor, found, is_reporter_hidden=is_hidden):
        raise NotFound("没有这个附件。")
    if found.wiped_at is not None:
        raise NotFound("这个附件的内容已经删除。")
    if not found.is_there and not desk.actor.may(Permission.TICKET_SUPERVISE):
        raise NotFound("这个附件已经撤下。")
    return found


def open_original(desk: Desk, store: Store, no: str, attachment_id: str) -> Opened:
    """A file with its content; who opened it is written down in the desk's transaction.

    Raises ``NotFound``, also when the content is gone from the disk.
    """
    found = one_of(desk, no, attachment_id)
    pieces = store.blobs.chunks(found.sha256)
    desk.uow.callers.trace(desk.actor, no, f"attachment:{found.id}", desk.now)
    return Opened(found, TYPES[found.kind].media_type, pieces)


def open_preview(desk: Desk, store: Store, no: str, attachment_id: str) -> bytes:
    """The small picture of a file. Raises ``NotFound`` where there is none."""
    found = one_of(desk, no, attachment_id)
    if not found.has_preview:
        raise NotFound("这个附件没有预览，请下载查看。")
    return store.blobs.preview(found.sha256)
