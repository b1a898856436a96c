"""Tables of past tickets that were sent in, kept until they are imported: files, and what is known.

They lie below ``cache`` of the data folder, which is in no backup; what is in them is personal.
"""

import json
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from service.bootstrap import System
from service.domain.errors import BadInput, NotFound
from service.domain.localtime import LOCAL
from service.domain.ticket import Channel
from service.sheets import atomic_file, open_sheet, recognise

MOST_MB = 200
KEPT = timedelta(days=7)
_ID = re.compile(r"\d{14}-[0-9a-f]{6}")
_ABOUT, _REJECTED = ".about.json", ".rejected.csv"
"""Begin with a dot, as the name of no table does."""
_NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class Upload:
    """One table that was sent in.

    ``foreseen``: what an import would do, once it was looked through; ``brought``: what it did.
    ``faults``: the first rows that are not taken, with the reasons.
    """

    id: str
    name: str
    by: str
    at: str
    channel: str
    columns: str
    notices: tuple[str, ...] = ()
    foreseen: Mapping[str, Any] = field(default_factory=dict)
    brought: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[tuple[int, str], ...] = ()

    @property
    def sent_at(self) -> datetime:
        """When it was sent in."""
        return datetime.fromisoformat(self.at)


def keep(system: System, stream: IO[bytes], name: str, channel: Channel, by: str) -> Upload:
    """Keep a table; what is known of it before its rows are read.

    Raises ``BadInput`` for one that is too large, no table, or without a column for the request.
    """
    now = system.now()
    number = f"{now.astimezone(LOCAL):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
    folder = _home(system) / number
    folder.mkdir(mode=0o700, parents=True)
    try:
        path = folder / _safe(name)
        _copy(stream, path)
        notices: list[str] = []
        columns = recognise(open_sheet(path, on_notice=notices.append).headers)
        if columns.missing:
            wanted = "、".join(columns.missing)
            raise BadInput(
                f"没有找到{wanted}列。表头是：{'、'.join(columns.headers)}。"
                "请把写着诉求内容的那一列的表头改成“诉求内容”，再传一次。"
            )
        upload = Upload(
            *(number, path.name, by, now.isoformat(), channel.value, columns.summary()),
            notices=tuple(notices),
        )
        save(system, upload)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return upload


def _copy(stream: IO[bytes], path: Path) -> None:
    taken = 0
    with path.open("wb") as target:
        path.chmod(0o600)
        while chunk := stream.read(2**20):
            taken += len(chunk)
            if taken > MOST_MB * 2**20:
                raise BadInput(f"文件超过 {MOST_MB} MB，请按年份分成几份。")
            target.write(chunk)


def _safe(name: str) -> str:
    """A name for the file on disk: its last part, shortened in front of its ending."""
    plain = Path(name.replace("\\", "/")).name.lstrip(".") or "工单.csv"
    path = Path(plain)
    return f"{path.stem[: _NAME_CHARS - len(path.suffix)]}{path.suffix[:10]}"


def save(system: System, upload: Upload) -> None:
    """Write down what is known of a table; nothing when it was removed meanwhile."""
    folder = _home(system) / upload.id
    if folder.is_dir():
        with atomic_file(folder / _ABOUT) as neighbour:
            neighbour.write_text(json.dumps(asdict(upload), ensure_ascii=False), encoding="utf-8")


def get(system: System, number: str) -> Upload:
    """One table. Raises ``NotFound``."""
    if not _ID.fullmatch(number):
        raise NotFound("没有这份文件。")
    try:
        about = json.loads((_home(system) / number / _ABOUT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound("这份文件已经删掉了，请重新上传。") from None
    faults = tuple((row, reason) for row, reason in about.pop("faults"))
    return replace(Upload(**about), faults=faults, notices=tuple(about["notices"]))


def newest(system: System) -> list[Upload]:
    """Every table that is kept, the newest first."""
    home = _home(system)
    numbers = sorted((path.parent.name for path in home.glob(f"*/{_ABOUT}")), reverse=True)
    return [get(system, number) for number in numbers]


def source_of(system: System, upload: Upload) -> Path:
    """Where the table lies; it is gone once it was imported."""
    return _home(system) / upload.id / upload.name


def rejected_of(system: System, upload: Upload) -> Path:
    """Where the rows that are not taken are written, with the reasons; there may be none."""
    return _home(system) / upload.id / _REJECTED


def remove(system: System, number: str) -> None:
    """Delete a table and all that was written beside it. Raises ``NotFound``."""
    shutil.rmtree(_home(system) / get(system, number).id, ignore_errors=True)


def sweep(system: System, now: datetime) -> int:
    """Delete the tables that have lain for a week; how many."""
    old = [upload for upload in newest(system) if now - upload.sent_at > KEPT]
    for upload in old:
        remove(system, upload.id)
    return len(old)


def _home(system: System) -> Path:
    return system.settings.data / "cache" / "history"
