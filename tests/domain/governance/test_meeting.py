"""A meeting takes the items called to its day, in the order that people gave them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.agenda import AgendaStatus as A
from service.domain.errors import NotFound
from service.domain.governance.meeting import meeting_of, moved, ordered

ITEMS = st.lists(st.integers(1, 9), unique=True, min_size=1)


@given(ITEMS, st.lists(st.integers(1, 12)))
def test_an_order_neither_loses_an_item_nor_invents_one(items: list[int], order: list[int]) -> None:
    arranged = ordered(items, order)
    assert sorted(arranged) == sorted(items)
    assert ordered(arranged, arranged) == arranged
    for item in items:
        there = moved(arranged, item, up=True)
        assert sorted(there) == sorted(items)
        if arranged[0] != item:
            assert moved(there, item, up=False) == arranged
    assert moved(arranged, arranged[0], up=True) == arranged
    assert moved(arranged, arranged[-1], up=False) == arranged


def test_an_item_called_to_no_meeting_is_on_none() -> None:
    told = {"meeting_on": "2026-03-12"}
    assert meeting_of(A.SCHEDULED, told) == date(2026, 3, 12)
    assert meeting_of(A.WATCH, told) == date(2026, 3, 12)
    assert meeting_of(A.SELECTED, told) is None
    assert meeting_of(A.SCHEDULED, {}) is None
    with pytest.raises(NotFound):
        moved([1, 2], 3, up=True)
