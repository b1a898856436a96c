"""The Chinese words of the monthly report's editions."""

from enum import StrEnum

from service.domain.editions import EditionStatus, EditionStep

MONTH_LABELS: dict[type[StrEnum], dict[str, str]] = {
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
