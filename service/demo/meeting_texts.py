"""What the simulated city's meeting writes about an item: by its matter, never twice alike."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_LEVEL_1, _LEVEL_2 = 2, 4


@dataclass(frozen=True, slots=True)
class MeetingTexts:
    """The words of one item: what is to be done, why it came to it, how it is followed."""

    measure: str
    causes: str
    path: str
    supervision: str
    decision: str
    demand: str
    remark: str
    clauses: str
    summary: str


def texts_of(
    topics: Iterable[str], rank: int, *, title: str, lead: str, count: int
) -> MeetingTexts:
    """The texts for an item of tickets with these topics; ``rank``: its place at the meeting.

    Two items of one field at one meeting still differ by what they name.
    """
    most = Counter(topic[:_LEVEL_2] for topic in topics).most_common(1)
    level = most[0][0] if most else ""
    known = _written()
    general = known["any"][str(rank % len(known["any"]))]
    chosen: Mapping[str, str] = known.get(level) or known.get(level[:_LEVEL_1]) or general
    given = {"title": title, "lead": lead, "count": count}
    return MeetingTexts(**{name: text.format(**given) for name, text in chosen.items()})


@cache
def _written() -> dict[str, Any]:
    path = files("service.demo") / "data" / "meetings.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
