"""Text messages by a signed HTTP POST, as the adapters of Chinese message platforms take them.

Body: JSON ``{"key", "to", "text"}``. ``Idempotency-Key`` repeats the key; ``X-Minsheng-Time`` is
the instant in seconds, and ``X-Minsheng-Signature`` the hexadecimal HMAC-SHA256, with the shared
secret, of that instant, a newline and the body. Neither a redirect nor a proxy is followed: the
text goes where it was told to go.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from service.gateways.gateway import NotSent

_TIMEOUT = 10
_RETRIED = frozenset({408, 425, 429})
_ALREADY = 409


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """Posts to one address; ``clock`` gives seconds since 1970."""

    url: str
    secret: str
    clock: Callable[[], float] = time.time

    def send(self, key: str, to: str, text: str) -> None:
        """Post it. 2xx and 409 (had it already) are acknowledged. Raises ``NotSent``."""
        body = json.dumps({"key": key, "to": to, "text": text}, ensure_ascii=False).encode()
        status = self._post(body, self._headers(key, body))
        if 200 <= status < 300 or status == _ALREADY:
            return
        raise NotSent(f"网关答复 {status}", is_final=300 <= status < 500 and status not in _RETRIED)

    def _headers(self, key: str, body: bytes) -> dict[str, str]:
        at = str(int(self.clock()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key,
            "X-Minsheng-Time": at,
            "X-Minsheng-Signature": sign(self.secret, at, body),
        }

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
        try:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        except (OSError, HTTPException) as problem:
            raise NotSent(f"连接网关失败（{type(problem).__name__}）") from problem
        finally:
            connection.close()


def sign(secret: str, at: str, body: bytes) -> str:
    """The signature that both sides work out."""
    return hmac.new(secret.encode(), f"{at}\n".encode() + body, hashlib.sha256).hexdigest()
