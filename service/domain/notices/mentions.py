"""Mentions (提到): ``@`` and the name of a person or a unit in a note, who must see the ticket."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.errors import BadInput

MENTIONS = "mentions"
"""Under which name a note keeps whom it mentions."""
# After a letter or digit it is an address and no mention.
_AT = re.compile(r"(?<![A-Za-z0-9._-])[@＠](?=\S)")
_WORD = re.compile(r"[^\s，。；：、！？,;:!?@＠（）()“”]{1,12}")
_HOTLINE = "热线"


@dataclass(frozen=True, slots=True)
class Mentionable:
    """Somebody who can be named: a person, or with ``person_id`` 0 a unit.

    ``place``: the name of a person's unit, empty for people of the hotline; ``duty``: what they do.
    """

    name: str
    person_id: int = 0
    unit: str = ""
    place: str = ""
    may_see: bool = False
    duty: str = ""

    @property
    def full(self) -> str:
        """The name with what tells it from the same name elsewhere."""
        return f"{self.name}（{self.place or _HOTLINE}）" if self.person_id else self.name


def mentioned(text: str, known: Sequence[Mentionable]) -> list[Mentionable]:
    """Those whom the text names, each once, in order; of several names that fit, the longest.

    Raises ``BadInput`` at the field ``note`` for a name that nobody has, that several have, or of
    somebody who may not see the ticket.
    """
    forms: dict[str, list[Mentionable]] = {}
    for one in known:
        for form in {one.name, one.full}:
            forms.setdefault(form, []).append(one)
    found: dict[Mentionable, None] = {}
    for at in _AT.finditer(text):
        rest = text[at.end() :]
        form = max((form for form in forms if rest.startswith(form)), key=len, default="")
        found |= dict.fromkeys(_those(forms[form]) if form else _nobody(rest))
    return list(found)


def unaddressed(text: str) -> str:
    """The text with a blank after every ``@``, so that it mentions nobody where it is quoted."""
    return _AT.sub(lambda at: f"{at[0]} ", text)


def written(known: Iterable[Mentionable]) -> list[tuple[str, str]]:
    """What can be written after ``@``, each with who that is; the name alone where it is enough."""
    visible = [one for one in known if one.may_see]
    names = [one.name for one in visible]
    return [(one.name if names.count(one.name) == 1 else one.full, _about(one)) for one in visible]


def _about(one: Mentionable) -> str:
    if not one.person_id:
        return "全单位"
    return " · ".join(part for part in (one.place or _HOTLINE, one.duty) if part)


def _those(named: Sequence[Mentionable]) -> list[Mentionable]:
    visible = [one for one in named if one.may_see]
    if not visible:
        what = "没有主办或协办这张工单" if not named[0].person_id else "看不到这张工单"
        raise _wrong(f"{named[0].full}{what}，不能提到；需要对方参与，请派单员安排协办。")
    if len({one.full for one in visible}) > 1:
        ways = "，或 ".join(f"@{one.full}" for one in visible)
        raise _wrong(f"有几位{visible[0].name}，请写成 {ways}。")
    return visible


def _nobody(rest: str) -> list[Mentionable]:
    word = _WORD.match(rest)
    raise _wrong(
        f"没有认出“@{word[0] if word else rest[:1]}”是谁，请从列表中选；不是提到人的，@ 后空一格。"
    )


def _wrong(message: str) -> BadInput:
    return BadInput(message, {"note": message})
