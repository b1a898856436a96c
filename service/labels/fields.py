"""What the fields of steps are called in forms, and what helps in filling them in."""

from service.domain.lifecycle.steps import Step

FIELD_LABELS: dict[str, str] = {
    "answers_each_demand": "答复逐项回应了诉求",
    "area": "区县",
    "assignee": "承办人",
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
    "history": "往年工单",
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

# What 首次联系 is called when it is not the first of all.
CONTACTED_AGAIN = "再次联系"
CONTACTED_THIS_ROUND = "本轮首次联系"
