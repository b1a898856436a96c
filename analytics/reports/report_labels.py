"""Chinese words for the codes that a report prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOT_SENT = "没有派单（当场答复等）"
REQUEST_TYPES: Mapping[str, str] = MappingProxyType({
    "consult": "咨询", "help": "求助", "complaint": "投诉", "report": "举报", "suggest": "建议",
    "praise": "表扬", "other": "其他类型",
})  # fmt: skip
UNIT_GROUPS: Mapping[str, str] = MappingProxyType({
    "county": "县区", "department": "市直部门", "enterprise": "公共服务企业",
    "township": "乡镇街道", "未标注": NOT_SENT,
})  # fmt: skip
OUTCOMES: Mapping[str, str] = MappingProxyType({
    "direct": "直接答复", "dispatched": "派单办理", "merged": "并单处理", "rejected": "不予受理",
    "waiting": "待派单", "past": "往年件（不在本系统办理）",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labels:
    """Chinese words for codes; a code without a word is printed as it is."""

    channels: Mapping[str, str] = field(default_factory=dict)
    request_types: Mapping[str, str] = field(default_factory=lambda: REQUEST_TYPES)
    unit_groups: Mapping[str, str] = field(default_factory=lambda: UNIT_GROUPS)
