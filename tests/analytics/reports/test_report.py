from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from analytics.figures.rate_definitions import RATES
from analytics.figures.rates import Rate
from analytics.reports.report import NEEDS, MonthlyFigures, RateLine, monthly_figures, with_outcome
from analytics.reports.report_labels import OUTCOMES, Labels
from analytics.reports.report_moves import told_rate_moves
from analytics.reports.report_words import sections
from analytics.schema import BadFrame, empty_tickets
from tests.analytics.history import history

NOW = datetime(2025, 4, 5, 1, tzinfo=UTC)
MONTH = "2025-03"


@pytest.fixture(scope="module")
def tickets() -> pd.DataFrame:
    return history()


@pytest.fixture(scope="module")
def figures(tickets: pd.DataFrame) -> MonthlyFigures:
    return monthly_figures(tickets, MONTH, NOW, Labels(channels={"phone": "电话"}))


def test_every_table_adds_up_to_the_headline(figures: MonthlyFigures) -> None:
    for table in figures.tables.values():
        assert sum(r.count for r in table.rows) == table.total.count
        missing = table.difference.count if table.difference else 0
        assert table.total.count + missing == figures.headline.total
        assert sum(r.share for r in table.rows) == pytest.approx(1.0)


def test_the_headline_divides_what_was_dispatched(figures: MonthlyFigures) -> None:
    head = figures.headline
    outcome = {r.key: r.count for r in figures.tables["outcome"].rows}
    assert head.direct == outcome["direct"]
    assert head.closed + head.open == head.dispatched == outcome["dispatched"]
    assert sum(outcome.values()) == head.total


def test_every_ticket_has_one_outcome(tickets: pd.DataFrame) -> None:
    assert set(with_outcome(tickets)["outcome"]) <= set(OUTCOMES)


def test_what_an_earlier_system_handled_waits_for_nobody(tickets: pd.DataFrame) -> None:
    is_past = tickets["unit_name"] == tickets["unit_name"].iloc[-1]
    past = tickets.assign(
        status=tickets["status"].mask(is_past, "archived"),
        direct=tickets["direct"].mask(is_past, other=False),
        dispatch_count=tickets["dispatch_count"].mask(is_past, 0),
    )
    figures = monthly_figures(past, MONTH, NOW)
    assert figures.headline.past
    assert "waiting" not in {row.key for row in figures.tables["outcome"].rows}
    overall = next(s for s in sections(figures) if s.heading == "总体情况")
    assert any("往年件" in line for line in overall.lines)


def test_codes_are_printed_as_words_and_long_tables_end_in_others(figures: MonthlyFigures) -> None:
    assert {r.label for r in figures.tables["channel"].rows} == {"电话", "wechat"}
    assert {r.label for r in figures.tables["request_type"].rows} == {"咨询", "求助", "投诉"}
    assert figures.tables["channel"].header[0] == "渠道"
    assert figures.tables["channel"].cells[-1][0] == "合计"


def test_rates_stand_beside_the_month_before(figures: MonthlyFigures) -> None:
    line = figures.rates["solved"]
    assert line.now.enough
    assert line.before.value is not None
    assert line.now.numerator != line.before.numerator


def test_the_slow_unit_is_named_with_its_failures(figures: MonthlyFigures) -> None:
    late = [x for x in figures.laggards if x.rate == "on_time"]
    assert [x.unit for x in late] == ["城管局"]
    assert late[0].value < late[0].city
    assert late[0].failed_count > 0


def test_the_same_tickets_in_another_order_give_the_same_report(
    tickets: pd.DataFrame, figures: MonthlyFigures
) -> None:
    again = monthly_figures(
        tickets.sample(frac=1, random_state=3), MONTH, NOW, Labels({"phone": "电话"})
    )
    assert again.tables == figures.tables
    assert again.laggards == figures.laggards
    assert sections(again) == sections(figures)


