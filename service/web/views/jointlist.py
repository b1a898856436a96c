"""The page that lists matters across borders, and the one on which a new one is written."""

from collections.abc import Mapping

from service.domain.permissions import Permission
from service.domain.together.matter_forms import MATTER_FIELDS
from service.domain.together.matters import Crossing, MatterStep
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.together import joint as queries
from service.labels import LABELS, label
from service.store.together.matters import MatterFilter
from service.web.contexts.joint import MattersPage, NewMatterPage
from service.web.filters import query_string
from service.web.views import jointrows

_TABS = {"open": "进行中", "before": "未议定", "decided": "已议定", "ended": "已结束"}
_CROSSINGS = [(crossing.value, label(crossing)) for crossing in Crossing]


def list_page(desk: Desk, tab: str, asked: Mapping[str, str], start: int) -> MattersPage:
    """A page of matters from ``start`` on; ``asked``: crossing, unit and q as they were typed."""
    counts = queries.counts(desk)
    tabs = ({"mine": "待我单位表态"} if desk.actor.unit else {}) | _TABS
    chosen = tab if tab in tabs else next(iter(tabs)) if counts.get("mine") else "open"
    wanted = MatterFilter(
        states=queries.TABS.get(chosen, ()),
        crossing=asked["crossing"] if asked["crossing"] in LABELS[Crossing] else "",
        unit=choices.unit_code(desk.catalogue, asked["unit"].strip()),
        words=asked["q"],
        waiting_unit=desk.actor.unit if chosen == "mine" else "",
    )
    found, total = queries.page_of(desk, wanted, start)
    values = {"tab": chosen, **asked}
    return MattersPage(
        rows=[jointrows.matter_line(matter, desk) for matter in found],
        tabs=[
            {
                "label": name,
                "href": f"/joint?tab={key}",
                "count": counts[key],
                "current": key == chosen,
            }
            for key, name in tabs.items()
        ],
        tab=chosen,
        values=values,
        crossings=_CROSSINGS,
        choices=choices.choices(desk.catalogue),
        total=total,
        older=_at(values, start + queries.SIZE) if start + queries.SIZE < total else "",
        newer=_at(values, max(0, start - queries.SIZE)) if start > 0 else "",
        may_open=desk.actor.may(Permission.JOINT_ARRANGE),
    )


def new_page(desk: Desk, values: Mapping[str, str], errors: Mapping[str, str]) -> NewMatterPage:
    """A new matter with what was typed and what is wrong with it."""
    names = [field.name for field in MATTER_FIELDS[MatterStep.OPEN]]
    return NewMatterPage(
        values={name: values.get(name, "") for name in names},
        errors={name: errors.get(name, "") for name in names},
        crossings=_CROSSINGS,
        choices=choices.choices(desk.catalogue),
    )


def _at(values: Mapping[str, str], start: int) -> str:
    return f"/joint?{query_string(values, start=start)}"
