import pandas as pd
import pytest

from analytics.schema import TICKETS, BadFrame, check, empty_tickets


def test_the_needed_columns_come_back_in_the_order_asked_for() -> None:
    frame = pd.DataFrame({"title": ["a"], "no": ["1"], "other": [3]})
    assert list(check(frame, ["no", "title"]).columns) == ["no", "title"]


def test_every_missing_column_is_named() -> None:
    with pytest.raises(BadFrame, match="tokens, title"):
        check(pd.DataFrame({"no": ["1"]}), ["no", "tokens", "title"])


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("title", [1]),
        ("weight", ["x"]),
        ("weight", [True]),
        ("solved", [1.0]),
        ("registered_at", [pd.Timestamp("2025-01-01")]),
        ("registered_at", ["2025-01-01"]),
    ],
)
def test_values_of_another_kind_are_refused(column: str, values: list[object]) -> None:
    with pytest.raises(BadFrame, match=column):
        check(pd.DataFrame({column: values}), [column])


def test_missing_values_are_refused_where_they_may_not_be() -> None:
    with pytest.raises(BadFrame, match="title has missing values"):
        check(pd.DataFrame({"title": ["a", None]}), ["title"])


def test_flags_may_be_missing_and_objects() -> None:
    check(pd.DataFrame({"solved": [True, None, False]}), ["solved"])
    check(pd.DataFrame({"solved": pd.array([True, None], dtype="boolean")}), ["solved"])


def test_an_empty_frame_of_every_column_passes() -> None:
    assert len(check(empty_tickets(TICKETS), TICKETS)) == 0


def test_an_undeclared_name_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        check(pd.DataFrame({"x": [1]}), ["x"])
