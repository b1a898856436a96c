"""Turns the preview of a new ticket into the part of the page that follows the typing."""

from service.domain.catalogue import Catalogue
from service.domain.ticket import RequestType, Ticket, Urgency
from service.flows.governance.policies import Cited
from service.flows.preview import Preview
from service.flows.queries import choices
from service.flows.queries.tickets.similar import Neighbour
from service.labels import LABELS
from service.labels.intake import ELEMENT_FIELDS, QUESTIONS, bar_words
from service.web.contexts.tickets import ReadingPart

_LEAST_SAID = 0.35
"""Below this a topic is a guess from a few words: better nothing than a wrong unit."""
_CALL_BACK = "来电号码，断线好回拨"


def reading_part(
    seen: Preview, catalogue: Catalogue, near: list[Neighbour], policies: list[Cited]
) -> ReadingPart:
    """What the page shows of a preview; ``near``: similar tickets."""
    ticket, found = seen.ticket, seen.reading
    wants_phone = ticket.urgency is Urgency.EMERGENCY and not seen.has_phone
    is_chosen = ticket.topic != found.topic.code
    is_said = is_chosen or found.topic.confidence >= _LEAST_SAID
    return ReadingPart(
        reading=found,
        route=seen.route,
        unit=choices.unit_name(catalogue, seen.route.unit) if is_said else "",
        topic=choices.topic_name(catalogue, ticket.topic) if is_said else "",
        is_chosen=is_chosen,
        request_type=LABELS[RequestType][ticket.request_type],
        other_topics=[
            {"label": other.path[-1], "confidence": other.confidence}
            for other in (found.topic, *found.runners_up)
            if other.code != ticket.topic
        ],
        area=choices.area_name(catalogue, ticket.area) if ticket.area else "",
        urgency=ticket.urgency.value,
        divert=found.divert,
        pressing=_pressing(ticket),
        why_pressing=_why_pressing(seen),
        questions=[
            *(QUESTIONS[element] for element in ticket.missing),
            *([_CALL_BACK] if wants_phone else []),
            *([f"是哪里的“{seen.same_named[0]}”"] if seen.same_named[0] else []),
        ],
        can_wait=not ticket.missing,
        asked=[
            *(ELEMENT_FIELDS[element] for element in ticket.missing),
            *(["phone"] if wants_phone else []),
            *(["area"] if seen.same_named[0] else []),
        ],
        same_named=seen.same_named[1],
        marks={
            name: "派单要有" if element in seen.asked else "选填"
            for element, name in ELEMENT_FIELDS.items()
        }
        | {"area": "选填" if ticket.area or not ticket.place else "没认出，最好问一句"},
        fills=seen.prefill.values(),
        may_answer=ticket.request_type is RequestType.CONSULT and seen.route.may_answer,
        bars=bar_words(found.bars, ticket.urgency),
        neighbours=near,
        policies=policies if is_said else [],
        matters=list(found.demands) if len(found.demands) > 1 else [],
    )


def _pressing(ticket: Ticket) -> str:
    is_pressing = ticket.urgency is not Urgency.NORMAL
    return f"{LABELS[Urgency][ticket.urgency]}件" if is_pressing else ""


def _why_pressing(seen: Preview) -> str:
    if seen.ticket.urgency != seen.reading.urgency:
        return "您选的"
    return "、".join(seen.reading.urgency_words) or "主题属于这一类"
