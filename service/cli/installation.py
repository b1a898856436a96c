"""Opens the installation that a command works on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from service.bootstrap import System
    from service.settings import Settings

DEMO_CITY = "沁安市"
DEMO = "demo.json"
"""A data folder with this file in it holds the simulated city."""

_OPEN: "list[System]" = []
_LEVEL = "WARNING"
"""A command that ends tells its result; what a server logs would be noise around it."""

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="数据目录；不写时用 MINSHENG_DATA，再没有就用 ./data"
    ),
]


def settings_of(data: Path | None, **changes: Any) -> "Settings":
    """The settings with the data folder of the command line.

    Raises ``Misconfigured`` naming the setting that cannot be read.
    """
    from pydantic import ValidationError

    from service.domain.errors import Misconfigured
    from service.settings import Settings

    given = {**changes, **({"data": data} if data else {})}
    try:
        settings = Settings(**given)
    except ValidationError as problem:
        names = [f"MINSHENG_{part['loc'][0]}".upper() for part in problem.errors()]
        raise Misconfigured(f"设置 {'、'.join(names)} 的值不对，请改正后再试。") from problem
    if not (settings.data / DEMO).is_file():
        return settings
    return settings.model_copy(update={"demo": True, "city": settings.city or DEMO_CITY})


def open_system(data: Path | None) -> "System":
    """The installation, made when it is not there yet."""
    from service.bootstrap import build

    settings = settings_of(data)
    set_up_logs(settings, _LEVEL)
    return to_be_closed(build(settings))


def open_existing(data: Path | None) -> "System":
    """The installation; raises ``BadInput`` where there is none, so that none is made by a slip."""
    from service.bootstrap import build
    from service.domain.errors import BadInput

    settings = settings_of(data)
    if not settings.database_url and not (settings.data / "minsheng.sqlite").is_file():
        raise BadInput(
            f"“{settings.data}”里还没有数据。请核对 --data；"
            "新装的先运行 minsheng user add 建第一个管理员。"
        )
    set_up_logs(settings, _LEVEL)
    return to_be_closed(build(settings))


def to_be_closed(system: "System") -> "System":
    """The same installation; its connections are closed when the command has ended."""
    _OPEN.append(system)
    return system


def close_all() -> None:
    """Close the connections of every installation that the command opened."""
    while _OPEN:
        _OPEN.pop().store.engine.dispose()


def set_up_logs(settings: "Settings", level: str) -> None:
    """Log to stderr from this level on. Raises ``Misconfigured`` for an unknown level."""
    from service import logs
    from service.domain.errors import Misconfigured

    try:
        logs.configure(level, as_json=settings.log_json)
    except ValueError as problem:
        raise Misconfigured(f"设置 MINSHENG_LOG_LEVEL 没有“{level}”这一级。") from problem
