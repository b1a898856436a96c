"""What must be there before the first call, one thing missing at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.domain.installed import Check, Facts, Installed, Verdict
from service.domain.permissions import ACCOUNT_ROLES, Role
from service.domain.readiness import checks

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
INSTALLED = Installed(
    city="临川市",
    profile="河南",
    is_encrypted=True,
    has_secure_cookies=True,
    public_url="https://12345.example.gov.cn",
    has_sms=True,
    has_mail=True,
    free_share=0.6,
    free_gb=200,
)
EVERYBODY: dict[Role, int] = dict.fromkeys(ACCOUNT_ROLES, 2)
FACTS = Facts(
    people=EVERYBODY,
    places=100,
    units=40,
    topics=300,
    known_years=frozenset({2026, 2027}),
    worker_at=NOW - timedelta(minutes=5),
    backup_at=NOW - timedelta(hours=8),
    sms_tested_at=NOW - timedelta(days=3),
    mail_tested_at=NOW - timedelta(days=3),
)


def found(installed: Installed, facts: Facts) -> list[Check]:
    return checks(installed, facts, NOW, lambda role: role.value)


def test_an_installation_that_lacks_nothing_is_fine() -> None:
    assert {check.verdict for check in found(INSTALLED, FACTS)} == {Verdict.FINE}


def test_an_empty_one_lacks_what_a_call_needs_and_says_so_first() -> None:
    verdicts = [check.verdict for check in found(Installed(), Facts())]
    assert verdicts == sorted(verdicts, key=list(Verdict).index)
    assert verdicts.count(Verdict.MUST) > 5


@pytest.mark.parametrize(
    ("title", "verdict", "installed", "facts"),
    [
        ("城市名", "must", {"city": ""}, {}),
        ("个人信息加密", "must", {"is_encrypted": False}, {}),
        ("只走 HTTPS", "must", {"has_secure_cookies": False}, {}),
        ("设置", "must", {"unknown_settings": ["MINSHENG_SMS_ULR"]}, {}),
        ("演示城市", "must", {"is_demo": True}, {}),
        ("时钟", "must", {}, {"last_step_at": NOW + timedelta(days=2)}),
        ("公众网址", "should", {"public_url": ""}, {}),
        ("短信", "should", {"has_sms": False}, {}),
        ("短信", "should", {}, {"sms_tested_at": None}),
        ("邮件", "should", {}, {"mail_tested_at": None}),
        ("磁盘", "must", {"free_share": 0.05}, {}),
        ("磁盘", "must", {"free_gb": 1.0}, {}),
        ("磁盘", "should", {"free_share": 0.2}, {}),
        ("岗位", "must", {}, {"people": EVERYBODY | {Role.AGENT: 0}}),
        ("其他角色", "should", {}, {"people": EVERYBODY | {Role.LEADER: 0}}),
        ("管理员", "should", {}, {"people": EVERYBODY | {Role.ADMIN: 1}}),
        ("初始密码", "should", {}, {"first_passwords": 3}),
        ("地名", "must", {}, {"places": 0}),
        ("承办单位", "must", {}, {"units": 0}),
        ("承办单位", "must", {}, {"sample_units": ["市教育局"]}),
        ("单位的人", "must", {}, {"empty_units": ["甲局"]}),
        ("派单目录", "should", {}, {"homeless_topics": ["停水"]}),
        ("往年工单", "should", {}, {"old_waiting": 1}),
        ("放假安排", "should", {}, {"known_years": frozenset({2026})}),
        ("放假安排", "must", {}, {"known_years": frozenset({2025})}),
        ("定时任务", "must", {}, {"worker_at": None}),
        ("定时任务", "must", {}, {"worker_at": NOW - timedelta(hours=1)}),
        ("备份", "must", {}, {"backup_at": None}),
        ("备份", "must", {}, {"backup_at": NOW - timedelta(days=3)}),
    ],
)
def test_each_thing_that_is_missing_is_told_and_nothing_else(
    title: str, verdict: str, installed: dict[str, object], facts: dict[str, object]
) -> None:
    told = found(
        replace(INSTALLED, **installed),  # type: ignore[arg-type]
        replace(FACTS, **facts),  # type: ignore[arg-type]
    )
    wrong = [check for check in told if check.verdict is not Verdict.FINE]
    assert [(check.title, check.verdict.value) for check in wrong] == [(title, verdict)]
    assert wrong[0].said
    assert wrong[0].advice
