"""What was promised on a ticket, in words: each clock, whether it was kept, what is provisional."""

from service.domain.clocks.running import Clock
from service.flows.queries.tickets.promises import Kept, Promise, Promises
from service.labels import label
from service.web.render import moment

PROVISIONAL = "（暂定）"
_HOUR, _MINUTE = 3600, 60
_KEPT = {Kept.YES: "，按时", Kept.NO: "，超期", Kept.OPEN: ""}


def clock_pairs(promises: Promises) -> list[tuple[str, str]]:
    """A term and its words for every clock that was promised."""
    pairs = [(f"{label(each.clock)}期限", _words(each)) for each in promises.clocks]
    return [
        *pairs,
        ("下次复核", moment(promises.review_at)),
        ("恢复后还剩", left_words(promises.seconds_left)),
    ]


def running_words(promises: Promises) -> str:
    """The clock that runs out first: what is to be done, by when; empty when none runs."""
    each = next((each for each in promises.clocks if each.is_running), None)
    if each is None:
        return ""
    over = "已超期，期限是" if each.kept is Kept.NO else "期限"
    return f"{label(each.clock)}{over} {moment(each.due_at)}{_mark(each)}"


def left_words(seconds: int | None) -> str:
    """Working time as people say it; empty when nobody counted it."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, _HOUR)
    minutes = f" {rest // _MINUTE} 分" if rest >= _MINUTE else ""
    return f"{hours} 个工作小时{minutes}"


def _words(each: Promise) -> str:
    # The handling deadline is judged by the figures, which know of rounds and suspensions.
    kept = "" if each.clock is Clock.HANDLE else _KEPT[each.kept]
    return f"{moment(each.due_at)}{_mark(each)}{kept}"


def _mark(each: Promise) -> str:
    return PROVISIONAL if each.is_provisional else ""
