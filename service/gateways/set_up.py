"""The ways out of an installation, by what its settings say."""

from service.domain.errors import Misconfigured
from service.domain.notices.messages import NoticeChannel
from service.gateways.gateway import Gateway
from service.gateways.http import HttpGateway
from service.gateways.log import LogGateway
from service.gateways.smtp import SmtpGateway


def gateways(
    sms_url: str = "", sms_secret: str = "", smtp_url: str = "", mail_from: str = ""
) -> dict[NoticeChannel, Gateway]:
    """A gateway per channel that sends; a log for what is not set up.

    Raises ``Misconfigured`` when one is set up by halves.
    """
    sms: Gateway = LogGateway(NoticeChannel.SMS.value)
    mail: Gateway = LogGateway(NoticeChannel.MAIL.value)
    if sms_url:
        if not sms_url.startswith(("https://", "http://")) or not sms_secret:
            raise Misconfigured(
                "短信网关没有配好：MINSHENG_SMS_URL 要以 https:// 或 http:// 开头，"
                "并设置 MINSHENG_SMS_SECRET。"
            )
        sms = HttpGateway(sms_url, sms_secret)
    if smtp_url:
        if not smtp_url.startswith(("smtps://", "smtp://")) or "@" not in mail_from:
            raise Misconfigured(
                "邮件没有配好：MINSHENG_SMTP_URL 要以 smtps:// 或 smtp:// 开头，"
                "并设置发件人 MINSHENG_MAIL_FROM。"
            )
        mail = SmtpGateway(smtp_url, mail_from)
    return {NoticeChannel.SMS: sms, NoticeChannel.MAIL: mail}
