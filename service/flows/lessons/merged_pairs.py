"""Whether looking for similar tickets finds what people merged: the index judged by their work."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from models.similar.index import SimilarIndex
from service.flows.lessons.verdicts import Gathered
from service.flows.queries.catalogue.verdicts import Told
from service.flows.queries.tickets.recent import WINDOW, bare

SHOWN = 6
_LOOKED_AT, _MOST = 40, 200


@dataclass(frozen=True, slots=True)
class Found:
    """Of so many merged tickets, how many would have been shown their master or a fellow of it."""

    pairs: int = 0
    found: int = 0


def found_again(gathered: Gathered) -> Found:
    """The newest merged tickets, each looked for among what was registered before it.

    Only masters of the same span count. Shown are the likest few, as beside a new ticket; the
    page's further sieve by topic and caller is not applied.
    """
    told = {ticket.no: ticket for ticket in gathered.told}
    pairs = [pair for pair in gathered.pairs if pair[1] in told][-_MOST:]
    if not pairs:
        return Found()
    index = SimilarIndex()
    index.add_new((t.no, t.tokens, _places(t)) for t in gathered.told)
    fellows: dict[str, set[str]] = defaultdict(set)
    for no, master in gathered.pairs:
        fellows[master] |= {no, master}
    hits = sum(_is_found(told, index, no, fellows[master] - {no}) for no, master in pairs)
    return Found(len(pairs), hits)


def _is_found(told: Mapping[str, Told], index: SimilarIndex, no: str, wanted: set[str]) -> bool:
    ticket = told[no]
    hits = index.search(ticket.tokens, _places(ticket), _LOOKED_AT)
    before = [
        hit.id
        for hit in hits
        if hit.id != no and ticket.at - WINDOW <= told[hit.id].at <= ticket.at
    ]
    return not wanted.isdisjoint(before[:SHOWN])


def _places(ticket: Told) -> list[str]:
    return [bare(place) for place in ticket.places.split("|") if place]
