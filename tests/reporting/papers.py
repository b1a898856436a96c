"""A small report with everything a report can hold, awkward characters included."""

from service.reporting.paper import Case, Chart, Line, Paper, Section, Table

COUNTS = Table(
    "受理渠道",
    ("渠道", "数量（件）", "占比"),
    (
        Line(("电话", 60, "60.00%"), "month=2026-02&channel=phone"),
        Line(("=1+1 <网站>", 30, "30.00%")),
    ),
    total=Line(("合计", 90, "90.00%"), "month=2026-02"),
    difference=Line(("未计入本表", 10, "10.00%")),
    note="一点说明。",
)
TREND = Table(
    "逐月受理量",
    ("月份", "数量（件）"),
    (Line(("2026年1月", 80)), Line(("2026年2月", 100))),
    total=Line(("合计", 180)),
)
LINE = Chart("逐月受理量", "line", ("1月", "2月"), (80, 100), "从80件到100件。")
BARS = Chart("A&B <图>", "bar", ("电话", "<网站>"), (60, 30), "电话60件。")
PAPER = Paper(
    month="2026-02",
    title="样例市12345热线2026年2月运行情况报告",
    issue="2026年第2期",
    issuer="样例市热线中心",
    as_of="截至2月28日",
    sections=(
        Section(
            "总体情况",
            ("共受理100件。", "A&B <b>公司</b>被投诉。"),
            (COUNTS, TREND),
            charts=(LINE, BARS),
        ),
        Section(
            "典型案例",
            cases=(
                Case("办得好", "半天办结。", "20260201000001"),
                Case("办得不好", "反映什么：停水\n\n结果：<没有办结>", "20260201000002"),
            ),
        ),
        Section("督办与批示"),
    ),
    annex=(COUNTS,),
)
