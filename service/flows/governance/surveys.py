"""Drawing callers of an agenda item to be asked again, and what they said."""

from dataclasses import dataclass
from functools import partial

from analytics.intervals import wilson
from service.domain.agenda import AgendaStatus
from service.domain.callback.calling import SurveyRules
from service.domain.errors import Refused
from service.domain.governance import survey as domain
from service.domain.governance.survey import LEAST, Heard, Survey, SurveyState, Tally
from service.domain.governance.undo import standing
from service.domain.ticket import RequestType
from service.flows.desk import Desk
from service.store.tables.agenda import AgendaItemRow
from service.store.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Found:
    """A survey, its tally, the Wilson interval of the share solved where it may be said (0…1)."""

    survey: Survey
    tally: Tally
    interval: tuple[float, float] | None
    rules: SurveyRules

    @property
    def words(self) -> str:
        """What it came to, in one sentence."""
        return domain.words(self.tally, self.interval, self.rules)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands with its callers. ``now``: the survey of this stretch, None before it.

    ``earlier``: those of stretches before, the newest first; ``callable``: how many callers could
    be drawn now, counted only where nobody was.
    """

    state: SurveyState
    now: Found | None
    earlier: tuple[Found, ...]
    callable: int


def draw(desk: Desk, item_id: int) -> Survey:
    """Draw callers of an item's tickets; the same draw comes out whoever makes it.

    Left out: reports, and tickets without a number to call. Raises ``NotFound``, ``IllegalStep``,
    ``NotAllowed``, ``Refused`` or ``Stale``.
    """
    uow = desk.uow
    item = uow.agenda.get(item_id)
    before = uow.surveys.of_item(item_id)
    since = _begun(uow, item_id)
    domain.check_drawing(
        AgendaStatus(item.status), desk.actor, since, before[-1] if before else None
    )
    number = len(before) + 1
    people = _callable(uow, item_id)
    rank = partial(uow.vault.sample_rank, f"survey:{item_id}:{number}")
    drawn, frame = domain.draw(people, rank, desk.hotline.profile.survey)
    if not drawn:
        raise Refused("这些工单里没有可以打的号码，不能抽样回访。", rule="has_callers")
    left_out = item.tickets - len(people)
    survey = Survey(item_id, number, item.version, desk.now, desk.actor.name, frame, left_out)
    uow.surveys.add(survey, drawn)
    return survey


def standing_of(uow: UnitOfWork, item: AgendaItemRow, rules: SurveyRules) -> Standing:
    """What the callers of an item said, in this stretch of work and before it."""
    surveys = uow.surveys.of_item(item.id)
    since = _begun(uow, item.id)
    found = [_found(uow, survey, rules) for survey in surveys]
    now = found[-1] if found and found[-1].survey.since >= since else None
    is_needed = now is None and AgendaStatus(item.status) in domain.SURVEYED
    people = len({who for who, _ in _callable(uow, item.id)}) if is_needed else 0
    state = domain.state_of(now.tally if now else None, people, rules)
    earlier = found[:-1] if now else found
    return Standing(state, now, tuple(earlier[::-1]), people)


def complaints(uow: UnitOfWork, survey_id: int) -> list[tuple[str, str]]:
    """Ticket numbers and (masked) words of those who said it is not solved."""
    return uow.surveys.said(survey_id, Heard.NOT_SOLVED)


def _found(uow: UnitOfWork, survey: Survey, rules: SurveyRules) -> Found:
    tally = uow.surveys.tallies([survey.id])[survey.id]
    is_enough = tally.answered >= LEAST
    interval = wilson(tally.solved, tally.answered) if is_enough else None
    return Found(survey, tally, interval, rules)


def _begun(uow: UnitOfWork, item_id: int) -> int:
    steps = standing(uow.agenda.history(item_id))
    return domain.begun((step.seq, step.source, step.target) for step in steps)


def _callable(uow: UnitOfWork, item_id: int) -> list[tuple[str, str]]:
    """Caller (a keyed hash of the number) and ticket, of the tickets whose callers can be asked."""
    tickets = uow.tickets.get_many(uow.agenda.tickets(item_id))
    numbers = [t.no for t in tickets if t.request_type is not RequestType.REPORT]
    told = uow.callers.of_tickets(numbers)
    keys = ((uow.vault.phone_key(told[no].phone) if no in told else None, no) for no in numbers)
    return [(key, no) for key, no in keys if key]
