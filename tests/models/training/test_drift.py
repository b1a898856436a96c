from __future__ import annotations

import math

import pytest

from models.reader import Reader
from models.training.drift import Drift, confidence_shares, stability_index, unseen_share


def test_unseen_words_are_counted_as_often_as_they_are_said(small_reader: Reader) -> None:
    assert unseen_share(small_reader, {"停水": 3, "元宇宙": 1}) == pytest.approx(0.25)
    assert unseen_share(small_reader, {}) is None


def test_confidences_fall_into_four_parts() -> None:
    assert confidence_shares([0.1, 0.5, 0.69, 0.7, 0.9, 1.0, 0.95, 0.2]) == (
        0.25,
        0.25,
        0.125,
        0.375,
    )
    assert confidence_shares([]) == (0, 0, 0, 0)


def test_a_mix_that_stays_is_stable_and_one_that_turns_is_not() -> None:
    before = {"01": 600, "02": 400}
    assert stability_index(before, {"01": 300, "02": 200}) == pytest.approx(0, abs=1e-4)
    turned = stability_index(before, {"01": 400, "02": 600})
    assert turned == pytest.approx(0.2 * math.log(1.5) * 2, rel=0.01)
    fresh = stability_index(before, {"01": 600, "02": 400, "03": 500})
    assert fresh is not None
    assert math.isfinite(fresh)
    assert fresh > 0.25
    assert stability_index({}, before) is None


def test_a_month_is_kept_as_it_was() -> None:
    drift = Drift("2026-03", 4, 0.1, (0.1, 0.2, 0.3, 0.4), 0.8, None, 0.0, {"01": 4}, ("a",))
    assert Drift.from_json(drift.to_json()) == drift
