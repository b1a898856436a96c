"""What the titles and stored readings of requests say: places, phrases, words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from analytics.hot.plain_words import PLAIN_WORDS
from models.words.phrases import title_phrases, title_words
from service.domain.ticket import RequestType
from service.flows.desk import Desk
from service.flows.discretion import hides_reporter
from service.flows.queries.desks.filters import Filters, conditions
from service.store.tables.callers import CallerRow
from service.store.tables.tickets import ReadingRow, TicketRow

_BROAD = ("省", "市", "区", "县", "街道", "镇", "乡")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Title:
    """One request: who called (a key), its topic, and what its title says of where and what."""

    caller: str
    topic: str
    places: tuple[str, ...]
    phrases: tuple[str, ...]
    words: tuple[str, ...]


def titles(desk: Desk, filters: Filters, most: int) -> list[Title] | None:
    """The requests that the filters find, oldest first; None when there are more than ``most``.

    Reports are left out for whoever may not learn who reported: their words would tell.
    """
    query = (
        select(
            TicketRow.no,
            TicketRow.title,
            TicketRow.topic,
            ReadingRow.tokens,
            ReadingRow.places,
            CallerRow.phone_key,
        )
        .join(ReadingRow, ReadingRow.no == TicketRow.no)
        .outerjoin(CallerRow, CallerRow.id == TicketRow.caller_id)
        .where(*conditions(desk, filters))
        .order_by(TicketRow.no)
        .limit(most + 1)
    )
    if hides_reporter(desk.actor, RequestType.REPORT):
        query = query.where(TicketRow.request_type != RequestType.REPORT.value)
    rows = desk.uow.session.execute(query).all()
    if len(rows) > most:
        return None
    return [
        _title(title, topic, tokens.split(), [p for p in places.split("|") if p], key or no)
        for no, title, topic, tokens, places, key in rows
    ]


def _title(
    title: str, topic: str, tokens: Sequence[str], places: Sequence[str], caller: str
) -> Title:
    return Title(
        caller,
        topic,
        _small(title, places),
        title_phrases(title, tokens, PLAIN_WORDS, places),
        title_words(title, tokens, PLAIN_WORDS, places),
    )


def _small(title: str, places: Sequence[str]) -> tuple[str, ...]:
    """The places that the title names, without districts and streets and parts of others."""
    named = [p for p in places if len(p) >= _SHORTEST and p in title and not p.endswith(_BROAD)]
    return tuple(dict.fromkeys(p for p in named if not any(p != q and p in q for q in named)))
