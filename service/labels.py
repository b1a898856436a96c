"""The Chinese word for every enum member and field that a person reads."""

from collections.abc import Iterable
from enum import StrEnum

from service.domain.callback.inspection import Closing, SampleKind, SampleState
from service.domain.callback.questions import CallerState
from service.domain.catalogue import Level
from service.domain.clocks.deadlines import Limit, LimitUnit
from service.domain.lifecycle.steps import (
    Blocker,
    CallOutcome,
    Kind,
    RejectReason,
    Step,
    TerminationGround,
)
from service.domain.permissions import Permission, Role
from service.domain.proposals import ProposalKind, ProposalState
from service.domain.supervision.pressure import TimeLeft
from service.domain.ticket import (
    Answer,
    Channel,
    Element,
    RequestType,
    ResultCode,
    Status,
    Urgency,
)
from service.domain.together.cotask import Matter, TaskState
from service.domain.together.opinion import Ending, Stance
from service.labels_governance import GOVERNANCE_LABELS
from service.labels_joint import JOINT_LABELS
from service.labels_month import MONTH_LABELS
from service.labels_notices import NOTICE_LABELS
from service.labels_supervision import SUPERVISION_LABELS

LABELS: dict[type[StrEnum], dict[str, str]] = {
    **GOVERNANCE_LABELS,
    **JOINT_LABELS,
    **MONTH_LABELS,
    **SUPERVISION_LABELS,
    **NOTICE_LABELS,
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
    Step: {
        "register": "登记",
        "answer": "直接答复",
        "reject": "不予受理",
        "merge": "并单",
        "unmerge": "撤销并单",
        "submit": "提交派单",
        "dispatch": "派单",
        "sign": "签收",
        "recall": "撤回",
        "object": "申请退单",
        "uphold": "同意退单",
        "refuse": "驳回退单",
        "suspend": "挂账",
        "resume": "恢复办理",
        "reply": "提交答复",
        "approve": "审核通过",
        "send_back": "退回补充",
        "terminate": "终止办理",
        "close": "办结",
        "redo": "重办",
        "close_explained": "解释办结",
        "overrule": "不同意解释办结",
        "split_off": "拆出另办",
        "archive": "归档",
        "note": "备注",
        "correct": "更正补充",
        "first_contact": "首次联系",
        "co_report": "协办反馈",
        "co_sign": "协办签收",
        "co_object": "申请退出协办",
        "co_keep": "不同意退出协办",
        "co_add": "增加协办",
        "co_release": "免除协办",
        "co_remind": "催办协办单位",
        "co_supervise": "督办协办单位",
        "consult": "发起会商",
        "opine": "会商答复",
        "remind_opinions": "催会商答复",
        "end_consultation": "结束会商",
        "request_extension": "申请延期",
        "grant_extension": "批准延期",
        "deny_extension": "不批准延期",
        "review_suspension": "复核后继续挂账",
        "reset_deadline": "核定期限",
        "request_termination": "申请终止办理",
        "endorse": "会签",
        "call_attempt": "未接通",
        "caller_answer": "记下回访回答",
        "self_answer": "自助回访",
        "propose_explained": "申请解释办结",
        "remind": "催办",
        "supervise": "督办",
        "summon": "约谈挂牌",
        "instruct": "批示",
        "evaluate": "评价",
        "attach": "补充材料",
        "remove_attachment": "撤下附件",
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
    Role: {
        "agent": "话务员",
        "dispatcher": "派单员",
        "reviewer": "质检审核员",
        "callback_clerk": "回访员",
        "unit_clerk": "承办单位联络员",
        "handler": "承办人",
        "unit_head": "单位负责人",
        "supervisor": "督办员",
        "analyst": "数据分析员",
        "leader": "调度领导",
        "discipline_viewer": "纪检监督",
        "assistance_officer": "民政救助专员",
        "admin": "热线管理员",
        "auditor": "审计员",
        "system": "系统",
        "caller": "诉求人",
    },
    Level: {
        "city": "市直部门",
        "county": "县区",
        "township": "街道乡镇",
        "enterprise": "公共服务企业",
    },
    LimitUnit: {"min": "分钟", "h": "小时", "d": "天", "wh": "个工作小时", "wd": "个工作日"},
    RejectReason: {
        "litigation": "已进入诉讼",
        "arbitration": "已进入仲裁",
        "petition": "已进入信访程序",
        "emergency_line": "应拨打紧急电话",
        "same_matter": "同一事项正在办理",
        "out_of_scope": "不属于受理范围",
        "no_facts": "没有具体事实",
    },
    Blocker: {
        "funds": "资金未落实",
        "season": "受季节限制",
        "litigation": "等待司法结果",
        "land": "土地征收未完成",
        "planning": "规划待批",
        "policy": "等待上级政策",
    },
    TerminationGround: {
        "withdrawn": "诉求人撤回",
        "litigation": "转入诉讼仲裁",
        "false_report": "反映不实",
        "harassment": "恶意缠访",
        "subject_gone": "办理对象灭失",
    },
    CallOutcome: {
        "no_answer": "无人接听",
        "busy": "占线",
        "switched_off": "关机停机",
        "wrong_number": "号码有误",
        "hung_up": "接通后挂断",
        "call_later": "约了时间再打",
        "no_number": "没有留号码",
    },
    Kind: {
        "text": "文字",
        "choice": "单选",
        "choices": "多选",
        "unit": "单位",
        "units": "多个单位",
        "ticket": "工单编号",
        "topic": "主题",
        "area": "地区",
        "date": "日期",
        "moment": "日期和时间",
        "number": "数目",
        "flag": "勾选",
        "step": "环节",
    },
    SampleKind: {"quality": "质检抽查", "discipline": "纪检抽查"},
    SampleState: {
        "drawn": "待抽查",
        "agreed": "一致",
        "disagreed": "不一致",
        "unreached": "没打通",
        "second_look": "已重新办理",
    },
    Closing: {"answered": "回访后办结", "explained": "解释办结", "unreachable": "联系不上办结"},
    CallerState: {
        "waiting": "等回访",
        "content": "已回访",
        "unhappy": "不满意",
        "unreachable": "联系不上",
    },
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
    TimeLeft: {"none": "无时限", "ample": "时间充足", "soon": "即将到期", "overdue": "已超期"},
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
    Permission: {
        "ticket:register": "登记工单",
        "ticket:answer": "直接答复",
        "ticket:reject": "不予受理",
        "ticket:merge": "并单",
        "ticket:submit": "提交派单",
        "ticket:correct": "更正补充",
        "ticket:dispatch": "派单与撤回",
        "ticket:rule_objection": "裁定退单",
        "ticket:sign": "签收",
        "ticket:object": "申请退单",
        "ticket:handle": "办理答复",
        "ticket:co_handle": "协办与会商答复",
        "ticket:co_assign": "请协办与免除协办",
        "ticket:co_remind": "催协办单位",
        "ticket:consult": "发起与结束会商",
        "ticket:suspend": "挂账",
        "ticket:resume": "恢复办理",
        "ticket:review_suspension": "复核挂账",
        "ticket:review": "审核答复",
        "ticket:terminate": "终止办理",
        "ticket:call_back": "回访",
        "ticket:reopen": "办结后重启",
        "ticket:archive": "归档",
        "ticket:rule_extension": "批复延期",
        "ticket:remind": "催办",
        "ticket:supervise": "督办",
        "ticket:summon": "约谈挂牌",
        "ticket:instruct": "批示",
        "ticket:endorse": "会签",
        "ticket:evaluate": "评价",
        "ticket:note": "备注",
        "ticket:attach": "补充自己的材料",
        "ticket:read": "查看工单",
        "ticket:read_all": "查看全部工单",
        "ticket:read_unit": "查看本单位工单",
        "ticket:read_reported": "查看举报件",
        "ticket:export": "导出工单",
        "caller:read": "查看诉求人信息",
        "caller:read_unit": "查看本单位工单的诉求人信息",
        "list:read": "查看双清单",
        "list:read_unit": "查看本单位督办清单",
        "list:edit": "编辑双清单",
        "list:receive": "签收督办函",
        "list:report": "报送整改进展",
        "inspection:quality": "质检抽查",
        "inspection:discipline": "纪检抽查",
        "joint:read": "查看跨界事项",
        "joint:arrange": "组织联席会商",
        "joint:answer": "为本单位表态",
        "joint:decide": "裁定跨界事项",
        "agenda:read": "查看议题",
        "agenda:edit": "编辑议题",
        "agenda:decide": "选定议题",
        "report:read": "查看月报",
        "report:draft": "起草月报并送签",
        "report:sign": "签发和撤回月报",
        "catalogue:read": "查看派单目录",
        "catalogue:edit": "编辑派单目录",
        "job:read": "查看任务记录",
        "job:run": "运行任务",
        "reader:manage": "管理读件模型",
        "user:manage": "管理人员账号",
        "audit:read": "查看审计记录",
    },
}

CONTACTED_AGAIN = "再次联系"
CONTACTED_THIS_ROUND = "本轮首次联系"

FIELD_LABELS: dict[str, str] = {
    "answers_each_demand": "答复逐项回应了诉求",
    "area": "区县",
    "blocker": "客观原因",
    "call_at": "约定的回访时间",
    "co_task": "请协办单位做什么",
    "co_unit": "协办单位",
    "co_units": "协办单位",
    "days": "工作日数",
    "designated_by": "指定人",
    "demand": "希望怎么办",
    "attachment": "附件",
    "early": "提前复核：还没有到复核时间，现在就续",
    "escalates": "提级督办",
    "wipes": "彻底删除内容（误传了个人信息时）",
    "ending": "怎么结束",
    "explanation": "解释情况",
    "fills": "补齐了哪些要素",
    "form": "方式",
    "ground": "终止理由",
    "hours": "几个工作小时内答复",
    "held_on": "日期",
    "legal_basis": "法规依据",
    "master_no": "主单编号",
    "note": "说明",
    "occurred": "什么时候",
    "opinion": "意见和理由",
    "outcome": "拨打结果",
    "person": "约谈或挂牌的责任人及职务",
    "place": "地点",
    "promised_on": "承诺日期",
    "question": "要请各单位说明什么",
    "reason": "理由",
    "reason_code": "不受理的原因",
    "reply": "答复内容",
    "request_type": "诉求类型",
    "responded": "承办单位是否联系过您",
    "result": "谈了什么、要求什么、怎样的结果",
    "result_code": "办理结果",
    "right_channel": "告知诉求人的正确渠道",
    "satisfied": "您对办理是否满意",
    "solved": "问题是否解决",
    "stance": "是不是本单位职责",
    "step": "会签的环节",
    "suggested_unit": "建议的承办单位",
    "supplement": "补充内容",
    "title": "标题",
    "told_caller": "已告知诉求人",
    "topic": "主题",
    "unit": "主办单位",
    "units": "请哪些单位会商",
    "urgency": "紧急程度",
}

# What a field is called in the form of one step, where its usual name says too little.
STEP_FIELD_LABELS: dict[tuple[Step, str], str] = {
    (Step.FIRST_CONTACT, "note"): "怎么联系的，谈了什么",
    (Step.CO_REPORT, "reply"): "本单位做了什么",
    (Step.CO_OBJECT, "reason"): "为什么不是本单位的事",
    (Step.CO_REMIND, "note"): "要求",
    (Step.CO_SUPERVISE, "note"): "要求",
    (Step.REMIND_OPINIONS, "note"): "要求",
    (Step.OPINE, "suggested_unit"): "应由哪个单位承办",
    (Step.REDO, "reason"): "诉求人哪里不满意，要求怎么办",
    (Step.SEND_BACK, "reason"): "缺什么、要怎么补",
    (Step.REMIND, "note"): "要求",
    (Step.SUPERVISE, "note"): "要求",
    (Step.REVIEW_SUSPENSION, "promised_on"): "新的承诺日期（不改就空着）",
    (Step.REVIEW_SUSPENSION, "reason"): "为什么还要等",
    (Step.INSTRUCT, "note"): "批示内容",
}

# What helps in filling in a field of a step's form.
STEP_FIELD_HINTS: dict[tuple[Step, str], str] = {
    (Step.REPLY, "reply"): "写明查了什么、做了什么、哪天做的、结果怎样；只写“已处理”会被退回补充。",
    (
        Step.DISPATCH,
        "co_task",
    ): "各家不同的，一家一行，写成“单位名称：要做的事”；不写的按派单目录。",
    (Step.OPINE, "suggested_unit"): "选“不是本单位职责”的必填。",
    (
        Step.CONSULT,
        "units",
    ): "2 到 6 个单位，用逗号分开；答复时间默认 16 个工作小时，不晚于派单期限。",
    (Step.ANSWER, "reply"): "照对诉求人说的写，依据和怎么办都写上。",
}

BARS: dict[str, str] = {
    "report": "举报件",
    "urgent": "加急件",
    "ambiguous": "主题有歧义",
    "unseen": "没有见过的说法",
}

QUESTIONS: dict[Element, str] = {
    Element.NAME: "姓名或电话",
    Element.TIME: "什么时候的事",
    Element.PLACE: "具体在哪里",
    Element.EVENT: "什么事",
    Element.DEMAND: "希望怎么办",
}

# Where an element is typed on the page of a new ticket.
ELEMENT_FIELDS: dict[Element, str] = {
    Element.NAME: "phone",
    Element.TIME: "occurred",
    Element.PLACE: "place",
    Element.EVENT: "text",
    Element.DEMAND: "demand",
}

DEADLINE_CLASSES: dict[str, str] = {"normal": "一般", "urgent": "加急", "emergency": "紧急"}

# The columns of the dispatch catalogue, as forms and spreadsheets call them.
CATALOGUE_COLUMNS: dict[str, str] = {
    "code": "代码",
    "level1": "一级主题",
    "level2": "二级主题",
    "level3": "三级主题",
    "definition": "定义",
    "words": "典型词",
    "phrasings": "说法",
    "near_misses": "易混主题",
    "lead_city": "市级主办",
    "lead_county": "县区主办",
    "lead_township": "乡镇主办",
    "co_units": "协办",
    "deadline_class": "时限类别",
    "direct_answer": "可直办",
    "season": "高发月份",
    "reference_class": "对照类别",
    "successor": "后继主题",
}

# What is noted beside a look at personal data or a change of an account or reader: kind[:detail].
_ACCESSES: dict[str, str] = {
    "caller": "查看诉求人信息",
    "attachment": "下载第 {} 号附件",
    "export": "导出工单 {} 件",
    "reader:add": "登记读件模型 {}",
    "reader:promote": "启用读件模型 {}",
    "reader:rollback": "退回读件模型 {}",
    "finding:confirm": "核实第 {} 条敷衍线索属实",
    "finding:dismiss": "排除第 {} 条敷衍线索",
    "precedent:end": "废止先例 {}",
    "precedent:propose": "建议把先例 {} 写进派单目录",
    "proposal:accept": "采纳第 {} 条建议",
    "proposal:dismiss": "不采纳第 {} 条建议",
    "catalogue:publish": "发布派单目录 {}",
    "catalogue:discard": "放弃派单目录草稿 {}",
    "notice:resend": "重发第 {} 条通知",
    "sample": "记下第 {} 条抽查",
    "unit:hours": "改单位 {} 的办公时间",
    "account:add": "开通账号 {}",
    "account:roles": "改角色 {}",
    "account:password": "重设密码 {}",
    "account:disable": "停用账号 {}",
    "account:enable": "恢复账号 {}",
}


def limit_words(limit: Limit) -> str:
    """A limit in words: 10 个工作日."""
    return f"{limit.amount} {LABELS[LimitUnit][limit.unit]}"


def bar_words(bars: Iterable[str], urgency: str) -> list[str]:
    """Why a person decides, in words; what presses is called by its own level."""
    words = BARS | {"urgent": f"{label_of(Urgency, urgency)}件"}
    is_pressing = urgency != Urgency.NORMAL
    return [words.get(bar, bar) for bar in bars if is_pressing or bar != "urgent"]


def label(member: StrEnum) -> str:
    """The Chinese word for an enum member."""
    return LABELS[type(member)][member.value]


def step_label(step: StrEnum, target: StrEnum | None) -> str:
    """The Chinese word for a step; 撤回 brings back a dispatch, but reopens what was closed."""
    if step.value == "recall" and target == Status.IN_PROGRESS:
        return "重启办理"
    return LABELS[type(step)][step.value]


def label_of(enum: type[StrEnum], value: str | None) -> str:
    """The Chinese word for a stored value; the value itself when it is not known."""
    return LABELS[enum].get(value or "", value or "")


def words_of_access(noted: str) -> str:
    """What was noted of a look at personal data or a change of an account, in Chinese."""
    kind, _, detail = noted.rpartition(":")
    return _ACCESSES.get(kind or noted, noted).format(detail)
