"""Second calls: what is drawn, what disagrees, who may call again."""

from hashlib import sha256
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.callback.calling import SampleRules
from service.domain.callback.inspection import (
    Closed,
    Closing,
    Inspection,
    SampleKind,
    SampleState,
    agreement_by,
    disagrees,
    draw,
    why_not_inspect,
)
from service.domain.permissions import Role
from tests.factories import NOW, UNIT, an_actor

RULES = SampleRules()


def closed(no: int, unit: str = UNIT, ending: Closing = Closing.ANSWERED) -> Closed:
    return Closed(f"{no:014d}", unit, 7, "测试", ending, 1, {})


def rank(seed: str = "") -> object:
    return lambda no: sha256(f"{seed}{no}".encode()).hexdigest()


def drawn_of(kind: SampleKind, orders: list[Closed], seed: str = "") -> list[Closed]:
    return draw(kind, orders, RULES, rank(seed))  # type: ignore[arg-type]


orders = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from("ab"), st.sampled_from(Closing)),
    unique_by=lambda each: each[0],
).map(lambda rows: [closed(*row) for row in rows])


@given(orders, st.sampled_from(SampleKind), st.randoms())
def test_a_draw_is_the_same_again_in_whatever_order_and_leaves_no_unit_out(
    found: list[Closed], kind: SampleKind, chance: object
) -> None:
    drawn = drawn_of(kind, found)
    chance.shuffle(found)  # type: ignore[attr-defined]
    assert drawn_of(kind, found) == drawn
    assert {each.unit for each in drawn} == {each.unit for each in found}
    assert len({each.no for each in drawn}) == len(drawn) <= len(found)


def test_another_month_draws_others_and_the_shares_are_kept() -> None:
    found = [closed(n) for n in range(200)]
    found += [closed(n, ending=Closing.EXPLAINED) for n in range(200, 220)]
    quality, discipline = (drawn_of(kind, found, "2026-02") for kind in SampleKind)
    assert len(quality) == 11
    doubtful = [each for each in discipline if each.ending is Closing.EXPLAINED]
    assert (len(doubtful), len(discipline)) == (4, 8)
    assert drawn_of(SampleKind.QUALITY, found, "2026-03") != quality


@pytest.mark.parametrize(
    ("first", "second"), list(product(("yes", "no", "unsaid", None), repeat=2))
)
def test_a_yes_against_a_no_disagrees_and_silence_does_not(
    first: str | None, second: str | None
) -> None:
    expected = (first, second) == ("no", "yes") or (second == "no" and first != "no")
    assert disagrees({"solved": first}, {"solved": second}) is expected


def test_who_handled_or_called_first_does_not_call_again() -> None:
    drawn = Inspection(1, "2026-02", SampleKind.QUALITY, closed(1), SampleState.DRAWN, NOW, {})
    reviewer = an_actor(Role.REVIEWER)
    assert why_not_inspect(drawn, reviewer, ()) is None
    assert why_not_inspect(drawn, an_actor(Role.REVIEWER, id=7), ())
    assert why_not_inspect(drawn, reviewer, (reviewer.id,))
    assert why_not_inspect(drawn, an_actor(Role.REVIEWER, unit=UNIT), ())


def test_only_calls_that_reached_somebody_are_compared() -> None:
    states = [*SampleState, SampleState.AGREED]
    made = [Inspection(1, "2026-02", SampleKind.QUALITY, closed(1), s, NOW, {}) for s in states]
    (row,) = agreement_by(made, lambda each: each.closed.unit)
    assert (row.name, row.inspected, row.disagreed) == (UNIT, 4, 2)
