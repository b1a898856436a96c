"""One file that holds a whole installation, with a manifest by which every part is checked."""

import hashlib
import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from service.domain.errors import BadInput

FORMAT = 1
MANIFEST = "manifest.json"
_MOST_OF_A_MANIFEST = 1 << 24


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. ``key``: a fingerprint of the secret it was made with."""

    created_at: str
    revision: str
    key: str
    rows: Mapping[str, int]
    files: Mapping[str, str]
    product: str = "minsheng"
    format: int = FORMAT


def pack(
    target: Path, parts: Iterable[tuple[str, Path]], *, created_at: str, revision: str, key: str,
    rows: Mapping[str, int],
) -> Manifest:  # fmt: skip
    """Write the named files with their manifest into ``target``, a .tar.gz; return the manifest."""
    named = list(parts)
    files = {name: sha256(path) for name, path in named}
    manifest = Manifest(created_at, revision, key, rows, files)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        first = target.with_name(f"{target.name}.{MANIFEST}")
        try:
            first.write_text(text + "\n", encoding="utf-8")
            archive.add(first, MANIFEST, recursive=False)
        finally:
            first.unlink(missing_ok=True)
        for name, path in named:
            archive.add(path, name, recursive=False)
    return manifest


def unpack(source: Path, folder: Path) -> Manifest:
    """Take an archive apart into ``folder``; return its manifest.

    Raises ``BadInput`` for anything but a whole archive of ours: another format, a missing, added
    or changed part, a name that leads out of the folder.
    """
    try:
        with tarfile.open(source, "r:*") as archive:
            manifest = _manifest(archive)
            for member in archive:
                _check_member(member, manifest)
                archive.extract(member, folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as problem:
        if isinstance(problem, OSError) and problem.filename and not source.is_file():
            raise BadInput(f"没有备份文件“{source}”。") from problem
        raise BadInput(f"“{source.name}”不是完整的备份文件，没有恢复任何内容。") from problem
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or sha256(folder / name) != digest:
            raise BadInput(f"备份里的 {name} 缺失或被改动，没有恢复任何内容。")
    return manifest


def sha256(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _manifest(archive: tarfile.TarFile) -> Manifest:
    member = archive.next()
    content = archive.extractfile(member) if member and member.name == MANIFEST else None
    if member is None or content is None or member.size > _MOST_OF_A_MANIFEST:
        raise BadInput("这不是民声的备份文件。")
    try:
        plain: dict[str, Any] = json.loads(content.read())
        manifest = Manifest(**plain)
    except (ValueError, TypeError) as problem:
        raise BadInput("这不是民声的备份文件，或来自不同的版本。") from problem
    if manifest.product != "minsheng" or manifest.format != FORMAT:
        raise BadInput(f"备份的格式是 {manifest.format}，本程序只认 {FORMAT}，请先升级程序。")
    return manifest


def _check_member(member: tarfile.TarInfo, manifest: Manifest) -> None:
    path = PurePosixPath(member.name)
    is_plain = member.isfile() and not path.is_absolute() and ".." not in path.parts
    if not is_plain or (member.name not in manifest.files and member.name != MANIFEST):
        raise BadInput(f"备份里有不该有的内容：{member.name}，没有恢复任何内容。")
