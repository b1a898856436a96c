"""Tries the draft's words on last month's texts, with a reader built for the purpose."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from service.bootstrap import System, make_reader
from service.domain.errors import Refused
from service.domain.permissions import SYSTEM
from service.flows.catalogue import editing as catalogue
from service.flows.catalogue import effects as catalogue_effects
from service.flows.catalogue import rows as catalogue_rows
from service.jobs.runner import Finished, Job, Say, run

NAME = "reread"


def run_rereading(
    system: System, now: datetime, *, began: Callable[[], None] = lambda: None
) -> Finished | None:
    """Read a sample of last month's texts with the draft's words; None while another is at it.

    Raises ``Refused`` when there is no draft.
    """
    with system.store.read() as uow:
        draft = uow.drafts.current()
    if draft is None:
        raise Refused("现在没有目录草稿，不用试读。")
    return run(system, Job(NAME, _work), f"草稿 {draft.id}", now, began=began)


def folder_of(system: System) -> Path:
    """Where the last rereading is kept."""
    return system.settings.data / "cache" / "catalogue"


def _work(system: System, _: str, now: datetime, say: Say) -> dict[str, int]:
    with system.read_desk(SYSTEM, now) as desk:
        held = catalogue.work(desk)
        texts = catalogue_effects.sample(desk, catalogue_effects.last_month(desk))
        say("正在按草稿的词和说法准备读件模型，要几秒到一分钟")
        drafted = make_reader(system.settings, system.store, catalogue_rows.topics_of(held.after))
        found = catalogue_effects.reread(
            desk,
            held,
            (system.hotline.reader, drafted),
            texts,
            lambda done: say(f"正在试读，{done} / {len(texts)} 件"),
        )
    catalogue_effects.keep(folder_of(system), found)
    return {"reread": found.texts, "otherwise": sum(row.tickets for row in found.rows)}
