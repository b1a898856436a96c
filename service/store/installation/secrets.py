"""Keys of an installation: encrypting personal data, keyed hashes, query codes.

One secret per installation; everything else is derived from it (HKDF by purpose).
"""

import base64
import hashlib
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.domain.errors import Misconfigured

SEALED = "enc1:"
_LEAST_DIGITS = 7
_ACCOUNT = re.compile(r"[A-Za-z0-9_.@-]{5,40}")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Vault:
    """Encrypts, decrypts and hashes with keys derived from one secret.

    With ``encrypts`` false, values are stored as they are (no key was set for encryption).
    """

    def __init__(self, secret: bytes, *, encrypts: bool) -> None:
        self._secret = secret
        self._encrypts = encrypts
        self._cipher = AESGCM(self._derive("personal-data")) if encrypts else None

    def seal(self, value: str) -> str:
        """The value as it is stored."""
        if not value or self._cipher is None:
            return value
        nonce = os.urandom(12)
        sealed = nonce + self._cipher.encrypt(nonce, value.encode(), None)
        return SEALED + base64.b64encode(sealed).decode()

    def open(self, stored: str) -> str:
        """The clear value. Raises ``Misconfigured`` when the key is another one."""
        if not stored.startswith(SEALED):
            return stored
        if self._cipher is None:
            raise Misconfigured("个人信息已加密，但没有设置密钥，请设置 MINSHENG_SECRET_KEY。")
        raw = base64.b64decode(stored[len(SEALED) :])
        try:
            return self._cipher.decrypt(raw[:12], raw[12:], None).decode()
        except InvalidTag:
            raise Misconfigured(
                "密钥与加密个人信息时的不一致，请核对 MINSHENG_SECRET_KEY。"
            ) from None

    def file_cipher(self) -> AESGCM | None:
        """What contents of files are sealed with; None when nothing is encrypted."""
        return AESGCM(self._derive("files")) if self._encrypts else None

    def sign(self, purpose: str, value: str) -> str:
        """The value with a mark by which it is known again as our own."""
        packed = base64.urlsafe_b64encode(value.encode()).decode()
        return f"{packed}.{self._hmac(purpose, packed).hex()}"

    def signed(self, purpose: str, token: str) -> str | None:
        """The value that ``sign`` marked for the purpose, or None."""
        packed, _, mark = token.partition(".")
        right = self._hmac(purpose, packed).hex()
        if not hmac.compare_digest(mark.encode(), right.encode()):
            return None
        return base64.urlsafe_b64decode(packed).decode()

    def phone_key(self, phone: str) -> str | None:
        """A keyed hash by which the same number is found again; None for none or a masked one."""
        if "*" in phone:
            return None
        digits = "".join(ch for ch in phone if ch.isdigit())[-11:]
        is_number = len(digits) >= _LEAST_DIGITS and len(set(digits)) > 1
        return self._hmac("phone", digits).hex() if is_number else None

    def told_key(self, person: str, name: str, address: str) -> str:
        """A keyed hash of who called and what they told of themselves."""
        return self._hmac("told", "\x1f".join((person, name, address))).hex()

    def account_key(self, name: str) -> str | None:
        """A keyed hash of an account such as A00074011; None for the name of a person."""
        is_account = _ACCOUNT.fullmatch(name) and any(ch.isdigit() for ch in name)
        return self._hmac("account", name).hex() if is_account else None

    def caller_key(self, phone_key: str | None, caller_id: int | None) -> str:
        """An opaque name of a caller for analysis, by number or account; empty for none."""
        known = phone_key or (str(caller_id) if caller_id else "")
        return self._hmac("caller", known).hex()[:16] if known else ""

    def query_code(self, no: str) -> str:
        """The six characters that, with the ticket number, let the public see its progress."""
        return "".join(_ALPHABET[b % len(_ALPHABET)] for b in self._hmac("query", no)[:6])

    def sample_rank(self, seed: str, no: str) -> str:
        """Where a ticket stands in the draw of a sample: the same for the same seed and secret."""
        return self._hmac("sample", f"{seed}\x1f{no}").hex()

    def fingerprint(self) -> str:
        """What tells two secrets apart and says nothing about either."""
        return self._hmac("fingerprint", "").hex()[:16]

    def _derive(self, purpose: str) -> bytes:
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()

    def _hmac(self, purpose: str, value: str) -> bytes:
        return hmac.new(self._derive(purpose), value.encode(), hashlib.sha256).digest()


def token_hash(token: str) -> str:
    """How a session cookie or API key is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
