"""What is foretold, and the seasons of the coming year, as JSON."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter

from service.domain.permissions import Actor, Permission
from service.flows.queries.month.seasons import seasons_of
from service.web.deps import ReadDesk, allow

router = APIRouter(tags=["months"])


@router.get("/outlook")
def outlook(
    desk: ReadDesk, _: Annotated[Actor, allow(Permission.AGENDA_READ)], month: str = ""
) -> dict[str, Any]:
    """从一个月（不写就是最近分析过的）看今后：各主题三个月的预判和区间，各高发季。"""
    origin = month or next(iter(desk.uow.outlooks.origins()), "")
    return {
        "month": origin,
        "forecasts": [asdict(row) for row in desk.uow.outlooks.forecasts(origin)],
        "seasons": [
            {
                "topic": line.season.topic,
                "name": line.name,
                "starts_on": line.starts_on,
                "ends_on": line.ends_on,
                "count": line.season.count,
                "months": line.season.months,
                "seen": line.season.seen,
                "years": line.season.years,
                "ratio": line.season.ratio,
                "units": [{"unit": c, "name": name, "count": n} for c, name, n in line.units],
                "areas": [{"area": c, "name": name, "count": n} for c, name, n in line.areas],
                "places": [{"name": name, "count": n} for name, n in line.season.places],
            }
            for line in seasons_of(desk, origin)
        ],
    }
