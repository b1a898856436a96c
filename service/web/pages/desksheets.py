"""The list of a desk as a file: what the tab on the screen shows, to the end of it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Response

from service.domain.permissions import Actor
from service.flows import exporting
from service.flows.queries.desks.assigned import EVERYBODY
from service.flows.queries.desks.desk_lists import DESKS, wanted_by
from service.web.deps import SystemDep, allow
from service.web.sheetfile import send_list

router = APIRouter()
MOST = {"csv": 20_000, "xlsx": 2_000}
"""So many rows at most: a workbook takes longer to write."""


def _export(name: str, ending: str) -> Callable[..., Response]:
    held = DESKS[name]

    def export(
        system: SystemDep,
        actor: Annotated[Actor, allow(held.right)],
        tab: str = "",
        who: str = EVERYBODY,
    ) -> Response:
        return send_list(
            system,
            actor,
            (held.title, ending),
            exporting.DESK_COLUMNS,
            lambda desk: exporting.rows_of_desk(
                desk, wanted_by(desk, name, tab, who), MOST[ending]
            ),
        )

    return export


for _name in DESKS:
    for _ending in MOST:
        router.add_api_route(f"/export/{_name}.{_ending}", _export(_name, _ending))
