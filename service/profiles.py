"""Reads a deadline profile from TOML and the calendar of working days."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from service.domain.deadlines import Calendar, Limit, LimitUnit, Profile
from service.domain.errors import Misconfigured
from service.domain.ticket import RequestType

_FOLDER = Path(__file__).parent / "resources" / "profiles"
_LIMIT = re.compile(r"^(\d+)\s*(min|h|d|wd)(\s+postpone)?$")
_LIMITS = (
    *("dispatch", "dispatch_urgent", "sign", "sign_urgent"),
    *("handle_urgent", "object_window", "callback"),
)
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


def profile_names() -> list[str]:
    """The profiles that come with the program."""
    return sorted(file.stem for file in _FOLDER.glob("*.toml"))


def published_calendar(overrides: Mapping[date, bool] | None = None) -> Calendar:
    """The State Council calendar; expected holidays where it is not published yet.

    ``overrides``: the city's own word on single days, stronger than both.
    """
    from chinese_calendar import constants  # noqa: PLC0415  (a large table, only wanted here)

    rest, make_up = set(constants.holidays), set(constants.workdays)
    known = {day.year for day in rest}
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
    limits: dict[str, Any] = {key: _limit(values[key]) for key in _LIMITS}
    limits |= {key: int(values[key]) for key in _NUMBERS}
    return Profile(
        name=name,
        title=values["title"],
        source=values["source"],
        handle={kind: _limit(values["handle"][kind.value]) for kind in RequestType},
        opens=time.fromisoformat(values["opens"]),
        closes=time.fromisoformat(values["closes"]),
        unwritten=tuple(values.get("unwritten", ())),
        **limits,
    )


def _limit(text: str) -> Limit:
    match = _LIMIT.match(text)
    if match is None:
        raise ValueError(f"时限“{text}”要写成 5wd、24h、7d 或 30min")
    limit = Limit(int(match[1]), LimitUnit(match[2]), postpones=bool(match[3]))
    if timedelta(days=limit.amount) > timedelta(days=400):
        raise ValueError(f"时限“{text}”太长")
    return limit
