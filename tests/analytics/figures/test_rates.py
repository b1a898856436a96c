from datetime import UTC, datetime

import pandas as pd
import pytest

from analytics.figures.rate_definitions import RATES
from analytics.figures.rates import ranking, rate, rates, rates_by
from analytics.months import month_period
from analytics.schema import TICKETS, BadFrame, empty_tickets

NOW = datetime(2025, 4, 10, tzinfo=UTC)
MARCH = month_period("2025-03", NOW)
DAY = pd.Timedelta(days=1)
FIRST = pd.Timestamp("2025-03-03", tz="UTC")


def dispatched(count: int = 1, **other: object) -> pd.DataFrame:
    """Tickets registered, dispatched, signed, due and closed in March, handled well."""
    row: dict[str, object] = {
        "status": "closed", "registered_at": FIRST, "dispatched_at": FIRST, "signed_at": FIRST,
        "dispatch_due_at": FIRST + DAY,
        "sign_due_at": FIRST + DAY, "due_at": FIRST + 10 * DAY, "closed_at": FIRST + 5 * DAY,
        "dispatch_count": 1, "returned": False, "extended": False, "direct": False, "rounds": 1,
        "on_time": True, "first_contact_on_time": True, "called_back": True, "responded": True,
        "solved": True, "satisfied": True, "caller": "a", "topic": "030101",
        "unit_name": "住建局", "unit_group": "department",
    }  # fmt: skip
    frame = pd.DataFrame([row | other] * count)
    times = [c for c, d in TICKETS.items() if d.kind == "instant" and c in frame]
    return frame.assign(**{c: pd.to_datetime(frame[c], utc=True) for c in times})


def joined(*frames: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize(
    ("key", "bad", "numerator", "denominator", "excluded"),
    [
        ("direct", {"direct": True, "status": "answered"}, 1, 2, 0),
        ("direct", {"status": "rejected"}, 0, 1, 1),
        ("dispatch_right", {"returned": True}, 1, 2, 0),
        ("dispatch_on_time", {"dispatched_at": FIRST + 2 * DAY}, 1, 2, 0),
        ("dispatch_on_time", {"dispatched_at": pd.NaT}, 1, 2, 0),
        ("dispatch_on_time", {"dispatch_due_at": pd.NaT}, 1, 1, 0),
        ("sign", {"signed_at": FIRST + 2 * DAY}, 1, 2, 0),
        ("sign", {"signed_at": pd.NaT}, 1, 2, 0),
        ("first_contact", {"first_contact_on_time": None}, 1, 1, 1),
        ("on_time", {"on_time": None}, 1, 1, 1),
        ("overdue", {"on_time": False}, 1, 2, 0),
        ("overdue", {"on_time": None}, 0, 1, 1),
        ("extension", {"extended": True}, 1, 2, 0),
        ("return", {"returned": True}, 1, 2, 0),
        ("redo", {"rounds": 3}, 1, 2, 0),
        ("repeat", {"registered_at": FIRST + DAY}, 1, 2, 0),
        ("repeat", {"caller": ""}, 0, 1, 1),
        ("callback_coverage", {"called_back": False}, 1, 2, 0),
        ("callback_valid", {"responded": None, "solved": None, "satisfied": None}, 1, 2, 0),
        ("response", {"responded": False}, 1, 2, 0),
        ("solved", {"solved": None}, 1, 1, 1),
        ("satisfied", {"satisfied": False}, 1, 2, 0),
    ],
)
def test_every_rate_counts_what_it_says(
    key: str, bad: dict[str, object], numerator: int, denominator: int, excluded: int
) -> None:
    found = rate(joined(dispatched(), dispatched(**bad)), key, MARCH)
    assert (found.numerator, found.denominator, found.excluded) == (
        numerator,
        denominator,
        excluded,
    )


def test_what_is_not_yet_due_counts_neither_way() -> None:
    early = month_period("2025-03", datetime(2025, 3, 8, tzinfo=UTC))
    found = rate(dispatched(on_time=None), "on_time", early)
    assert (found.denominator, found.excluded, found.value) == (0, 1, None)


def test_a_ticket_belongs_to_the_month_in_which_it_was_due() -> None:
    frame = dispatched(registered_at=FIRST - 20 * DAY)
    assert rate(frame, "on_time", MARCH).denominator == 1
    assert rate(frame, "on_time", month_period("2025-02", NOW)).denominator == 0


def test_a_repeat_of_a_request_of_the_month_before_is_a_repeat() -> None:
    frame = joined(dispatched(registered_at=FIRST - 10 * DAY), dispatched())
    assert rate(frame, "repeat", MARCH).numerator == 1


def test_below_twenty_the_words_say_so() -> None:
    assert rate(dispatched(19), "solved", MARCH).words == "样本不足（19/19）"
    assert rate(dispatched(20), "solved", MARCH).words == "100.00%（20/20）"


def test_rates_come_for_the_columns_that_are_there() -> None:
    everything = rates(dispatched(20), MARCH)
    assert list(everything) == list(RATES)
    assert "solved" not in rates(dispatched(20).drop(columns="solved"), MARCH)


def test_no_tickets_give_rates_without_a_value() -> None:
    found = rates(empty_tickets(TICKETS), MARCH)
    assert list(found) == list(RATES)
    assert all(r.value is None and r.denominator == 0 for r in found.values())


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadFrame, match="solved"):
        rate(dispatched().drop(columns="solved"), "solved", MARCH)


