"""The Chinese words of supervision: clocks, tiers, findings, the problem and supervision lists."""

from enum import StrEnum

from service.domain.clocks.pace import Basis, Risk
from service.domain.clocks.running import Clock
from service.domain.supervision.duallist import EntrySource, EntryState, EntryStep
from service.domain.supervision.findings import DismissalKind, FindingState
from service.domain.supervision.pressure import Listener, Tier
from service.domain.supervision.summons import Summons

SUPERVISION_LABELS: dict[type[StrEnum], dict[str, str]] = {
    Clock: {
        "dispatch": "派单",
        "sign": "签收",
        "contact": "首次联系",
        "handle": "办理",
        "co": "协办反馈",
        "callback": "回访",
    },
    Listener: {
        "clerk": "单位经办人员",
        "head": "单位负责人",
        "supervisor": "督办员",
        "leader": "调度领导",
    },
    Summons: {"talk": "约谈", "listing": "挂牌督办"},
    EntryState: {
        "listed": "待移交",
        "handed_over": "待单位签收",
        "received": "整改中",
        "replied": "待验收",
        "accepted": "待回头看",
        "closed": "已销号",
        "withdrawn": "已撤销",
    },
    EntryStep: {
        "list": "列入问题清单",
        "amend": "修改",
        "withdraw": "撤销",
        "hand_over": "移交督办清单",
        "receive": "签收督办函",
        "progress": "报告进展",
        "urge": "催报结果",
        "reply": "报送结果",
        "accept": "验收通过",
        "refuse": "不予通过",
        "close": "销号",
        "reopen": "重新督办",
    },
    EntrySource: {"finding": "敷衍线索", "tickets": "督办工单"},
    Basis: {
        "unit_topic": "这个单位办这类事",
        "unit_field": "这个单位办这个领域的事",
        "unit": "这个单位办事",
        "topic": "各单位办这类事",
        "all": "各单位办事",
    },
    Risk: {
        "overdue": "已超期",
        "high": "多半来不及",
        "middle": "可能来不及",
        "low": "来得及",
        "unknown": "没有可比的",
    },
    Tier: {
        "remind": "催办",
        "supervise": "督办",
        "escalate": "提级督办",
        "summon": "提请约谈挂牌",
    },
    FindingState: {
        "open": "待核实",
        "confirmed": "属实",
        "dismissed": "已排除",
        "withdrawn": "不再出现",
    },
    DismissalKind: {
        "official_wording": "官方统一用语",
        "one_event": "同一起事件",
        "objective": "客观困难",
        "wrong_data": "数据有误",
        "other": "其他",
    },
}
