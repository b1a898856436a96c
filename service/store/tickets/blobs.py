"""Contents of files under their SHA-256, beside the database: written whole or not at all.

They lie encrypted where personal data are. Nothing here knows of tickets; what no row refers to any
more is swept at night.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.domain.errors import BadInput, Misconfigured, NotFound

_CHUNK = 1 << 20
_NONCE, _TAG = 7, 16
_SEALED, _PREVIEW, _INCOMING = ".enc", ".preview", "incoming"
_HASH_CHARS = 64


@dataclass(frozen=True, slots=True)
class Content:
    """What was kept: its name and its size."""

    sha256: str
    size: int


class Blobs:
    """The folder of the contents; ``cipher``: None when nothing is encrypted."""

    def __init__(self, folder: Path, cipher: AESGCM | None) -> None:
        self.folder = folder
        self._cipher = cipher

    def keep(self, source: BinaryIO, most: int) -> Content:
        """Keep a content of at most so many bytes. Raises ``BadInput`` when it is longer.

        It is on the disk for good when this returns; the same content is kept once.
        """
        digest, size, draft = hashlib.sha256(), 0, self._draft()
        try:
            with draft.open("xb") as file:
                writer = _Writer(file, self._cipher)
                while chunk := source.read(_CHUNK):
                    size += len(chunk)
                    if size > most:
                        raise BadInput(f"超过 {most // 2**20} MB")
                    digest.update(chunk)
                    writer.write(chunk)
                writer.finish()
            self._settle(draft, self._place(digest.hexdigest()))
        finally:
            draft.unlink(missing_ok=True)
        return Content(digest.hexdigest(), size)

    def keep_preview(self, sha256: str, picture: bytes) -> None:
        """Keep the small picture of a content beside it."""
        draft = self._draft()
        try:
            with draft.open("xb") as file:
                writer = _Writer(file, self._cipher)
                writer.write(picture)
                writer.finish()
            self._settle(draft, self._place(sha256, _PREVIEW))
        finally:
            draft.unlink(missing_ok=True)

    def chunks(self, sha256: str) -> Iterator[bytes]:
        """The content piece by piece. Raises ``NotFound`` at once when it is not there."""
        return self._read(self._found(sha256))

    def has(self, sha256: str) -> bool:
        """Whether the content is there, whatever it holds."""
        return any(self._path(sha256, ending).exists() for ending in (_SEALED, ""))

    def preview(self, sha256: str) -> bytes:
        """The small picture of a content. Raises ``NotFound``."""
        return b"".join(self._read(self._found(sha256, _PREVIEW)))

    def fault(self, sha256: str) -> str:
        """What is wrong with a content, in words; empty when it is there and is what it was."""
        try:
            digest = hashlib.sha256()
            for chunk in self.chunks(sha256):
                digest.update(chunk)
        except NotFound:
            return "文件不见了"
        except (Misconfigured, OSError):
            return "文件读不出来"
        return "" if digest.hexdigest() == sha256 else "文件内容被改过"

    def drop(self, sha256: str) -> None:
        """Let a content go for good, with its picture."""
        for part in ("", _PREVIEW):
            for sealed in ("", _SEALED):
                self._path(sha256, part + sealed).unlink(missing_ok=True)

    def sweep(self, live: Collection[str], wiped: Collection[str], before: float) -> int:
        """Drop what nobody refers to, and drafts of uploads that were cut off; return how many.

        Only what has lain untouched since ``before`` (seconds of the epoch), for a form may still
        be on its way; what was ``wiped`` goes at once.
        """
        gone = 0
        for draft in self._folder_of(_INCOMING):
            gone += self._drop_old(draft, before)
        for folder in self.folder.iterdir() if self.folder.exists() else ():
            for path in self._folder_of(folder.name) if folder.name != _INCOMING else ():
                sha256 = path.name[:_HASH_CHARS]
                if sha256 not in live:
                    gone += self._drop_old(path, float("inf") if sha256 in wiped else before)
        return gone

    def free_bytes(self) -> int:
        """How much room the disk has."""
        folder = self.folder if self.folder.exists() else self.folder.parent
        return shutil.disk_usage(folder).free

    def _drop_old(self, path: Path, before: float) -> int:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                return 1
        return 0

    def _folder_of(self, name: str) -> list[Path]:
        folder = self.folder / name
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def _draft(self) -> Path:
        folder = self.folder / _INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / secrets.token_hex(16)

    def _settle(self, draft: Path, place: Path) -> None:
        """Into place; what is there already is marked as wanted, lest the sweep takes it."""
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            now = time.time()
            os.utime(place, (now, now))
            return
        draft.chmod(0o600)
        draft.replace(place)
        descriptor = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _place(self, sha256: str, part: str = "") -> Path:
        return self._path(sha256, part + (_SEALED if self._cipher else ""))

    def _path(self, sha256: str, ending: str) -> Path:
        if len(sha256) != _HASH_CHARS or not sha256.isalnum():
            raise NotFound("没有这个附件。")
        return self.folder / sha256[:2] / f"{sha256}{ending}"

    def _found(self, sha256: str, part: str = "") -> Path:
        for ending in (part + _SEALED, part):
            if self._path(sha256, ending).exists():
                return self._path(sha256, ending)
        raise NotFound("附件的文件不见了，请联系热线管理员从备份恢复。")

    def _read(self, path: Path) -> Iterator[bytes]:
        is_sealed = path.name.endswith(_SEALED)
        if is_sealed and self._cipher is None:
            raise Misconfigured("附件已加密，但没有设置密钥，请设置 MINSHENG_SECRET_KEY。")
        return _opened(path, self._cipher) if is_sealed else _plain(path)


class _Writer:
    """Writes pieces of one size, each sealed under its place and whether it is the last."""

    def __init__(self, file: BinaryIO, cipher: AESGCM | None) -> None:
        self._file, self._cipher = file, cipher
        self._rest, self._count = b"", 0
        self._prefix = os.urandom(_NONCE)
        if cipher:
            file.write(self._prefix)

    def write(self, chunk: bytes) -> None:
        """Add a piece; the newest stays back, for it may be the last."""
        self._rest += chunk
        while len(self._rest) > _CHUNK:
            self._put(self._rest[:_CHUNK], is_last=False)
            self._rest = self._rest[_CHUNK:]

    def finish(self) -> None:
        """Write the last piece, and make the disk have it all."""
        self._put(self._rest, is_last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        if self._cipher:
            piece = self._cipher.encrypt(_nonce(self._prefix, self._count, is_last), piece, None)
        self._file.write(piece)
        self._count += 1


def _nonce(prefix: bytes, count: int, is_last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + bytes([is_last])


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _opened(path: Path, cipher: AESGCM | None) -> Iterator[bytes]:
    assert cipher is not None  # noqa: S101  (asked before the first piece)
    with path.open("rb") as file:
        prefix, count = file.read(_NONCE), 0
        piece = file.read(_CHUNK + _TAG)
        while True:
            following = file.read(_CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(prefix, count, not following), piece, None)
            except InvalidTag:
                raise Misconfigured("附件解不开：密钥不一致，或文件已损坏。") from None
            if not following:
                return
            piece, count = following, count + 1
