"""What is missing before the first call can be answered: facts in, checks out, worst first."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from service.domain.installed import Check, Facts, Installed, Verdict
from service.domain.localtime import LOCAL, local_day
from service.domain.permissions import Role

OLD_WAITING = timedelta(days=30)
WORKER_SILENT = timedelta(minutes=25)
BACKUP_OLD = timedelta(days=2)
CLOCK_SLACK = timedelta(minutes=10)
_FULL_SHARE, _FULL_GB, _LOW_SHARE = 0.1, 2.0, 0.3
_NAMED = 8
_NOTICE_FROM = (11, 20)
"""By then the State Council has usually published the next year's holidays."""
_DESKS = (Role.AGENT, Role.DISPATCHER, Role.REVIEWER, Role.CALLBACK_CLERK, Role.SUPERVISOR)
_OTHERS = (Role.LEADER, Role.ANALYST, Role.AUDITOR)
_M, _S, _F = Verdict.MUST, Verdict.SHOULD, Verdict.FINE
Labels = Callable[[Role], str]


def checks(installed: Installed, facts: Facts, now: datetime, role_name: Labels) -> list[Check]:
    """Every check, those that must be seen to first. ``role_name``: what a role is called."""
    found = [
        *_settings(installed),
        *_staff(facts, role_name),
        *_city(facts),
        _calendar(facts.known_years, now),
        *_ways_out(installed, facts),
        *_running(installed, facts, now),
    ]
    order = list(Verdict)
    return sorted(found, key=lambda check: order.index(check.verdict))


def _settings(on: Installed) -> list[Check]:
    found = [
        _is("城市名", bool(on.city), on.city, "没有写", "设 MINSHENG_CITY，写在页面和短信里"),
        _is(
            "个人信息加密",
            on.is_encrypted,
            "姓名、电话、地址加密存放",
            "没有加密",
            "第一张工单以前设好 MINSHENG_SECRET_KEY，另抄一份保管",
        ),
        _is(
            "只走 HTTPS",
            on.has_secure_cookies,
            "登录只在 HTTPS 下有效",
            "登录可以在不加密的连接上用",
            "反向代理配好证书，设 MINSHENG_SECURE_COOKIES=true",
        ),
        Check("时限规则", _F, on.profile),
    ]
    if on.unknown_settings:
        said = f"没有这个设置：{'、'.join(on.unknown_settings)}"
        found.append(Check("设置", _M, said, "改正名字再重启；写错的不起作用，用的是默认值"))
    if on.is_demo:
        found.append(
            Check("演示城市", _M, "数据是编的，密码是公开的", "正式使用请换一个空的数据目录")
        )
    return found


def _staff(facts: Facts, role_name: Labels) -> list[Check]:
    lacking = [role_name(role) for role in _DESKS if not facts.people.get(role)]
    wanted = [role_name(role) for role in _OTHERS if not facts.people.get(role)]
    admins = facts.people.get(Role.ADMIN, 0)
    found = [
        Check(
            "岗位", _M, f"没有{'、'.join(lacking)}", "导入人员表，或逐个开通账号", "/setup#people"
        )
        if lacking
        else Check("岗位", _F, "话务、派单、审核、回访、督办都有人"),
        Check(
            "管理员", _S, f"只有 {admins} 位", "再设一位，免得忘了密码没有人能重设", "/people/new"
        )
        if admins < 2
        else Check("管理员", _F, f"{admins} 位"),
    ]
    if wanted:
        found.append(Check("其他角色", _S, f"没有{'、'.join(wanted)}", "有人就开通", "/people/new"))
    if facts.first_passwords:
        said = f"{facts.first_passwords} 个账号还在用初始密码"
        found.append(Check("初始密码", _S, said, "请本人登录一次，系统会要求改", "/people"))
    return found


