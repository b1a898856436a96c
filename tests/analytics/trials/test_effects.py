import pytest

from analytics.trials import effects
from analytics.trials.months import TREATED, MonthWorld, draw_months

SMALL = MonthWorld(before=20, after=4, topics=2, districts=3)


def test_the_same_seed_draws_the_same_city() -> None:
    assert draw_months(3, SMALL).equals(draw_months(3, SMALL))
    assert not draw_months(3, SMALL).equals(draw_months(4, SMALL))


def test_the_measure_changes_the_treated_series_from_its_start_on() -> None:
    plain, treated = (
        draw_months(3, MonthWorld(before=20, after=4, change=c, excess=1e-9)) for c in (0.0, -0.9)
    )
    after = plain.columns >= SMALL.start
    assert treated.loc[TREATED, after].sum() < 0.2 * plain.loc[TREATED, after].sum()
    assert treated.loc[TREATED, ~after].equals(plain.loc[TREATED, ~after])


def test_season_and_the_whole_city_fall_with_the_measure() -> None:
    frame = draw_months(3, SMALL)
    before = frame.columns < SMALL.start
    latest = frame.loc[TREATED, before].iloc[-6:].mean()
    assert frame.loc[TREATED, ~before].mean() < 0.8 * latest


def test_every_figure_of_the_claim_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "_OTHERS", (("小城", SMALL),))
    monkeypatch.setattr(effects, "MonthWorld", lambda change=0.0: MonthWorld(12, 3, 2, 3))
    found = effects.measure(series=2, others=1)
    assert [each.rows for each in found] == [4, 2, 2, 2, 1, 1]
    assert [each.goal for each in found] == [0.85, 0.8, 0.05, None, None, None]
    assert all(0 <= each.figure.low <= each.figure.value <= each.figure.high for each in found)
