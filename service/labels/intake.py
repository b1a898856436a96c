"""What a new ticket still lacks, and why a person must look at it, in Chinese."""

from collections.abc import Iterable

from service.domain.ticket import Element, Urgency
from service.labels import label_of

BARS: dict[str, str] = {
    "report": "举报件",
    "urgent": "加急件",
    "ambiguous": "主题有歧义",
    "unseen": "没有见过的说法",
}

QUESTIONS: dict[Element, str] = {
    Element.NAME: "姓名或电话",
    Element.TIME: "什么时候的事",
    Element.PLACE: "具体在哪里",
    Element.EVENT: "什么事",
    Element.DEMAND: "希望怎么办",
}

# Where an element is typed on the page of a new ticket.
ELEMENT_FIELDS: dict[Element, str] = {
    Element.NAME: "phone",
    Element.TIME: "occurred",
    Element.PLACE: "place",
    Element.EVENT: "text",
    Element.DEMAND: "demand",
}


def bar_words(bars: Iterable[str], urgency: str) -> list[str]:
    """Why a person decides, in words; what presses is called by its own level."""
    words = BARS | {"urgent": f"{label_of(Urgency, urgency)}件"}
    is_pressing = urgency != Urgency.NORMAL
    return [words.get(bar, bar) for bar in bars if is_pressing or bar != "urgent"]
