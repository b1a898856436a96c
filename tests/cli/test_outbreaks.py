"""``bursts`` from file to file."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.cli.conftest import Run, Table, rows_of

FIRST = date(2025, 3, 3)
DAYS = 140
OUTAGE = DAYS - 5


def requests() -> Iterator[tuple[str, str, str]]:
    """Twenty weeks of quiet matters; one bursts out five days before the end, one is new."""
    for number in range(DAYS):
        day = (FIRST + timedelta(days=number)).isoformat()
        for area in ("东区", "西区", "南区", "北区"):
            for topic, count in (("停水", 1), ("噪音", 2 + number % 2), ("路灯", number % 2)):
                yield from ((day, topic, area) for _ in range(count))
        if number == OUTAGE:
            yield from ((day, "停水", "东区") for _ in range(25))
        week = number // 7 - 14
        yield from ((day, "飞线充电", "南区") for _ in range(week // 2 if number % 2 else 0))


def test_bursts_and_new_matters_are_told(run: Run, table: Table, tmp_path: Path) -> None:
    path = table("in.csv", ("时间", "主题", "区县"), requests())
    result = run("bursts", path, "--time", "时间", "--series", "主题,区县", "--out", "out.csv")
    assert result.status == 0
    rows = rows_of(tmp_path / "out.csv")
    day = (FIRST + timedelta(days=OUTAGE)).isoformat()
    assert [(row["kind"], row["key"], row["day"]) for row in rows] == [
        ("突发", "停水·东区", day),
        ("苗头", "飞线充电·南区", (FIRST + timedelta(days=DAYS - 1)).isoformat()),
    ]
    assert rows[0]["observed"] == "26"
    assert 0.5 < float(rows[0]["expected"]) < 3
    assert "突发 1 个，苗头 1 个" in result.out


def test_a_short_table_has_nothing_to_tell(run: Run, table: Table, tmp_path: Path) -> None:
    path = table("in.csv", ("时间", "主题"), [("2025-03-01", "停水")])
    asked = ("bursts", path, "--time", "时间", "--out", "out.csv")
    assert run(*asked, "--series", "主题").status == 0
    assert rows_of(tmp_path / "out.csv") == []
    assert (
        "没有一个能读懂的时间"
        in run(*asked[:2], "--time", "主题", *asked[4:], "--series", "时间").error
    )
