"""The Chinese words of agenda items under governance."""

from enum import StrEnum

from service.domain.agenda import AgendaStatus
from service.domain.governance.duties import DutyStatus, DutyStep, Light
from service.domain.governance.meeting_life import MeetingState, MeetingStep
from service.domain.governance.plan import TargetState
from service.domain.governance.policy import PolicyState
from service.domain.governance.survey import Heard, SurveyState

GOVERNANCE_LABELS: dict[type[StrEnum], dict[str, str]] = {
    AgendaStatus: {
        "candidate": "候选",
        "selected": "已选题",
        "dropped": "不列入",
        "lapsed": "过期未选",
        "scheduled": "待调度",
        "in_governance": "治理中",
        "supervised": "督办中",
        "accepted": "验收",
        "closed": "闭环",
        "watch": "回头看",
    },
    MeetingState: {
        "planned": "待召开",
        "held": "已召开",
        "signed": "纪要已签发",
        "cancelled": "已取消",
    },
    MeetingStep: {
        "plan": "安排会议",
        "change": "改会议安排",
        "cancel": "取消会议",
        "hold": "登记已开会",
        "write": "写会议记录",
        "sign": "签发纪要",
        "correct": "更正纪要",
    },
    TargetState: {
        "no_target": "没有定指标",
        "too_early": "未满两个整月，还不能判断",
        "reached": "最近两个月都达标",
        "missed": "最近两个月没有都达标",
    },
    DutyStatus: {
        "sent": "待签收",
        "signed": "推进中",
        "reported": "待验收",
        "done": "已销号",
        "withdrawn": "已撤回",
    },
    DutyStep: {
        "give": "下达",
        "sign": "签收",
        "report": "报进展",
        "complete": "报完成",
        "accept": "验收销号",
        "send_back": "退回再办",
        "supervise": "督办",
        "withdraw": "撤回",
    },
    Light: {"red": "红灯", "yellow": "黄灯", "green": "绿灯", "off": "已结束"},
    Heard: {
        "waiting": "待问",
        "solved": "说解决了",
        "not_solved": "说没有解决",
        "unsaid": "未表态",
        "unreached": "联系不上",
    },
    SurveyState: {
        "nobody": "没有可以回访的诉求人",
        "not_drawn": "还没有抽样回访",
        "asking": "还没有问完",
        "unheard": "问到的不到一半",
        "small": "样本不足，问到的都说解决了",
        "solved": "八成以上说解决了",
        "not_solved": "有诉求人说没有解决",
    },
    PolicyState: {
        "valid": "有效",
        "to_come": "尚未生效",
        "expired": "已失效",
        "retired": "已废止",
    },
}
