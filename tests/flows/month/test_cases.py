"""What the monthly report tells of single tickets."""

import pandas as pd

from service.flows.month.cases import cases_of

AT = pd.Timestamp("2026-02-03", tz="UTC")


def ticket(no: str, request_type: str, rounds: int = 1) -> dict[str, object]:
    return {
        "no": no,
        "request_type": request_type,
        "title": "路灯不亮",
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
    assert [case.no for case in cases_of(pd.DataFrame(rows))] == ["good", "bad"]
