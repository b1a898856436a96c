"""The Chinese words of callbacks: attempts, callers, closings, samples."""

from enum import StrEnum

from service.domain.callback.inspection import Closing, SampleKind, SampleState
from service.domain.callback.questions import CallerState
from service.domain.lifecycle.steps import CallOutcome

CALLBACK_LABELS: dict[type[StrEnum], dict[str, str]] = {
    CallOutcome: {
        "no_answer": "无人接听",
        "busy": "占线",
        "switched_off": "关机停机",
        "wrong_number": "号码有误",
        "hung_up": "接通后挂断",
        "call_later": "约了时间再打",
        "no_number": "没有留号码",
    },
    CallerState: {
        "waiting": "等回访",
        "content": "已回访",
        "unhappy": "不满意",
        "unreachable": "联系不上",
    },
    Closing: {"answered": "回访后办结", "explained": "解释办结", "unreachable": "联系不上办结"},
    SampleKind: {"quality": "质检抽查", "discipline": "纪检抽查"},
    SampleState: {
        "drawn": "待抽查",
        "agreed": "一致",
        "disagreed": "不一致",
        "unreached": "没打通",
        "second_look": "已重新办理",
    },
}
