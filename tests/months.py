"""Plants a month of requests: one event, one theme, and requests that have little in common."""

from datetime import UTC, datetime, timedelta

from service.bootstrap import System
from service.domain.permissions import SYSTEM
from service.domain.ticket import Channel
from service.flows import intake
from service.flows.requests import NewRequest
from service.store.tickets.callers import Caller

MONTH, BEFORE = "2026-02", "2026-01"
START = datetime(2026, 1, 31, 16, 0, tzinfo=UTC)  # midnight of 1 February in Shanghai
EVENT = (
    "青槐家园旁边的搅拌站昼夜施工，粉尘和噪音扰民",
    "搅拌站离青槐家园太近，噪音粉尘严重，居民无法休息",
    "青槐家园业主反映搅拌站粉尘大、夜里噪音扰民",
    "请整治青槐家园附近的搅拌站，粉尘噪音影响孩子睡觉",
    "青槐家园搅拌站又在夜里施工，噪音很大，粉尘满天",
    "搅拌站的粉尘飘进青槐家园，噪音不断，希望搬走",
)
OTHERS = (
    "柳叶巷的路灯坏了三盏，晚上看不清路",
    "公交十九路等了四十分钟也没有来",
    "想问医保异地报销要带什么材料",
    "早餐店使用的油像是反复炸过的",
    "学校门口放学时车辆乱停，孩子过马路危险",
    "河道里漂着死鱼，味道很难闻",
    "快递放在驿站三天被别人取走了",
    "建议在公园里加几张长椅",
    "公司拖欠两个月工资不发",
    "健身房突然关门，办的年卡不退",
)


def plant(system: System, start: datetime = START, event: int = len(EVENT)) -> list[str]:
    """Register the month's requests, a few hours apart; return their numbers, the event first."""
    texts = [*EVENT[:event], *OTHERS]
    with system.write_desk(SYSTEM) as desk:
        return [
            intake.receive(
                desk,
                NewRequest(
                    text=text,
                    channel=Channel.FILE,
                    caller=Caller("王某", f"1990000{n:04d}"),
                    dedupe_key=f"{start:%Y%m}-{n}",
                    registered_at=start + timedelta(hours=5 + 30 * n),
                ),
            ).ticket.no
            for n, text in enumerate(texts)
        ]
