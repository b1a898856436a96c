"""E-mail by SMTP; a repeat after a crash carries the same Message-ID."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from service.gateways.gateway import NotSent

_TIMEOUT = 10
_REFUSED_FOR_GOOD = 500
_SUBJECT_CHARS = 40


@dataclass(frozen=True, slots=True)
class SmtpGateway:
    """Sends through one server.

    ``url``: ``smtps://user:password@host:465``, ``smtp://host:587`` (upgraded by STARTTLS where the
    server offers it; with a password it must) or ``smtp://host:25``.
    """

    url: str
    sender: str

    def send(self, key: str, to: str, text: str) -> None:
        """Send it. Raises ``NotSent``."""
        try:
            with self._connect() as server:
                server.send_message(self._message(key, to, text))
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _ in problem.recipients.values()]
            is_final = all(code >= _REFUSED_FOR_GOOD for code in codes)
            raise NotSent("邮件服务器不收这个地址", is_final=is_final) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise NotSent(f"邮件没有发出（{type(problem).__name__}）") from problem

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, context = parts.hostname or "", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=_TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=_TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls") or parts.password:
                server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server

    def _message(self, key: str, to: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self.sender, to
        message["Subject"] = text[:_SUBJECT_CHARS]
        message["Message-ID"] = f"<{key}@{self.sender.rpartition('@')[2].strip('> ')}>"
        message.set_content(text)
        return message
