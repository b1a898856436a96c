"""Defines every rate of the hotline: what counts, out of what, and what is left out, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analytics.figures.repeats import is_repeat
from analytics.months import Period

Count = Callable[[pd.DataFrame, Period], pd.Series]


@dataclass(frozen=True, slots=True)
class RateDefinition:
    """A rate in words and as a function.

    `basis` is the instant that must lie in the period. `count` returns for each row True (counts),
    False (does not), or missing (left out of numerator and denominator). `higher_is_better` tells a
    ranking which way to look.
    """

    key: str
    name: str
    numerator: str
    denominator: str
    exclusions: str
    basis: str
    needs: tuple[str, ...]
    count: Count
    higher_is_better: bool = True


def _flag(values: pd.Series) -> pd.Series:
    return values.astype("boolean")


def _only(rows: pd.Series, hits: pd.Series) -> pd.Series:
    """Return hits where rows holds, missing elsewhere."""
    return hits.astype("boolean").mask(~rows.astype(bool))


def _direct(frame: pd.DataFrame, _: Period) -> pd.Series:
    accepted = frame["status"] != "rejected"
    return _only(accepted, _flag(frame["direct"]).fillna(value=False))


def _dispatch_right(frame: pd.DataFrame, _: Period) -> pd.Series:
    return _only(_was_dispatched(frame), ~_flag(frame["returned"]).fillna(value=False))


def _was_dispatched(frame: pd.DataFrame) -> pd.Series:
    return frame["dispatch_count"].fillna(0) >= 1


def _dispatched(frame: pd.DataFrame, period: Period) -> pd.Series:
    in_time = frame["dispatched_at"] <= frame["dispatch_due_at"]
    decided = in_time | (frame["dispatch_due_at"] <= period.now)
    return _only(decided & frame["dispatch_due_at"].notna(), in_time)


def _signed(frame: pd.DataFrame, period: Period) -> pd.Series:
    in_time = frame["signed_at"] <= frame["sign_due_at"]
    decided = in_time | (frame["sign_due_at"] <= period.now)
    return _only(decided & frame["sign_due_at"].notna(), in_time)


def _first_contact(frame: pd.DataFrame, _: Period) -> pd.Series:
    return _flag(frame["first_contact_on_time"])


def _on_time(frame: pd.DataFrame, period: Period) -> pd.Series:
    due = (frame["due_at"] <= period.now) & _was_dispatched(frame)
    return _only(due, _flag(frame["on_time"]))


def _overdue(frame: pd.DataFrame, period: Period) -> pd.Series:
    return ~_on_time(frame, period)


def _extended(frame: pd.DataFrame, _: Period) -> pd.Series:
    return _only(_was_dispatched(frame), _flag(frame["extended"]).fillna(value=False))


def _returned(frame: pd.DataFrame, period: Period) -> pd.Series:
    return ~_dispatch_right(frame, period)


def _redone(frame: pd.DataFrame, _: Period) -> pd.Series:
    return _only(_was_dispatched(frame), frame["rounds"].fillna(1) > 1)


def _repeated(frame: pd.DataFrame, _: Period) -> pd.Series:
    return is_repeat(frame)


def _is_to_be_called(frame: pd.DataFrame) -> pd.Series:
    """Orders, and requests merged into one whose callers were called for it."""
    called = _flag(frame["called_back"]).fillna(value=False)
    return _was_dispatched(frame) | (called & (frame["status"] == "merged"))


def _called_back(frame: pd.DataFrame, _: Period) -> pd.Series:
    return _only(_is_to_be_called(frame), _flag(frame["called_back"]).fillna(value=False))


def _answered_callback(frame: pd.DataFrame, _: Period) -> pd.Series:
    tried = _is_to_be_called(frame) & _flag(frame["called_back"]).fillna(value=False)
    answered = frame[["responded", "solved", "satisfied"]].notna().any(axis=1)
    return _only(tried, answered)


def _answer(column: str) -> Count:
    def count(frame: pd.DataFrame, _: Period) -> pd.Series:
        return _flag(frame[column])

    return count


_ALL = (
    RateDefinition(
        "direct", "直办率", "话务员当场答复办结的诉求", "已受理的诉求", "不予受理的除外",
        "registered_at", ("direct", "status"), _direct,
    ),
    RateDefinition(
        "dispatch_right", "派单准确率", "首次派单后未被有效退回的工单", "本期首次派单的工单",
        "未派单的除外",
        "dispatched_at", ("dispatch_count", "returned"), _dispatch_right,
    ),
    RateDefinition(
        "dispatch_on_time", "按时派单率", "在派单时限内首次派单的工单",
        "派单时限在本期、已到或已派单的工单", "直接答复、不予受理、时限未到且未派单的除外",
        "dispatch_due_at", ("dispatched_at",), _dispatched,
    ),
    RateDefinition(
        "sign", "及时签收率", "在签收时限内签收的工单", "签收时限在本期、已到或已签收的工单",
        "时限未到且未签收的除外",
        "sign_due_at", ("signed_at",), _signed,
    ),
    RateDefinition(
        "first_contact", "首次联系及时率", "在规定时间内首次联系诉求人的工单",
        "本期派单、应当首次联系的工单",
        "尚未到首次联系时限的除外", "dispatched_at", ("first_contact_on_time",), _first_contact,
    ),
    RateDefinition(
        "on_time", "按时办结率", "在办理时限内办结的工单", "本期到期的工单",
        "尚未到期、到期前已终止的除外", "due_at", ("dispatch_count", "on_time"), _on_time,
    ),
    RateDefinition(
        "overdue", "超期率", "超过办理时限的工单", "本期到期的工单",
        "尚未到期、到期前已终止的除外", "due_at", ("dispatch_count", "on_time"), _overdue,
        higher_is_better=False,
    ),
    RateDefinition(
        "extension", "延期率", "获准延期的工单", "本期派单的工单", "未派单的除外",
        "dispatched_at", ("dispatch_count", "extended"), _extended, higher_is_better=False,
    ),
    RateDefinition(
        "return", "退单率", "被有效退回的工单", "本期首次派单的工单", "未派单的除外",
        "dispatched_at", ("dispatch_count", "returned"), _returned, higher_is_better=False,
    ),
    RateDefinition(
        "redo", "重办率", "回访后重新办理的工单", "本期办结的派单工单", "直接答复的除外",
        "closed_at", ("dispatch_count", "rounds"), _redone, higher_is_better=False,
    ),
    RateDefinition(
        "repeat", "重复诉求率", "同一诉求人三十日内就同一事项再次反映的诉求",
        "能够识别诉求人的诉求", "匿名诉求除外", "registered_at", ("caller", "topic"), _repeated,
        higher_is_better=False,
    ),
    RateDefinition(
        "callback_coverage", "回访覆盖率", "已回访的工单和并入诉求",
        "本期办结的派单工单，和本期回访的并入诉求", "直接答复的除外",
        "closed_at", ("dispatch_count", "status", "called_back"), _called_back,
    ),
    RateDefinition(
        "callback_valid", "有效回访率", "诉求人作出评价的工单和并入诉求",
        "本期办结、已回访的工单，和本期回访的并入诉求", "未回访的除外",
        "closed_at",
        ("dispatch_count", "status", "called_back", "responded", "solved", "satisfied"),
        _answered_callback,
    ),
    RateDefinition(
        "response", "响应率", "回访认可已响应的诉求",
        "回访时答了是否响应的诉求（并单的每一位各算一次）", "没有答这一问的除外",
        "closed_at", ("responded",), _answer("responded"),
    ),
    RateDefinition(
        "solved", "解决率", "回访认可已解决的诉求",
        "回访时答了是否解决的诉求（并单的每一位各算一次）", "没有答这一问的除外",
        "closed_at", ("solved",), _answer("solved"),
    ),
    RateDefinition(
        "satisfied", "满意率", "回访表示满意的诉求",
        "回访时答了是否满意的诉求（并单的每一位各算一次）", "没有答这一问的除外",
        "closed_at", ("satisfied",), _answer("satisfied"),
    ),
)  # fmt: skip

RATES: Mapping[str, RateDefinition] = MappingProxyType({d.key: d for d in _ALL})
