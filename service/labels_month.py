"""The Chinese words of agenda items and of the monthly report's editions."""

from enum import StrEnum

from service.domain.agenda import AgendaStatus
from service.domain.editions import EditionStatus, EditionStep

MONTH_LABELS: dict[type[StrEnum], dict[str, str]] = {
    AgendaStatus: {
        "candidate": "候选",
        "selected": "已选题",
        "dropped": "不列入",
        "scheduled": "待调度",
        "in_governance": "治理中",
        "supervised": "督办中",
        "accepted": "验收",
        "closed": "闭环",
        "watch": "回头看",
    },
    EditionStatus: {
        "draft": "起草中",
        "submitted": "待签发",
        "signed": "已签发",
        "replaced": "已更正",
        "withdrawn": "已撤回",
    },
    EditionStep: {
        "write": "修改文字",
        "renew": "换用新数据",
        "submit": "送签",
        "send_back": "退回修改",
        "sign": "签发",
        "replace": "由更正件代替",
        "withdraw": "撤回",
    },
}
