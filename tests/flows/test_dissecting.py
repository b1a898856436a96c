"""A ticket told in five short lines: what was said, what was done, and nobody's name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.domain.catalogue import Catalogue, Level, Unit
from service.domain.ticket import Answer, Channel, RequestType, Status, Ticket, Urgency
from service.flows.dissecting import dissected
from service.flows.plea import gist_of, plea_of

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
CITY = Catalogue(
    version="1",
    items={},
    units={"w": Unit("w", "甲市供水公司", Level.ENTERPRISE, "water_company")},
    areas={"1": "", "11": "1", "111": "11"},
    area_names={"1": "甲市", "11": "乙区", "111": "丙街道"},
)
SENT = Ticket(
    no="20260301000001",
    version=4,
    status=Status.IN_PROGRESS,
    channel=Channel.FILE,
    request_type=RequestType.COMPLAINT,
    urgency=Urgency.NORMAL,
    title="停水",
    text="您好，我要反映丁小区5号楼3单元停水两天，老人没法做饭。请尽快恢复供水。不同意透露电话。",
    registered_at=AT,
    area="111",
    place="丁小区",
    lead_unit="w",
    dispatched_at=AT + timedelta(days=1),
)


def test_a_ticket_in_work_says_since_when_and_with_whom() -> None:
    assert dissected(CITY, SENT, AT + timedelta(days=9)).lines == (
        ("时间地点", "2026年3月1日，乙区丙街道丁小区"),
        ("反映什么", "丁小区5号楼停水两天，老人没法做饭"),
        ("要求什么", "请尽快恢复供水"),
        ("怎么办的", "2026年3月2日派给甲市供水公司，还没有答复"),
        ("结果", "还没有办结（办理中），登记以来 9 天"),
    )


@pytest.mark.parametrize(
    ("solved", "heading", "said"),
    [
        (Answer.YES, "办完的一件", "回访时诉求人说解决了，满意"),
        (Answer.NO, "没有办好的一件", "回访时诉求人说没有解决，满意"),
        (Answer.UNSAID, "办完的一件", "回访时诉求人没有说是否解决，满意"),
    ],
)
def test_a_closed_one_says_what_the_caller_said(solved: Answer, heading: str, said: str) -> None:
    closed = replace(
        SENT,
        status=Status.CLOSED,
        round=2,
        reply="尊敬的市民，您好！您反映的问题已收悉。经核查，已更换阀门。感谢您的支持。",
        ended_at=AT + timedelta(days=5),
        solved=solved,
        satisfied=Answer.YES,
    )
    told = dissected(CITY, closed, AT + timedelta(days=9))
    lines = dict(told.lines)
    assert told.heading == heading
    assert lines["怎么办的"] == "2026年3月2日派给甲市供水公司，办了 2 轮；答复：已更换阀门"
    assert lines["结果"] == f"2026年3月6日办结，{said}"


@pytest.mark.parametrize("status", list(Status))
def test_every_state_has_its_lines(status: Status) -> None:
    bare = replace(SENT, status=status, lead_unit="", dispatched_at=None, area="", place="")
    told = dissected(CITY, bare, AT)
    assert [bool(said) for _, said in told.lines] == [True] * 5
    assert told.text.count("\n") == 4


def test_what_is_asked_for_is_not_said_twice_and_long_texts_end_at_a_clause() -> None:
    plea = plea_of(
        "", "李某反映：" + "、".join(["路灯坏了"] * 3) + "，夜里看不清路" * 30 + "。请修好路灯。"
    )
    assert plea.wanted == "请修好路灯"
    assert plea.what.endswith("夜里看不清路……")
    assert len(plea.what) < 110
    assert plea_of("路灯不亮", "").what == "路灯不亮"
    assert plea_of("路灯不亮", "").wanted == "没有写明"
    assert gist_of("") == ""
