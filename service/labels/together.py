"""The Chinese words of co-handling, consultation, joint sessions and precedents."""

from enum import StrEnum

from service.domain.together.cotask import Matter, TaskState
from service.domain.together.matters import Crossing, MatterStatus, MatterStep, Position
from service.domain.together.opinion import Ending, Stance
from service.domain.together.precedents import PrecedentState

TOGETHER_LABELS: dict[type[StrEnum], dict[str, str]] = {
    TaskState: {
        "waiting": "待签收",
        "working": "办理中",
        "reported": "已反馈",
        "released": "已免除",
    },
    Matter: {"co_handling": "协办", "consultation": "会商"},
    Stance: {"ours": "是本单位职责", "not_ours": "不是本单位职责", "may_help": "可以协办"},
    Ending: {
        "designate": "指定承办",
        "joint_session": "提交四跨联席会商",
        "not_needed": "不再需要会商",
    },
    Crossing: {
        "departments": "跨部门",
        "levels": "跨层级",
        "areas": "跨区域",
        "systems": "跨系统",
    },
    MatterStatus: {
        "opened": "已提出",
        "positions_asked": "征求意见",
        "session_called": "已召集会商",
        "escalated": "报领导裁定",
        "decided": "已议定",
        "carried_out": "落实中",
        "closed": "已了结",
        "withdrawn": "已撤销",
    },
    MatterStep: {
        "open": "提出",
        "ask": "征求意见",
        "call": "召集会商",
        "escalate": "报领导裁定",
        "decide": "登记决定",
        "carry_out": "按决定派单",
        "close": "了结",
        "withdraw": "撤销",
        "answer": "单位表态",
        "add_tickets": "加入工单",
        "remind": "催促",
        "note": "备注",
    },
    Position: {"lead": "可以主办", "assist": "可以协办", "not_ours": "不属于本单位职责"},
    PrecedentState: {
        "valid": "有效",
        "to_come": "尚未生效",
        "expired": "已过期",
        "ended": "已废止",
    },
}
