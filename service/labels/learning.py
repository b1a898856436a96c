"""The Chinese words of what the program proposes."""

from enum import StrEnum

from service.domain.proposals import ProposalKind, ProposalState

LEARNING_LABELS: dict[type[StrEnum], dict[str, str]] = {
    ProposalKind: {
        "reader": "换读件模型",
        "topic": "主题补词",
        "lead": "改主办单位",
        "new_topic": "可能的新主题",
        "unused": "用不到的主题",
        "precedent": "先例写进目录",
    },
    ProposalState: {
        "open": "待定",
        "accepted": "已采纳",
        "dismissed": "不采纳",
        "withdrawn": "不再成立",
    },
}
