"""The Chinese words of a ticket: its states, its text, its result."""

from enum import StrEnum

from service.domain.clocks.deadlines import LimitUnit
from service.domain.supervision.pressure import TimeLeft
from service.domain.ticket import Answer, Channel, Element, RequestType, ResultCode, Status, Urgency

TICKET_LABELS: dict[type[StrEnum], dict[str, str]] = {
    Status: {
        "registered": "已登记",
        "rejected": "不予受理",
        "answered": "直接答复",
        "merged": "已并单",
        "pending_dispatch": "待派单",
        "dispatched": "待签收",
        "return_pending": "退单待审",
        "in_progress": "办理中",
        "suspended": "挂账",
        "replied": "待审核",
        "callback_due": "待回访",
        "closed": "办结",
        "terminated": "终止办理",
        "archived": "归档",
    },
    RequestType: {
        "consult": "咨询",
        "help": "求助",
        "complaint": "投诉",
        "report": "举报",
        "suggest": "建议",
        "praise": "表扬",
        "other": "其他",
    },
    Urgency: {"emergency": "紧急", "urgent": "加急", "normal": "一般"},
    Channel: {
        "phone": "电话",
        "wechat": "微信",
        "app": "手机应用",
        "web": "网站",
        "letter": "领导信箱",
        "transfer": "上级转办",
        "police": "110 联动",
        "file": "文件导入",
        "api": "系统对接",
    },
    Element: {"name": "姓名", "time": "时间", "place": "地点", "event": "事由", "demand": "诉求"},
    ResultCode: {
        "solved": "已解决",
        "partly": "部分解决",
        "planned": "列入计划",
        "explained": "已解释",
        "infeasible": "不具备条件",
    },
    Answer: {"yes": "是", "no": "否", "unsaid": "未表态"},
    LimitUnit: {"min": "分钟", "h": "小时", "d": "天", "wh": "个工作小时", "wd": "个工作日"},
    TimeLeft: {"none": "无时限", "ample": "时间充足", "soon": "即将到期", "overdue": "已超期"},
}
