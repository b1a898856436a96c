"""Tells supervisors what waits for their word: reviews of suspensions, deadlines to be reset."""

from service.domain.notices.messages import Audience, NoticeChannel, NoticeKind, list_text
from service.flows.desk import Desk
from service.flows.notices import tell_people
from service.flows.queries.supervision.rechecked import published
from service.flows.queries.supervision.suspended import overdue_reviews
from service.store.staff.notices import Draft

_WHOM = ("", (Audience.SUPERVISORS,))


def tell_of_reviews(desk: Desk) -> int:
    """Tell of every suspension whose review is overdue, once for each review; return how many."""
    due = overdue_reviews(desk.uow, desk.now)
    for no, at in due.items():
        draft = _draft(NoticeKind.REVIEW_DUE, f"{no}@review:{at.isoformat()}", "/suspended", no=no)
        tell_people(desk.uow, desk.hotline, draft, _WHOM, desk.now)
    return len(due)


def tell_of_changed_deadlines(desk: Desk) -> int:
    """Tell how many provisional deadlines would be other ones, once a day; return how many."""
    count = len(published(desk.uow, desk.hotline, desk.now).other)
    if count:
        event = f"deadlines@{desk.today.isoformat()}"
        draft = _draft(NoticeKind.RECHECK, event, "/deadlines", count=count)
        tell_people(desk.uow, desk.hotline, draft, _WHOM, desk.now)
    return count


def _draft(kind: NoticeKind, event: str, link: str, **named: object) -> Draft:
    return Draft(
        event=event,
        kind=kind,
        channel=NoticeChannel.PAGE,
        receiver="",
        no=str(named.get("no", "")),
        link=link,
        text=list_text(kind, **named),
    )
