"""What the audit page calls a noted look at personal data, or a change of an account or reader."""

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
    "setup:places": "导入地名表",
    "setup:units": "导入单位表",
    "setup:people": "导入人员表",
    "setup:days": "导入放假安排",
    "setup:history": "导入往年工单 {}",
    "key:make": "生成接口密钥 {}",
    "key:revoke": "吊销接口密钥 {}",
    "account:add": "开通账号 {}",
    "account:roles": "改角色 {}",
    "account:password": "重设密码 {}",
    "account:disable": "停用账号 {}",
    "account:enable": "恢复账号 {}",
}


def words_of_access(noted: str) -> str:
    """What was noted of a look at personal data or a change of an account, in Chinese."""
    kind, _, detail = noted.rpartition(":")
    return _ACCESSES.get(kind or noted, noted).format(detail)
