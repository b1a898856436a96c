"""A paper is plain data and back."""

import json

from service.reporting.paper import numbered, paper_of
from tests.reporting.papers import COUNTS, PAPER


def test_it_survives_json() -> None:
    assert paper_of(json.loads(json.dumps(PAPER.to_json()))) == PAPER


def test_sections_are_numbered_in_chinese() -> None:
    assert [number for number, _ in numbered(PAPER)] == ["一", "二", "三"]


def test_total_and_difference_come_last() -> None:
    assert [line.cells[0] for line in COUNTS.all_lines][-2:] == ["合计", "未计入本表"]
