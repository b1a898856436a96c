"""Tells who has to do with a report next: to sign it, to mend it, or that it is signed."""

from service.domain.editions import EditionStep
from service.domain.notices.messages import Audience, NoticeChannel, NoticeKind, list_text
from service.flows.desk import Desk
from service.flows.notices import tell_people
from service.store.staff.notices import Draft
from service.store.tables.reports import EditionRow

_TOLD = {
    EditionStep.SUBMIT: (NoticeKind.REPORT_TO_SIGN, Audience.LEADERS),
    EditionStep.SEND_BACK: (NoticeKind.REPORT_RETURNED, Audience.ANALYSTS),
    EditionStep.SIGN: (NoticeKind.REPORT_SIGNED, Audience.ANALYSTS),
}


def tell_of(desk: Desk, row: EditionRow, step: EditionStep, note: str) -> None:
    """Gather what a step on a report tells whom; most steps tell nobody."""
    if step not in _TOLD:
        return
    kind, audience = _TOLD[step]
    where = f"/specials/{row.special_id}" if row.special_id else f"/reports/{row.month}"
    title = row.figures["paper"]["title"]
    draft = Draft(
        event=f"edition:{row.id}:{row.version}",
        kind=kind,
        channel=NoticeChannel.PAGE,
        receiver="",
        text=list_text(kind, title=title, who=desk.actor.name, why=note.strip()),
        link=f"{where}/editions/{row.number}",
    )
    tell_people(desk.uow, desk.hotline, draft, ("", (audience,)), desk.now)
