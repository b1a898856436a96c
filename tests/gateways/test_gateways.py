"""A gateway returns when the other side has taken over the text, and says so when it has not."""

import smtplib
from email.message import EmailMessage
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from service.domain.errors import Misconfigured
from service.domain.notices.messages import NoticeChannel
from service.gateways.gateway import NoGateway, NotSent
from service.gateways.http import HttpGateway, sign
from service.gateways.log import LogGateway
from service.gateways.set_up import gateways
from service.gateways.smtp import SmtpGateway
from tests.gateways.receiver import SECRET, receiving

TO, TEXT = "13800000001", "您的诉求已登记"


def test_a_post_is_signed_and_taken_over_once_per_key() -> None:
    with receiving() as receiver:
        gateway = HttpGateway(receiver.url, SECRET)
        gateway.send("k1", TO, TEXT)
        gateway.send("k1", TO, TEXT)
        assert receiver.ledger == {"k1": {"key": "k1", "to": TO, "text": TEXT}}
        assert receiver.calls["k1"] == 2


def test_a_signature_covers_the_time_and_the_body() -> None:
    signed = sign("s", "1", b"body")
    assert (
        len({signed, sign("s", "2", b"body"), sign("s", "1", b"bodY"), sign("t", "1", b"body")})
        == 4
    )


@pytest.mark.parametrize(
    ("answer", "is_final"),
    [(500, False), (503, False), (429, False), (400, True), (401, True), (302, True)],
)
def test_what_a_platform_refuses_is_tried_again_only_where_that_may_help(
    answer: int, is_final: bool
) -> None:
    with receiving() as receiver:
        receiver.answer = answer
        with pytest.raises(NotSent) as refused:
            HttpGateway(receiver.url, SECRET).send("k", TO, TEXT)
        assert refused.value.is_final is is_final
        receiver.answer = 409  # had it already
        HttpGateway(receiver.url, SECRET).send("k", TO, TEXT)


def test_nobody_listening_is_tried_again_and_tells_nothing_of_the_text() -> None:
    with receiving() as receiver:
        url = receiver.url
    with pytest.raises(NotSent) as refused:
        HttpGateway(url, SECRET).send("k", TO, TEXT)
    assert not refused.value.is_final
    assert TO not in refused.value.reason
    assert TEXT not in refused.value.reason


def test_the_log_names_neither_number_nor_text() -> None:
    structlog.reset_defaults()  # another test may have asked for fewer events
    with capture_logs() as logs, pytest.raises(NoGateway):
        LogGateway("sms").send("k", TO, TEXT)
    assert [(entry["event"], entry["key"]) for entry in logs] == [("notice_without_gateway", "k")]
    assert TO not in str(logs)
    assert TEXT not in str(logs)


class Server:
    """What smtplib would be; ``refuses``: its answer to the address."""

    refuses = 0
    sent: list[EmailMessage]

    def __init__(self, *_: Any, **__: Any) -> None:
        Server.sent = []

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: Any) -> None: ...

    def ehlo(self) -> None: ...

    def has_extn(self, _: str) -> bool:
        return False

    def send_message(self, message: EmailMessage) -> None:
        if Server.refuses:
            raise smtplib.SMTPRecipientsRefused({"x": (Server.refuses, b"no")})
        Server.sent.append(message)


def test_a_mail_has_the_same_id_whenever_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Server)
    SmtpGateway("smtp://mail.example:25", "12345@example.cn").send("k1", "a@example.cn", TEXT)
    (message,) = Server.sent
    assert message["Message-ID"] == "<k1@example.cn>"
    assert (message["To"], message.get_content().strip()) == ("a@example.cn", TEXT)


@pytest.mark.parametrize(("code", "is_final"), [(550, True), (450, False)])
def test_an_address_refused_for_good_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, code: int, is_final: bool
) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(Server, "refuses", code)
    with pytest.raises(NotSent) as refused:
        SmtpGateway("smtp://mail.example", "12345@example.cn").send("k", "a@example.cn", TEXT)
    assert refused.value.is_final is is_final


def test_what_is_not_set_up_only_logs_and_half_a_set_up_is_refused() -> None:
    assert all(isinstance(way, LogGateway) for way in gateways().values())
    ready = gateways("https://sms.example", "secret", "smtps://mail.example", "a@example.cn")
    assert isinstance(ready[NoticeChannel.SMS], HttpGateway)
    assert isinstance(ready[NoticeChannel.MAIL], SmtpGateway)
    with pytest.raises(Misconfigured, match="MINSHENG_SMS_SECRET"):
        gateways(sms_url="https://sms.example")
    with pytest.raises(Misconfigured, match="MINSHENG_SMTP_URL"):
        gateways(smtp_url="mail.example", mail_from="a@example.cn")