def test_units_add_up_to_the_whole() -> None:
    frame = joined(
        dispatched(30), dispatched(5, unit_name="城管局", solved=False), dispatched(2, unit_name="")
    )
    parts, whole = rates_by(frame, "solved", "unit_name", MARCH), rate(frame, "solved", MARCH)
    assert parts["numerator"].sum() == whole.numerator
    assert parts["denominator"].sum() == whole.denominator
    assert "未标注" in set(parts["unit_name"])


def test_a_small_perfect_unit_does_not_beat_a_large_good_one() -> None:
    frame = joined(
        dispatched(490, unit_name="大局"), dispatched(4, unit_name="大局", solved=False),
        dispatched(20, unit_name="小局"), dispatched(5, unit_name="微局"),
    )  # fmt: skip
    found = ranking(frame, "solved", MARCH)
    assert found["unit_name"].tolist() == ["大局", "小局", "微局"]
    assert found["rank"].tolist() == [1, 2, None]


def test_where_less_is_better_the_lowest_comes_first() -> None:
    frame = joined(
        dispatched(40, unit_name="准时"), dispatched(30, unit_name="拖延"),
        dispatched(10, unit_name="拖延", on_time=False),
    )  # fmt: skip
    assert ranking(frame, "overdue", MARCH)["unit_name"].tolist() == ["准时", "拖延"]


def test_units_are_ranked_inside_their_group() -> None:
    frame = joined(dispatched(20), dispatched(20, unit_name="东区", unit_group="county"))
    assert ranking(frame, "solved", MARCH)["rank"].tolist() == [1, 1]


def test_every_caller_of_an_order_counts_in_the_callback_and_the_order_once_elsewhere() -> None:
    member = {"status": "merged", "dispatch_count": 0, "on_time": None, "due_at": None}
    frame = joined(dispatched(20), dispatched(5, **member, satisfied=False))
    for key in ("callback_coverage", "callback_valid", "satisfied"):
        assert rate(frame, key, MARCH).denominator == 25, key
    for key in ("redo", "on_time", "dispatch_right"):
        assert rate(frame, key, MARCH).denominator == 20, key
    silent = dispatched(1, status="merged", dispatch_count=0, called_back=False)
    assert rate(joined(frame, silent), "callback_coverage", MARCH).denominator == 25
