"""A unit's list by person: the links that narrow it, and who has how many in all."""

from typing import Any

from service.domain.permissions import Role
from service.flows.desk import Desk
from service.flows.queries.desks.assigned import EVERYBODY, MINE, NOBODY, Share, at_unit, shares

_OVERSEES = frozenset({Role.UNIT_CLERK, Role.UNIT_HEAD})


def usual(desk: Desk, held: list[Share]) -> str:
    """Whose tickets are shown when nobody said: a handler's own first, if there are any."""
    has_own = any(one.id == desk.actor.id for one in held)
    return MINE if has_own and not desk.actor.roles & _OVERSEES else EVERYBODY


def links(desk: Desk, held: list[Share], tab: str, who: str) -> list[dict[str, Any]]:
    """Everybody, then each person's part of the list; nothing where nobody has been named."""
    if not any(one.id for one in held) and who == EVERYBODY:
        return []
    parts = [("全部", EVERYBODY, sum(s.count for s in held), sum(s.late for s in held))]
    if not any(one.id == desk.actor.id for one in held):
        parts.append(("我的", MINE, 0, 0))
    parts += [(_name(desk, one), _key(desk, one), one.count, one.late) for one in held]
    return [
        {
            "label": f"{name} {count}",
            "late": f"超期 {late}" if late else "",
            "href": f"/inbox?tab={tab}&who={key}",
            "current": who == key or (key == MINE and who == str(desk.actor.id)),
        }
        for name, key, count, late in parts
    ]


def totals(desk: Desk) -> str:
    """For clerks and heads: who has how many of all that the unit has to do, and how many late."""
    if not desk.actor.roles & _OVERSEES:
        return ""
    held = shares(desk, at_unit(desk))
    if not any(one.id for one in held):
        return ""
    said = [
        f"{one.name or '未交办'} {one.count} 件" + (f"（超期 {one.late}）" if one.late else "")
        for one in held
    ]
    return "、".join(said)


def _name(desk: Desk, one: Share) -> str:
    if one.id == desk.actor.id:
        return "我的"
    return one.name if one.id else "未交办"


def _key(desk: Desk, one: Share) -> str:
    if one.id == desk.actor.id:
        return MINE
    return str(one.id) if one.id else NOBODY