def test_sentences_follow_the_wording_of_reports(figures: MonthlyFigures) -> None:
    told = {s.heading: s.lines for s in sections(figures)}
    head = figures.headline
    assert told["总体情况"][0].startswith(f"2025年3月，共受理群众诉求{head.total}件，环比")
    assert "截至4月5日" in told["总体情况"][1]
    rates = "".join(told["办理情况与三率"])
    assert "按时办结率" in rates
    assert "与上月相比" in rates
    assert told["区域分布"][0].startswith("受理最多的是")
    assert told["责任单位接诉情况"][0].startswith("有承办单位的诉求")
    assert any("城管局（市直部门）：按时办结率" in line for line in told["短板单位"])
    assert all(line.endswith("。") for lines in told.values() for line in lines)


def test_a_month_without_tickets_is_a_legal_report(tickets: pd.DataFrame) -> None:
    found = monthly_figures(tickets, "2025-09", datetime(2025, 10, 1, tzinfo=UTC))
    assert found.headline.total == 0
    assert all(not t.rows and t.difference is None for t in found.tables.values())
    assert sections(found)[0].lines == (
        "2025年9月，共受理群众诉求0件。没有上月和去年同月的数据，不作环比、同比。",
    )


def test_no_tickets_at_all_is_a_legal_report() -> None:
    found = monthly_figures(empty_tickets(NEEDS), MONTH, NOW)
    assert found.headline.total == 0
    assert sections(found)


def test_a_missing_column_is_named(tickets: pd.DataFrame) -> None:
    with pytest.raises(BadFrame, match="channel"):
        monthly_figures(tickets.drop(columns="channel"), MONTH, NOW)


def test_only_what_chance_does_not_explain_is_said_to_have_moved() -> None:
    worse, same = line("redo", (70, 349), (20, 361)), line("solved", (258, 297), (330, 368))
    assert told_rate_moves([worse, same]) == (
        "与上月相比，明显变差的是重办率（上升14.52个百分点）；其余各项的升降在平常起伏之内。"
    )
    assert "都在平常起伏之内" in told_rate_moves([same])
    assert "明显好转的是解决率" in told_rate_moves([line("solved", (290, 297), (300, 368))])
    assert told_rate_moves([line("solved", (5, 6), (300, 368))]) == ""


def test_of_several_rates_that_stay_the_same_seldom_one_is_said_to_have_moved() -> None:
    chance, cases, months = np.random.default_rng(7), 300, 200
    shares = {"on_time": 0.95, "solved": 0.87, "satisfied": 0.88, "first_contact": 0.9}
    shares |= {"return": 0.06, "redo": 0.08}
    told = 0
    for _ in range(months):
        drawn = {key: chance.binomial(cases, share, 2).tolist() for key, share in shares.items()}
        lines = [line(key, (now, cases), (then, cases)) for key, (now, then) in drawn.items()]
        told += "明显" in told_rate_moves(lines)
    assert told / months < 0.05  # at two standard errors it would be a quarter


def line(key: str, now: tuple[int, int], before: tuple[int, int]) -> RateLine:
    return RateLine(*(_rate(key, *pair) for pair in (now, before)))


def _rate(key: str, numerator: int, denominator: int) -> Rate:
    value = numerator / denominator
    enough = denominator >= 20
    return Rate(key, RATES[key].name, numerator, denominator, 0, value, value, value, enough)


def test_what_sentences_count_is_kept_ticket_by_ticket(tickets: pd.DataFrame) -> None:
    numbered = tickets.assign(no=[f"{n:05d}" for n in range(len(tickets))])
    found = monthly_figures(numbered, MONTH, NOW)
    named = [r for r in found.tables["unit_group"].rows if r.key != "未标注"]
    assert len(found.sets["with_unit"]) == sum(r.count for r in named)
    assert len(found.sets["joined"]) == found.headline.joined
    rows = {r.key: r for table in found.tables.values() for r in table.rows}
    before = {k: v for k, v in found.sets.items() if k.startswith("before.")}
    for name, numbers in before.items():
        assert len(numbers) == rows[name.partition("=")[2]].previous
