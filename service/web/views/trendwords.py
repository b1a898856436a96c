"""The words of the trends: what they are narrowed to, and what the newest whole period says."""

from collections.abc import Mapping, Sequence
from datetime import date

from service.domain.catalogue import Catalogue
from service.domain.ticket import RequestType
from service.flows.queries import choices
from service.flows.queries.desks.filters import Filters
from service.flows.queries.signs.trends import LEAST_BASE, Extent, Point, is_base
from service.labels import label

FEW = "基数小"


def asked_words(filters: Filters, catalogue: Catalogue) -> str:
    """What the series is of, such as “澜桥区·物业服务·投诉”; the whole city without filters."""
    said = (
        catalogue.area_names.get(filters.area, filters.area) or "全市",
        choices.topic_level_name(catalogue, filters.topic) if filters.topic else "全部主题",
        f"主办单位{choices.unit_name(catalogue, filters.unit)}" if filters.unit else "",
        label(RequestType(filters.request_type)) if filters.request_type else "",
    )
    return "·".join(words for words in said if words)


def name_of(point: Point, *, weekly: bool) -> str:
    """The period: 2026-10, or the week by its first day."""
    return f"{point.first_on:%Y-%m-%d}起" if weekly else f"{point.first_on:%Y-%m}"


def spoken(point: Point, *, weekly: bool) -> str:
    """The period in a sentence."""
    if weekly:
        return f"{day(point.first_on)}到{day(point.last_on)}这一周"
    return f"{point.first_on.year}年{point.first_on.month}月"


def summary(points: Sequence[Point], asked: str, *, weekly: bool) -> str:
    """What the newest whole period says: how many, against what, and whether it is the season."""
    if not points:
        return f"{asked}：没有符合条件的工单。"
    last = next((p for p in points[::-1] if not p.is_partial), points[-1])
    head = f"{asked}：{spoken(last, weekly=weekly)} {last.count} 件"
    if last.is_partial:
        return f"{head}（未满）。还没有一个完整的{'周' if weekly else '月'}，不比升降。"
    before, then = ("上周", "去年同一周") if weekly else ("上月", "去年同月")
    compared = [
        _compared(before, last.before, last.before_pct, last.moved),
        _compared(then, last.year_ago, last.year_pct, last.year_moved),
    ]
    return f"{head}；{'，'.join(c for c in compared if c)}。{_why(last)}"


def change_words(point: Point, then: int | None, percent: float | None) -> str:
    """A change for the table: in percent, in requests where the base is small, else a dash."""
    if then is None:
        return "—"
    if percent is None or not is_base(then):
        return f"{point.count - then:+d} 件"
    return percent_words(percent)


def percent_words(percent: float) -> str:
    """A change in percent with its sign; none at all is 0%."""
    return f"{percent:+.0f}%" if round(percent) else "0%"


def few_words(points: Sequence[Point]) -> str:
    """What the table's changes in requests mean; empty where there are none."""
    bases = [then for p in points for then in (p.before, p.year_ago) if then is not None]
    if all(is_base(then) for then in bases):
        return ""
    return f"写“+3 件”的是{FEW}：跟它比的那一期不足 {LEAST_BASE} 件，百分比没有意思，只写差几件。"


def partial_words(points: Sequence[Point], known: Extent | None, *, weekly: bool) -> str:
    """How the periods that are not full are compared, and where the data end."""
    said = []
    if known is not None and not known.is_running:
        said.append(f"最新的工单是{known.last.year}年{day(known.last)}登记的，下面看到那天为止。")
    last = points[-1] if points else None
    if last is not None and last.is_partial and last.before is not None:
        then = "上期和去年" if last.year_ago is not None else "上期"
        name = spoken(last, weekly=weekly)
        name = "本周" if weekly and known and known.is_running else name
        said.append(f"{name}未满，只到{day(last.last_on)}：和{then}同样多的天数比，不和整期比。")
    return "".join(said)


def chart_words(points: Sequence[Point], bursts: int, *, weekly: bool) -> str:
    """What the chart shows."""
    if len(points) < 2:
        return ""
    first, last = (name_of(p, weekly=weekly) for p in (points[0], points[-1]))
    marked = "；虚线标出突发，点开是当天的工单" if bursts else ""
    return f"{first}到{last}每{'周' if weekly else '月'}的件数，浅色的未满{marked}。"


def day(on: date) -> str:
    """A day of a known year."""
    return f"{on.month}月{on.day}日"


def _compared(name: str, then: int | None, percent: float | None, moved: int | None) -> str:
    if then is None:
        return f"没有{name}的数据"
    if not is_base(then) or percent is None:
        return f"{name} {then} 件（{FEW}，不算百分比）"
    if not moved:
        return f"折算后和{name}（{then} 件）差不多，{percent_words(percent)}，在平常起伏之内"
    return f"折算后比{name}（{then} 件）{'多' if moved > 0 else '少'} {abs(percent):.0f}%"


_UP: Mapping[int, str] = {1: "多", -1: "少"}


def _why(point: Point) -> str:
    """Season or growth, as far as last year can tell; and that the shares are adjusted."""
    folded = "折算扣掉了天数、周末和春节国庆。"
    if not is_base(point.before) or not point.moved:
        return folded if is_base(point.before) or is_base(point.year_ago) else ""
    way = "升" if point.moved > 0 else "降"
    if point.year_ago is None:
        return f"没有去年的数据，分不清这次{way}是季节还是真的变了。{folded}"
    if point.is_season:
        more = {
            point.moved: f"但比去年这时还{_UP[point.moved]}，不全是季节。",
            0: "和去年这时差不多，没有真的变化。",
        }.get(point.year_moved or 0, f"而且比去年这时{_UP[-point.moved]}。")
        return f"去年这时也{way}，是季节；{more}{folded}"
    if point.is_season is False:
        return f"去年这时没有这样{way}，不像季节。{folded}"
    return f"去年这时的件数太少，看不出这次{way}是不是季节。{folded}"
