"""The key of an installation that was given none: made once, for this folder alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from service.domain.errors import Misconfigured

_LEAST_SECRET = 32


def kept_secret(folder: Path) -> bytes:
    """The key of the data folder, readable by its owner alone; made when there is none yet.

    Raises ``Misconfigured`` when it is too short to be one.
    """
    path = folder / "secret.key"
    if not path.exists():
        _make_secret(path)
    secret = path.read_bytes().strip()
    if len(secret) < _LEAST_SECRET:
        raise Misconfigured(f"密钥文件 {path} 是坏的：太短。请从备份恢复它，不要删掉重来。")
    return secret


def _make_secret(path: Path) -> None:
    """Whole or not at all; of two that start at once, the first one's key counts."""
    draft = path.with_name(f"secret.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_LEAST_SECRET))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
