"""``minsheng demo``: the simulated city, whole or not at all."""

import json
import shutil
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command
from service.cli.installation import DEMO, Data, settings_of, to_be_closed
from service.cli.output import progress

if TYPE_CHECKING:
    from service.settings import Settings

_FIRST_MONTHS, _FIRST_TICKETS = 12, 1000
_ASIDE = ".building"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("demo", cls=Command)(demo)


def demo(
    months: Annotated[int, typer.Option(metavar="N", min=1, max=60, help="到今天为止几个月")] = 24,
    tickets_per_month: Annotated[
        int, typer.Option(metavar="N", min=10, max=100_000, help="平均每月几件")
    ] = 3000,
    seed: Annotated[int, typer.Option(metavar="N", help="随机种子；相同则城市相同")] = 1,
    data: Data = None,
) -> None:
    """在空的数据目录里造一座模拟城市：工单、单位、人员和账号。"""
    from service.domain.errors import BadInput

    settings = settings_of(data)
    if not _is_vacant(settings):
        raise BadInput(f"“{settings.data}”里已有数据，没有改动。请用 --data 另指一个空目录。")
    _build(settings, months, tickets_per_month, seed)
    print(f"模拟城市已建好。启动：minsheng run --data {settings.data}")
    print(f"各角色的演示账号在登录页上，密码都是 {demo_password()}")


def build_if_empty(settings: "Settings") -> None:
    """Build a small city where there is no data yet; leave any other folder alone."""
    if _is_vacant(settings):
        _build(settings, _FIRST_MONTHS, _FIRST_TICKETS, 1)


def demo_password() -> str:
    """The password of the demonstration accounts."""
    from service.flows.staff.demonstration import PASSWORD

    return PASSWORD


def _is_vacant(settings: "Settings") -> bool:
    """Whether nothing would be overwritten: no file in the folder, no row in the database."""
    from service.bootstrap import build
    from service.flows.catalogue.starting import is_empty

    folder = settings.data
    if folder.exists() and any(path.name != _ASIDE for path in folder.iterdir()):
        return False
    if not settings.database_url:
        return True
    system = to_be_closed(build(settings.model_copy(update={"data": folder / _ASIDE})))
    with system.store.read() as uow:
        return is_empty(uow)


def _build(settings: "Settings", months: int, tickets_per_month: int, seed: int) -> None:
    """Build in a corner and move it into place: a city that was interrupted is not there."""
    from service.demo.build import build_demo

    aside = settings.data / _ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    with progress("建造模拟城市", "件") as advance:
        built = build_demo(
            settings.model_copy(update={"data": aside}),
            months=months,
            tickets_per_month=tickets_per_month,
            seed=seed,
            progress=lambda _, done, total: advance(done, done / total),
        )
        built.system.store.engine.dispose()
    told = {"months": months, "tickets_per_month": tickets_per_month, "seed": seed}
    (aside / DEMO).write_text(json.dumps(told) + "\n", encoding="utf-8")
    for path in sorted(aside.iterdir(), key=lambda path: path.suffix == ".sqlite"):
        path.rename(settings.data / path.name)
    aside.rmdir()