def _city(facts: Facts) -> list[Check]:
    found = [
        _is(
            *("地名", bool(facts.places), f"{facts.places} 个", "没有，诉求都按全市派单"),
            *("导入本市的区县、街道、小区、道路", "/setup#places"),
        )
    ]
    if facts.sample_units:
        said = f"{len(facts.sample_units)} 个自带的样例单位还在接单：{_named(facts.sample_units)}"
        advice = "导入本市的单位，勾上“表里没有的单位停用”"
        found.append(Check("承办单位", _M, said, advice, "/setup#units"))
    else:
        have = bool(facts.units)
        advice = "导入本市的单位"
        found.append(_is("承办单位", have, f"{facts.units} 个", "没有", advice, "/setup#units"))
    if facts.empty_units:
        said = f"{len(facts.empty_units)} 个单位没有能签收的人：{_named(facts.empty_units)}"
        advice = "派给它们的工单没有人签收：开通账号，或停用"
        found.append(Check("单位的人", _M, said, advice, "/setup#people"))
    elif facts.units:
        found.append(Check("单位的人", _F, "每个单位都有能签收的人"))
    if facts.homeless_topics:
        said = f"{len(facts.homeless_topics)} 个主题没有承办单位：{_named(facts.homeless_topics)}"
        advice = "这些要派单员逐件找去处：增加那一类的单位，或改目录里的主办"
        found.append(Check("派单目录", _S, said, advice, "/catalogue"))
    else:
        found.append(Check("派单目录", _F, f"{facts.topics} 个主题都有承办单位"))
    if facts.old_waiting:
        said = f"{facts.old_waiting} 件三十天以前的工单还没有派"
        advice = "是往年工单的，在“本市资料”的“往年工单”再导入一次原文件，转为归档"
        found.append(Check("往年工单", _S, said, advice, "/tickets?status=pending_dispatch"))
    return found


def _calendar(years: frozenset[int], now: datetime) -> Check:
    day = local_day(now)
    title, advice = "放假安排", "在“本市资料”导入放假安排，马上生效；或升级 chinesecalendar 再重启"
    if day.year not in years:
        return Check(title, _M, f"没有 {day.year} 年的，期限都是暂定", advice, "/setup#days")
    if day.year + 1 not in years and (day.month, day.day) >= _NOTICE_FROM:
        return Check(title, _S, f"没有 {day.year + 1} 年的", advice, "/setup#days")
    return Check(title, _F, f"到 {max(years)} 年")


def _ways_out(on: Installed, facts: Facts) -> list[Check]:
    test = "在本页下面试发一条"
    sms = Check("短信", _S, "没有接短信网关，诉求人收不到短信", "设 MINSHENG_SMS_URL")
    if on.has_sms:
        sms = _tested("短信", facts.sms_tested_at, test)
    found = [sms]
    if on.has_mail:
        found.append(_tested("邮件", facts.mail_tested_at, test))
    fine, advice = f"诉求人从 {on.public_url} 查进度", "设 MINSHENG_PUBLIC_URL，短信里才有网址"
    if on.public_url:
        found.append(Check("公众网址", _F, fine))
    else:
        found.append(Check("公众网址", _S, "没有写", advice))
    return found


def _tested(title: str, at: datetime | None, advice: str) -> Check:
    if at is None:
        return Check(title, _S, "配了，没有试过", advice, "#test")
    return Check(title, _F, f"{_day(at)} 试发成功")


def _running(on: Installed, facts: Facts, now: datetime) -> list[Check]:
    runs = facts.worker_at is not None and now - facts.worker_at < WORKER_SILENT
    since = f"，上次是 {_day(facts.worker_at)}" if facts.worker_at else ""
    found = [
        _is(
            *("定时任务", runs, "在运行", f"没有在运行{since}"),
            "启动 minsheng worker：没有它，不催办、不发短信、不出月报",
        ),
        _backup(facts.backup_at, now),
        _clock(facts.last_step_at, now),
    ]
    left = f"还剩 {on.free_share:.0%}（{on.free_gb:.0f} GB）"
    if on.free_share < _FULL_SHARE or on.free_gb < _FULL_GB:
        found.append(Check("磁盘", _M, left, "快满了：满了就不能登记，请扩容或清理"))
    elif on.free_share < _LOW_SHARE:
        found.append(Check("磁盘", _S, left, "数据目录所在分区请留三成空"))
    else:
        found.append(Check("磁盘", _F, left))
    return found


def _backup(at: datetime | None, now: datetime) -> Check:
    advice = "每天定时运行 minsheng backup，放到另一台机器上，并恢复一次试试"
    if at is None:
        return Check("备份", _M, "从来没有备份过", advice)
    if now - at > BACKUP_OLD:
        return Check("备份", _M, f"上次是 {_day(at)}", advice)
    return Check("备份", _F, f"上次是 {_day(at)}")


def _clock(last_step_at: datetime | None, now: datetime) -> Check:
    if last_step_at is None or last_step_at - now < CLOCK_SLACK:
        return Check("时钟", _F, f"现在 {_day(now)}（北京时间）")
    said = f"现在 {_day(now)}，可最近一步记在 {_day(last_step_at)}：时钟慢了，或以前快过"
    return Check("时钟", _M, said, "用 timedatectl 对准时间、打开自动对时，再重启服务")


def _is(title: str, good: bool, fine: str, bad: str, advice: str, href: str = "") -> Check:
    return Check(title, _F, fine) if good else Check(title, _M, bad, advice, href)


def _named(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")


def _day(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
