import pandas as pd

from analytics.reports.report_tables import TableSpec, count_table

SPEC = TableSpec("区域分布", "区域", "area_name", {}, most=2)


def tickets(**areas: int) -> pd.DataFrame:
    names = [a for a, n in areas.items() for _ in range(n)]
    at = pd.Timestamp("2025-03-05", tz="UTC")
    return pd.DataFrame({"registered_at": [at] * len(names), "area_name": names})


def test_what_the_headline_holds_beyond_the_table_is_a_printed_line() -> None:
    table = count_table(tickets(东区=3, 西区=2), "2025-03", SPEC, headline=8)
    assert table.total.count == 5
    assert table.difference is not None
    assert table.difference.count == 3
    assert table.cells[-1][:3] == ("未计入本表", "3", "37.50%")


def test_lines_beyond_the_most_become_others_and_stand_last() -> None:
    table = count_table(tickets(东区=1, 西区=2, 南区=3, 北区=4), "2025-03", SPEC, headline=10)
    assert [(r.label, r.count) for r in table.rows] == [("北区", 4), ("南区", 3), ("其他", 3)]
    assert table.difference is None


def test_a_published_error_is_shown_instead_of_hidden() -> None:
    # A published table gave 124599 as 63.72 % under a headline of 284406.
    assert f"{124599 / 284406:.2%}" == "43.81%"
    table = count_table(tickets(东区=124), "2025-03", SPEC, headline=284)
    assert table.cells[0][2] == "43.66%"


def test_a_comparison_that_no_line_can_make_has_no_column() -> None:
    table = count_table(tickets(东区=3), "2025-03", SPEC, headline=3)
    assert table.header == ("区域", "数量（件）", "占比")
    assert {len(line) for line in table.cells} == {3}


def test_lines_that_had_few_before_say_how_many_more() -> None:
    before = tickets(东区=2).assign(registered_at=pd.Timestamp("2025-02-05", tz="UTC"))
    both = pd.concat([before, tickets(东区=3, 西区=1)], ignore_index=True)
    table = count_table(both, "2025-03", SPEC, headline=4)
    assert table.header[-1] == "环比"
    assert [line[-1] for line in table.cells] == ["多1件", "多1件", "多2件"]


def test_what_has_no_name_comes_last_and_takes_no_place_of_the_most() -> None:
    rows = tickets(东区=1, 西区=2, 南区=3)
    nameless = tickets(无=9).assign(area_name="")
    table = count_table(pd.concat([nameless, rows]), "2025-03", SPEC, headline=15)
    found = [(row.label, row.count) for row in table.rows]
    assert found == [("南区", 3), ("西区", 2), ("其他", 1), ("未标注", 9)]
