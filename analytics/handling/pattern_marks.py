"""Marks single cases: which of them show a pattern of poor handling, and by what evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analytics.handling.pattern_answers import Answer, answer_of, dull_pairs
from analytics.handling.pattern_cases import check_cases
from analytics.handling.pattern_definitions import LIMITS, Limits
from analytics.handling.pattern_wording import alike_pairs, set_phrases, substance

Row = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """One case that shows a pattern: the other cases that belong to it, and a reason in words.

    `strength` 0 … 1 orders the marks of one pattern.
    """

    row: int
    others: tuple[int, ...]
    why: str
    strength: float


@dataclass(frozen=True)
class Marks:
    """For each pattern which rows of `cases` count, and the marked ones by row."""

    cases: pd.DataFrame
    counted: Mapping[str, pd.Series]
    marked: Mapping[str, Mapping[int, Mark]]
    answers: Mapping[int, Answer] = field(default_factory=dict)


def mark_cases(
    cases: pd.DataFrame,
    now: pd.Timestamp,
    official: Collection[str] = (),
    limits: Limits = LIMITS,
) -> Marks:
    """Return the marks of a frame with the columns of `CASES`, as things stand at `now`.

    `official`: phrases that people have said belong to official wording. Raises `BadCases`.
    """
    cases = check_cases(cases)
    replied = cases["reply"] != ""
    in_time = replied & (cases["replied_at"] <= cases["due_at"]) & (cases["limit_hours"] > 24)
    settled = replied & (cases["replied_at"] <= now - pd.Timedelta(days=limits.settled_days))
    explained = replied & (cases["result"] == "explained")
    answers = _answers(cases[replied], official)
    counted = {
        "same_reply": replied,
        "empty_reply": replied,
        "last_minute": in_time,
        "dragging": replied,
        "explained": replied & (cases["result"] != ""),
        "comes_back": settled & (cases["topic"] != ""),
    }
    marked = {
        "same_reply": _same(cases[replied], answers, official, limits),
        "empty_reply": _empty(answers, limits),
        "last_minute": _last_minute(cases[in_time], limits),
        "dragging": _plain(cases[replied & cases["delayed"].astype(bool)], "延期、挂账或超期"),
        "explained": _plain(cases[explained], "办理结果是“已解释”"),
        "comes_back": _back(cases, settled, limits),
    }
    return Marks(cases, counted, marked, answers)


def _answers(cases: pd.DataFrame, official: Collection[str]) -> dict[int, Answer]:
    dull = dull_pairs(cases["request"].tolist())
    return {
        int(row): answer_of(request, reply, official, dull)
        for row, request, reply in zip(cases.index, cases["request"], cases["reply"], strict=True)
    }


def _empty(answers: Mapping[int, Answer], limits: Limits) -> dict[int, Mark]:
    found = {}
    for row, answer in answers.items():
        if answer.points < limits.empty:
            strength = min(1.0, (limits.empty - answer.points) / (2 * limits.empty))
            found[row] = Mark(row, (), _why_empty(answer), round(strength, 3))
    return found


def _why_empty(answer: Answer) -> str:
    if not answer.length:
        return "除了套话什么也没有说"
    put_off = f"只有“{'”“'.join(answer.put_off)}”，" if answer.put_off else ""
    return f"{put_off}没有写明做了什么、依据和时间，也没有提到诉求里的事"


def _last_minute(cases: pd.DataFrame, limits: Limits) -> dict[int, Mark]:
    left = (cases["due_at"] - cases["replied_at"]).dt.total_seconds() / 60
    close = left[left <= limits.minutes]
    return {
        row: Mark(row, (), f"离期限只剩 {minutes:.0f} 分钟时答复", round(1 - minutes / 120, 3))
        for row, minutes in zip(close.index.tolist(), close.tolist(), strict=True)
    }


def _plain(cases: pd.DataFrame, why: str) -> dict[int, Mark]:
    return {row: Mark(row, (), why, 0.5) for row in cases.index.tolist()}


def _back(cases: pd.DataFrame, settled: pd.Series, limits: Limits) -> dict[int, Mark]:
    """The earlier case is marked: after its reply somebody came with the same matter."""
    rows = cases.to_dict("records")
    groups = {by: _by_matter(rows, by, digits) for by, digits in _MATTER.items()}
    found: dict[int, Mark] = {}
    for row in settled.to_numpy().nonzero()[0].tolist():
        for by, digits in _MATTER.items():
            group = groups[by].get((rows[row][by], rows[row]["topic"][:digits]), [])
            if by == "place" and len(group) > limits.hot_place:
                continue
            again = _after(rows, row, group, limits.back_days)
            if len(again) >= _LEAST_BACK[by]:
                days = (rows[again[0]]["registered_at"] - rows[row]["replied_at"]).days
                why = f"答复 {days} 天后{_WHO[by]}又来反映"
                found[row] = Mark(row, again, why, round(1 - days / (2 * limits.back_days), 3))
                break
    return found


# Who comes back, and how many digits of the topic say that it is the same matter. Another from the
# same place may be chance where many people live, so that two are needed.
_MATTER = {"caller": 4, "place": 6}
_LEAST_BACK = {"caller": 1, "place": 2}
_WHO = {"caller": "同一诉求人", "place": "同一地点的诉求人"}


def _by_matter(rows: Sequence[Row], by: str, digits: int) -> dict[tuple[str, str], list[int]]:
    """Rows by who and what, in order of time; those without either, or a time, are left out."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row[by] and row["topic"] and not pd.isna(row["registered_at"]):
            groups[row[by], row["topic"][:digits]].append(number)
    for group in groups.values():
        group.sort(key=lambda number: rows[number]["registered_at"])
    return groups


