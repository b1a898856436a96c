"""The weekly brief: one page for the Monday meeting."""

from datetime import datetime

import pandas as pd

from analytics.marking import marked, marked_pieces
from analytics.moves import is_enough
from analytics.reports.report_sets import ALL, Sets, line_set
from analytics.reports.report_words import told_few, told_rate
from analytics.wording import as_of, change_words, pieces
from service.domain.ticket import WITH_UNIT
from service.flows.hotline import Hotline
from service.flows.month import countings
from service.flows.month.countings import Counting
from service.flows.month.paper import told_section
from service.flows.month.scope import Scope
from service.flows.month.special import Found, day_words, find, outcomes, topics_of
from service.reporting.paper import Paper
from service.store.uow import UnitOfWork

LATE = "late"
_TOPICS, _AREAS = 5, 3
_SAID = ("on_time", "solved", "satisfied")


def brief(uow: UnitOfWork, hotline: Hotline, week: Scope, now: datetime) -> tuple[Paper, Sets]:
    """The brief of a week and the tickets behind its numbers; the same data give the same one.

    Raises ``BadInput`` for a week that has not begun.
    """
    found, _ = find(uow, hotline, week, now)
    here, earlier = found.here, found.earlier
    of_topics = (here["no"], topics_of(here), topics_of(earlier), _TOPICS)
    topics = Counting("topic", "主要诉求", "主题", *of_topics)
    of_areas = (here["no"], here["area_name"], earlier["area_name"], _AREAS)
    areas = Counting("area", "区域", "区域", *of_areas)
    late = _late(found)
    year, number, _ = week.first.isocalendar()
    paper = Paper(
        month=f"{week.first}_{week.last}",
        title=f"{hotline.city}12345热线每周简报",
        issue=f"{year}年第{number}周",
        issuer=f"{hotline.city}12345政务服务便民热线中心",
        as_of=as_of(found.period.now),
        is_provisional=now < found.period.end,
        is_short=True,
        sections=(
            told_section("受理情况", (*_overall(found, week), *_areas(areas))),
            told_section("主要诉求", _rising(topics), tables=(countings.table(topics),)),
            told_section("办理情况", (_rates(found), _overdue(late))),
        ),
    )
    sets = found.sets | countings.sets(topics) | countings.sets(areas) | {LATE: sorted(late["no"])}
    return paper, sets


def _overall(found: Found, week: Scope) -> tuple[str, ...]:
    count, change = len(found.here), countings.change(len(found.here), len(found.earlier))
    said = f"，比上周{change_words(change)}" if change is not None else ""
    if not is_enough(len(found.earlier)):
        said = f"，上周{pieces(len(found.earlier))}"
    days = f"{day_words(week.first)}至{day_words(week.last)}"
    return f"{days}，共受理诉求{marked_pieces(count, ALL)}{said}。", outcomes(found)


def _areas(areas: Counting) -> tuple[str, ...]:
    named = [
        f"{name}{marked_pieces(count, line_set(areas.name, name))}"
        for name, count, _ in countings.counts(areas)
        if name not in countings.GATHERED
    ]
    return (f"较多的区域：{'，'.join(named)}。",) if named else ()


def _rising(topics: Counting) -> tuple[str, ...]:
    """What rose most against the week before, with enough tickets to say so."""
    said = countings.rising(topics)
    return (f"比上周多得多的：{'，'.join(said)}，请关注。",) if said else ()


def _rates(found: Found) -> str:
    rates = [rate for rate in found.rates if rate.key in _SAID]
    said = [told_rate(rate) if rate.enough else told_few(rate) for rate in rates]
    return f"{'；'.join(said)}。" if said else "本周没有到期、办结的工单。"


def _overdue(late: pd.DataFrame) -> str:
    if late.empty:
        return "没有超期未办结的工单。"
    return f"超期还没办结的{marked(f'{len(late)}件', LATE)}，请各单位抓紧。"


def _late(found: Found) -> pd.DataFrame:
    """What was with a unit past its deadline at the week's end."""
    rows = found.at_work
    is_late = (rows["due_at"] <= found.period.now) & rows["closed_at"].isna()
    return rows[(is_late & rows["status"].isin([s.value for s in WITH_UNIT])).to_numpy(dtype=bool)]
