"""What the monthly report tells of single tickets."""

import pandas as pd

from service.flows.month.cases import Told, cases_of

AT = pd.Timestamp("2026-02-03", tz="UTC")


def ticket(no: str, request_type: str, rounds: int = 1) -> dict[str, object]:
    return {
        "no": no,
        "request_type": request_type,
        "title": "路灯不亮",
        "topic_path": no,
        "area_name": "乙区",
        "unit_name": "市城管局",
        "registered_at": AT,
        "dispatched_at": AT,
        "closed_at": AT + pd.Timedelta(days=1),
        "rounds": rounds,
        "on_time": True,
        "solved": True,
        "satisfied": True,
    }


def test_a_report_of_wrongdoing_is_no_example_good_or_bad() -> None:
    rows = [
        ticket("good", "complaint"),
        ticket("bad", "complaint", 2),
        ticket("secret-good", "report"),
        ticket("secret-bad", "report", 3),
    ]
    assert [case.no for case in cases_of(pd.DataFrame(rows), {})] == ["good", "bad"]


def test_a_case_is_told_line_by_line_and_names_nobody() -> None:
    text = (
        "王建国来电反映，甲小区3号楼2单元501室门口的路灯坏了三天，请尽快修好。联系电话13912345678。"
    )
    rows = pd.DataFrame([ticket("1", "complaint")])
    (case,) = cases_of(rows, {"1": Told("甲小区", text, "您好，我局已更换灯泡。感谢您的来电。")})
    assert case.lines == (
        "时间地点：2月3日，乙区甲小区",
        "反映什么：甲小区3号楼门口的路灯坏了三天",
        "要求什么：请尽快修好",
        "怎么办的：市城管局承办，24小时办结。我局已更换灯泡",
        "结果：回访时诉求人表示已解决、满意。",
    )


def test_complaints_are_told_before_questions_and_each_matter_once() -> None:
    rows = [
        ticket("1", "consult"),
        ticket("2", "complaint") | {"topic_path": "甲"},
        ticket("3", "complaint") | {"topic_path": "甲"},
        ticket("4", "help"),
    ]
    assert [case.no for case in cases_of(pd.DataFrame(rows), {})] == ["2", "4", "1"]
