"""The month's product: hot topics, agenda candidates and the report."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from analytics.hot.hot_topics import hot_topics
from analytics.months import shift
from analytics.reports.report import MonthlyFigures, RateLine
from analytics.reports.report_moves import is_better, is_clear
from analytics.reports.report_sets import Sets
from analytics.wording import change_words, percent, point_change_words
from service.domain import agenda
from service.domain.agenda import RUNNING, Candidate
from service.domain.permissions import SYSTEM
from service.flows.governance import plans
from service.flows.governance.lapsing import lapse
from service.flows.governance.second_look import tell_of_returned
from service.flows.hotline import Hotline
from service.flows.month.data import MonthData, load
from service.flows.month.foresight import Foresight, foresee, last_whole
from service.flows.month.paper import compose, figures_of
from service.flows.month.seasons import to_body
from service.flows.month.sets import packed, step_sets, topic_sets
from service.flows.month.topics import Topic, considered, continued, topics_of
from service.reporting.paper import Paper
from service.store.database.columns import dump_json
from service.store.month.agenda_items import AgendaDraft
from service.store.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class MonthOutcome:
    """What a month came to: requests, hot topics of both levels, candidates laid."""

    month: str
    tickets: int
    events: int
    themes: int
    candidates: int

    def counts(self) -> dict[str, int]:
        """The numbers, for the record of the run."""
        return {name: value for name, value in asdict(self).items() if name != "month"}


@dataclass(frozen=True)
class MonthProduct:
    """Everything worked out about a month, ready to be kept."""

    outcome: MonthOutcome
    topics: list[dict[str, Any]]
    members: list[dict[str, Any]]
    drafts: list[AgendaDraft]
    figures: dict[str, Any]
    paper: Paper
    effects: dict[int, dict[str, Any]]
    foresight: Foresight
    sets: Sets

    @property
    def data_hash(self) -> str:
        """SHA-256 over all of it: the same data, the same hash."""
        drafts = [[d.topic_id, d.title, d.rank, *d.reasons, d.tickets_hash] for d in self.drafts]
        times = [[t["first_at"].isoformat(), t["last_at"].isoformat()] for t in self.topics]
        plain = [{**t, "first_at": "", "last_at": ""} for t in self.topics]
        whole = dump_json([self.figures, plain, times, self.members, drafts, self.sets])
        return hashlib.sha256(whole.encode()).hexdigest()


def analyse(uow: UnitOfWork, hotline: Hotline, month: str, now: datetime) -> MonthProduct:
    """Work out a month; only reads. A past month comes out the same however late it is done.

    Raises ``BadInput`` for a month that cannot be read or has not begun.
    """
    data = load(uow, hotline, month, now)
    topics = _topics(uow, data)
    running = frozenset(uow.agenda.running(month, RUNNING))
    chosen = agenda.candidates((topic.facts for topic in topics), hotline.agenda, running)
    figures = figures_of(data)
    catalogue = hotline.catalogue(uow, data.as_of)
    foresight = foresee(uow, catalogue, data, now)
    paper = compose(
        data,
        figures,
        topics,
        chosen,
        catalogue=catalogue,
        city=hotline.city,
        rules=hotline.agenda,
        foresight=foresight,
    )
    return MonthProduct(
        outcome=_outcome(data, topics, chosen),
        topics=[topic.row(hotline.agenda) for topic in topics],
        members=[
            {"topic_id": topic.facts.topic_id, "no": no}
            for topic in topics
            for no in sorted(topic.facts.tickets)
        ],
        drafts=[_draft(candidate) for candidate in chosen],
        figures=_figures(data, figures, paper),
        paper=paper,
        effects=plans.measure(uow, hotline, month, now) if data.is_whole else {},
        foresight=foresight,
        sets=figures.sets
        | topic_sets(topics, data.tickets, uow.months.members(shift(month, -1)))
        | step_sets(data.stepped),
    )


def keep(uow: UnitOfWork, hotline: Hotline, product: MonthProduct, now: datetime) -> None:
    """Store a month's product in place of any earlier one; what a person decided stays."""
    month = product.outcome.month
    uow.months.replace_topics(month, product.topics, product.members)
    uow.agenda.propose(month, product.drafts, SYSTEM, now)
    if product.figures["is_whole"]:
        lapse(uow, hotline, month, now)
    uow.plans.keep(month, product.effects, now)
    tell_of_returned(uow, hotline, now)
    uow.months.keep_report(month, product.figures, product.data_hash, now)
    used = {edition.data_hash for edition in uow.editions.of(month)}
    uow.reports.keep_sets(month, product.data_hash, packed(product.sets), used)
    foresight = product.foresight
    uow.outlooks.keep_forecasts(foresight.forecasts, last_whole(now))
    uow.outlooks.keep_seasons(month, ((s.topic, to_body(s)) for s in foresight.seasons))


def prepare(uow: UnitOfWork, hotline: Hotline, month: str, now: datetime) -> MonthOutcome:
    """Work out a month and store it. Run again on the same data, it changes nothing.

    Raises ``BadInput`` for a month that cannot be read or has not begun.
    """
    product = analyse(uow, hotline, month, now)
    keep(uow, hotline, product, now)
    return product.outcome


def _topics(uow: UnitOfWork, data: MonthData) -> list[Topic]:
    accepted = considered(data.tickets)
    found = topics_of(hot_topics(accepted), accepted, data.month)
    return continued(found, uow.months.topics(shift(data.month, -1)), data.month)


def _draft(candidate: Candidate) -> AgendaDraft:
    facts = candidate.topic
    return AgendaDraft(
        facts.topic_id, facts.title, candidate.rank, candidate.reasons, sorted(facts.tickets)
    )


def _outcome(data: MonthData, topics: Sequence[Topic], chosen: Sequence[Candidate]) -> MonthOutcome:
    events = sum(topic.level == "event" for topic in topics)
    return MonthOutcome(data.month, len(data.tickets), events, len(topics) - events, len(chosen))


def _figures(data: MonthData, figures: MonthlyFigures, paper: Paper) -> dict[str, Any]:
    """What the report's row keeps: the head, the rates, the months before, the paper itself."""
    change = figures.headline.change
    return {
        "month": data.month,
        "as_of": data.as_of.isoformat(),
        "is_whole": data.is_whole,
        "headline": {
            **asdict(figures.headline),
            "mom": change_words(change.mom_pct),
            "yoy": change_words(change.yoy_pct),
        },
        "rates": [_rate(line) for line in figures.rates.values()],
        "totals": [[str(month), int(count)] for month, count in data.totals.items()],
        "steps": {step.value: count for step, count in data.steps.items()},
        "paper": paper.to_json(),
    }


def _rate(line: RateLine) -> dict[str, Any]:
    before = line.before.value if line.before.enough else None
    return {
        **asdict(line.now),
        "before": before,
        "is_clear": is_clear(line),
        "is_better": is_better(line),
        "percent": percent(line.now.value),
        "points": point_change_words(line.now.value, before),
    }
