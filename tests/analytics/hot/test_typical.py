"""The requests that stand for a matter are plain, near its middle, and not of one kind."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from analytics.hot.hot_description import reluctance, typical_rows
from analytics.hot.typical import Told, typical

USUAL = ("停水", "水压", "抢修", "几天")
PLAIN = Told("1", "complaint", USUAL, "甲小区", 90, is_settled=True)


def test_a_question_does_not_stand_for_a_matter_that_is_complained_about() -> None:
    question = replace(PLAIN, no="0", request_type="consult", length=60)
    odd = replace(PLAIN, no="2", tokens=("路灯", "停水"), place="乙小区")
    assert typical([question, PLAIN, odd], 1) == ("1",)
    assert typical([question, PLAIN, odd]) == ("1", "2")
    asked = [replace(question, no=f"q{n}") for n in range(3)]
    assert typical([*asked, odd], 1) == ("q0",)  # mostly asked about: a question is typical


def test_the_nearest_to_the_middle_is_taken_of_those_that_can_be_read() -> None:
    others = [replace(PLAIN, no=f"3{n}", tokens=(*USUAL, f"词{n}", f"话{n}")) for n in range(4)]
    assert typical([*others, PLAIN], 1) == ("1",)
    curt, long = replace(PLAIN, no="00", length=12), replace(PLAIN, no="01", length=900)
    assert typical([curt, long, *others], 1) == ("30",)
    merged = replace(PLAIN, no="02", is_own=False)
    assert typical([merged, *others], 1) == ("30",)


def test_a_settled_one_stands_beside_one_that_is_not_and_of_another_place() -> None:
    near = replace(PLAIN, no="2")
    elsewhere = replace(PLAIN, no="3", place="乙小区", tokens=("停水", "阀门"))
    left = replace(PLAIN, no="4", is_settled=False, tokens=("停水", "断水"))
    assert typical([PLAIN, near, elsewhere, left]) == ("1", "4")
    assert typical([PLAIN, near, elsewhere]) == ("1", "3")
    assert typical([left, elsewhere, near, PLAIN]) == ("1", "4")
    assert typical([]) == ()


@pytest.mark.parametrize(
    ("kinds", "row"),
    [
        (["consult", "complaint", "consult"], 1),  # a third complain: one of them stands for all
        (["complaint", "consult", "consult", "consult"], 1),  # a single one need not
        (["report", "consult", "report"], 1),  # a report only where there is nothing else
        (["report", "report"], 0),
    ],
)
def test_of_a_hot_topic_a_complaint_is_typical_where_enough_complain(
    kinds: list[str], row: int
) -> None:
    near = csr_matrix(np.array([[1.0, 0.0], *[[0.8, 0.6]] * (len(kinds) - 1)]))
    label = np.zeros(len(kinds), dtype=np.int64)
    reluctant = reluctance(pd.DataFrame({"request_type": kinds}))
    assert typical_rows(near, label, reluctant) == {0: row}
