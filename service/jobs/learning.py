"""The learning job: verdicts of a year's work, a challenger, proposals; it changes nothing."""

from collections.abc import Callable
from datetime import datetime

from analytics.months import month_start, shift
from service.bootstrap import System, shelf_of
from service.flows.lessons import learning
from service.jobs.runner import Finished, Job, Say, run

NAME = "learning"


def run_learning(
    system: System,
    month: str,
    now: datetime,
    *,
    again: bool = True,
    began: Callable[[], None] = lambda: None,
) -> Finished | None:
    """Learn from everything up to now; the record goes under ``month``.

    None when another process is at it, or it was done after the month's end and is not to be done
    ``again``. A second run on the same work proposes nothing new.
    """
    end = month_start(shift(month, 1))
    return run(system, Job(NAME, _work), month, now, again=again, since=end, began=began)


def _work(system: System, _: str, now: datetime, say: Say) -> dict[str, int]:
    say("正在整理人工更正、退单、并单和照建议办结的工单")
    with system.store.read() as uow:
        lessons = learning.look(uow, system.hotline, now)
    shelf, verdicts = shelf_of(system.settings), len(lessons.gathered.verdicts)
    say(f"正在从 {verdicts} 件人工结论里学习，并和现用的模型比较")
    taught = learning.train(system.hotline, shelf, lessons, system.settings.learn_rows)
    say("正在保存建议")
    with system.store.write() as uow:
        return learning.keep(uow, shelf, lessons, taught, now)
