"""Reads a deadline profile from TOML and the calendar of working days."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from service.domain.callback.calling import CallRules, SampleRules, SurveyRules
from service.domain.clocks.deadlines import Calendar, Limit, LimitUnit, Profile
from service.domain.clocks.hours import Hours, given_hours
from service.domain.errors import Misconfigured
from service.domain.ticket import RequestType

_MOST_DRAWN = 1000
HOLIDAYS_OF_A_YEAR = 8
"""Fewer free days than the least that a notice names are single corrections, not a whole year."""
_FOLDER = Path(__file__).parent / "resources" / "profiles"
_LIMIT = re.compile(r"^(\d+)\s*(min|h|d|wh|wd)(\s+postpone)?$")
_LIMITS = (
    *("dispatch", "dispatch_urgent", "sign", "sign_urgent"),
    *("handle_urgent", "object_window", "callback"),
)
# What rules written before these limits existed say nothing of; the domain has a usual value.
_LATER_LIMITS = ("contact", "contact_urgent", "callback_urgent", "suspension_review")
_LATER_NUMBERS = ("suspension_reviews",)
_NUMBERS = (
    "extension_days",
    "extension_count",
    "grace_days",
    "callback_attempts",
    "designate_after",
)


def load_profile(name: str) -> Profile:
    """A profile by name (a file in ``resources/profiles``) or by path.

    Raises ``Misconfigured`` for a missing file, a missing key or a limit that cannot be read.
    """
    path = Path(name) if name.endswith(".toml") else _FOLDER / f"{name}.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return _profile(path.stem, values)
    except FileNotFoundError:
        known = "、".join(sorted(file.stem for file in _FOLDER.glob("*.toml")))
        raise Misconfigured(f"没有时限规则 {name}；可选：{known}。") from None
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as problem:
        raise Misconfigured(f"时限规则 {path.name} 读不懂：{problem}") from problem


def published_calendar(overrides: Mapping[date, bool] | None = None) -> Calendar:
    """The State Council calendar; expected holidays where it is not published yet.

    ``overrides``: the city's own word on single days, stronger than both. A year of which it names
    the holidays is known like a published one.
    """
    from chinese_calendar import constants  # noqa: PLC0415  (a large table, only wanted here)

    rest, make_up = set(constants.holidays), set(constants.workdays)
    known = {day.year for day in rest}
    told = Counter(day.year for day, is_working in (overrides or {}).items() if not is_working)
    known |= {year for year, days in told.items() if days >= HOLIDAYS_OF_A_YEAR}
    rest |= _expected_holidays(max(known) + 1)
    for day, is_working in (overrides or {}).items():
        (make_up if is_working else rest).add(day)
        (rest if is_working else make_up).discard(day)
    return Calendar(frozenset(rest), frozenset(make_up), frozenset(known))


def _expected_holidays(year: int) -> set[date]:
    """Statutory holidays by law; their make-up days are unknown until the notice comes."""
    import holidays  # noqa: PLC0415  (slow to import, only wanted here)

    return {day for day in holidays.country_holidays("CN", years=[year]) if day.year == year}


def _profile(name: str, values: Mapping[str, Any]) -> Profile:
    limits: dict[str, Any] = {key: limit_written(values[key]) for key in _LIMITS}
    limits |= {key: int(values[key]) for key in _NUMBERS}
    limits |= {key: limit_written(values[key]) for key in _LATER_LIMITS if key in values}
    limits |= {key: int(values[key]) for key in _LATER_NUMBERS if key in values}
    return Profile(
        name=name,
        title=values["title"],
        source=values["source"],
        handle={kind: limit_written(values["handle"][kind.value]) for kind in RequestType},
        hours=_hours(values),
        calls=_calls(values.get("calls", {})),
        samples=_samples(values.get("samples", {})),
        survey=_survey(values.get("survey", {})),
        unwritten=tuple(values.get("unwritten", ())),
        **_co_handling(values),
        **limits,
    )


def _hours(values: Mapping[str, Any]) -> Hours:
    """Written in one line (``hours``), or as one window from ``opens`` to ``closes``."""
    found = given_hours(values.get("hours") or f"{values['opens']}-{values['closes']}")
    if found is None or found.is_daily:
        raise ValueError("热线的办公时间要写工作日的时段；天天上班的单位各自写")
    return found


def _co_handling(values: Mapping[str, Any]) -> dict[str, Any]:
    """``co_report`` is a share of the lead's time such as 2/3, or a limit of its own."""
    found: dict[str, Any] = {}
    text = str(values.get("co_report", ""))
    if match := re.fullmatch(r"(\d+)/(\d+)", text):
        share = (int(match[1]), int(match[2]))
        if not 0 < share[0] <= share[1]:
            raise ValueError(f"协办反馈的时限“{text}”要在 0 和 1 之间，例如 2/3")
        found["co_share"] = share
    elif text:
        found["co_report"] = limit_written(text)
    if "opinion_hours" in values:
        found["opinion_hours"] = int(values["opinion_hours"])
    return found


def _calls(values: Mapping[str, Any]) -> CallRules:
    usual = CallRules()
    return CallRules(
        spacing=_span(values["spacing"]) if "spacing" in values else usual.spacing,
        lease=_span(values["lease"]) if "lease" in values else usual.lease,
        opens=time.fromisoformat(values["opens"]) if "opens" in values else usual.opens,
        closes=time.fromisoformat(values["closes"]) if "closes" in values else usual.closes,
    )


def _samples(values: Mapping[str, Any]) -> SampleRules:
    shares = {
        key: float(values[key]) for key in ("quality", "discipline", "explained") if key in values
    }
    if not all(0 <= share <= 1 for share in shares.values()):
        raise ValueError("抽查的比例要在 0 和 1 之间")
    return replace(SampleRules(), **shares, least=int(values.get("least", SampleRules().least)))


def _survey(values: Mapping[str, Any]) -> SurveyRules:
    usual = SurveyRules()
    found = SurveyRules(
        drawn=int(values.get("drawn", usual.drawn)),
        enough=float(values.get("enough", usual.enough)),
    )
    if not (1 <= found.drawn <= _MOST_DRAWN and 0 < found.enough <= 1):
        raise ValueError(f"议题回访抽 1 到 {_MOST_DRAWN} 位，解决的比例大于 0、不超过 1")
    return found


def _span(text: str) -> timedelta:
    limit = limit_written(text)
    if limit.unit is LimitUnit.MINUTES:
        return timedelta(minutes=limit.amount)
    if limit.unit is LimitUnit.HOURS:
        return timedelta(hours=limit.amount)
    raise ValueError(f"“{text}”要写成 2h 或 15min")


def limit_written(text: str) -> Limit:
    """The limit written like ``5wd`` or ``24h postpone``. Raises ``ValueError`` in Chinese."""
    match = _LIMIT.match(text)
    if match is None:
        raise ValueError(f"时限“{text}”要写成 5wd、4wh、24h、7d 或 30min")
    limit = Limit(int(match[1]), LimitUnit(match[2]), postpones=bool(match[3]))
    if timedelta(days=limit.amount) > timedelta(days=400):
        raise ValueError(f"时限“{text}”太长")
    return limit