def _after(rows: Sequence[Row], row: int, group: Sequence[int], days: int) -> tuple[int, ...]:
    start = rows[row]["replied_at"]
    end = start + pd.Timedelta(days=days)
    return tuple(
        other
        for other in group
        if other != row
        and start < rows[other]["registered_at"] <= end
        and not _is_one_event(rows[row], rows[other])
    )


def _is_one_event(one: Row, other: Row) -> bool:
    return bool(one["event"]) and one["event"] == other["event"]


def _same(
    cases: pd.DataFrame, answers: Mapping[int, Answer], official: Collection[str], limits: Limits
) -> dict[int, Mark]:
    replies, units = cases["reply"].tolist(), cases["unit"].tolist()
    common = set_phrases(replies, units, limits.everybody, limits.often)
    rows = dict(zip(cases.index.tolist(), cases.to_dict("records"), strict=True))
    said: dict[str, dict[int, str]] = defaultdict(dict)
    for number, row in rows.items():
        words = substance(row["reply"], common, official)
        if len(words) >= limits.own:
            said[row["unit"]][number] = words
    found: dict[int, Mark] = {}
    for group in said.values():
        numbers, near = list(group), defaultdict[int, dict[int, float]](dict)
        for i, j, value in alike_pairs(list(group.values()), limits.alike):
            one, other = numbers[i], numbers[j]
            if _differ(rows[one], rows[other]):
                near[one][other] = near[other][one] = value
        found |= dict(_copied(rows, near, answers, limits))
    return found


def _differ(one: Row, other: Row) -> bool:
    """Whether two cases are different requests.

    Not one caller's, not one event's, not one place's same matter, not the same text sent twice.
    """
    if one["caller"] and one["caller"] == other["caller"]:
        return False
    if _is_one_event(one, other) or one["request"] == other["request"]:
        return False
    is_elsewhere = one["place"] != other["place"] or not one["place"]
    return one["topic"] != other["topic"] or is_elsewhere


def _copied(
    rows: Mapping[int, Row],
    near: Mapping[int, Mapping[int, float]],
    answers: Mapping[int, Answer],
    limits: Limits,
) -> Iterator[tuple[int, Mark]]:
    """Policy told alike to all who ask it is no copy: it needs another topic, or no substance."""
    for row, others in near.items():
        topic, points = rows[row]["topic"][:4], answers[row].points
        across = [other for other in others if rows[other]["topic"][:4] != topic]
        is_across = len(across) * 4 > len(others) and points < 1.5 * limits.empty
        if not is_across and points >= limits.empty:
            continue
        best = sorted(others, key=lambda other: (-others[other], other))
        value = sum(others[other] for other in best[:3]) / len(best[:3])
        why = f"与另外 {len(others)} 件的答复相同 {value:.0%}"
        if is_across:
            why += "，其中有不同类别的诉求"
        strength = value * (1.0 if is_across else 0.8) * (1 - 0.5 / (1 + len(others)))
        yield row, Mark(row, tuple(best), why, round(strength, 3))
