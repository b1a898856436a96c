"""Sends one text by a gateway, so that it is known to work before the first caller waits for it."""

import re
import secrets

from service.bootstrap import System
from service.domain.errors import BadInput
from service.domain.notices.messages import NoticeChannel
from service.gateways.gateway import NoGateway, NotSent
from service.store.installation import memory

_TEXT = "这是民声 12345 系统的测试，收到说明发送正常，不用回复。"
_FORMS = {
    NoticeChannel.SMS: (re.compile(r"1\d{10}"), "请填 11 位手机号。", memory.SMS),
    NoticeChannel.MAIL: (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "请填邮箱地址。", memory.MAIL),
}


def try_out(system: System, channel: NoticeChannel, to: str) -> None:
    """Send a text to somebody who waits for it, and remember that it went well.

    Raises ``BadInput`` for an address that cannot be, or with the reason why it was not sent.
    """
    form, wrong, mark = _FORMS[channel]
    if not form.fullmatch(to.strip()):
        raise BadInput(wrong)
    try:
        system.gateways[channel].send(f"test-{secrets.token_hex(8)}", to.strip(), _TEXT)
    except NoGateway as none:
        raise BadInput("还没有配置，请先写好设置，重启服务再试。") from none
    except NotSent as problem:
        raise BadInput(f"没有发出去：{problem.reason}。请核对设置和网络。") from problem
    with system.store.write() as uow:
        uow.memory.note(mark, system.now())
