"""Contents of files are there whole or not at all, once each, and sealed where a key is set."""

import io
import os
from pathlib import Path

import pytest

from service.domain.errors import BadInput, Misconfigured, NotFound
from service.store.installation.secrets import Vault
from service.store.tickets.blobs import Blobs

CONTENT = os.urandom(1000) * 2500
LATER = 2e12


def blobs(folder: Path, secret: str = "") -> Blobs:
    return Blobs(folder, Vault(secret.encode() or b"x", encrypts=bool(secret)).file_cipher())


def files_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("secret", ["", "a key of the city"])
@pytest.mark.parametrize("size", [1, 1 << 20, (1 << 20) + 1, 2_500_000])
def test_what_is_kept_is_read_back_and_the_same_is_kept_once(
    tmp_path: Path, secret: str, size: int
) -> None:
    shelf = blobs(tmp_path, secret)
    kept = shelf.keep(io.BytesIO(CONTENT[:size]), size)
    assert shelf.keep(io.BytesIO(CONTENT[:size]), size) == kept
    assert b"".join(shelf.chunks(kept.sha256)) == CONTENT[:size]
    assert shelf.fault(kept.sha256) == ""
    (only,) = files_in(tmp_path)
    if size > 1:
        assert (CONTENT[:100] in only.read_bytes()) is not bool(secret)
    assert only.stat().st_mode & 0o077 == 0


def test_another_key_or_none_opens_nothing(tmp_path: Path) -> None:
    kept = blobs(tmp_path, "one key").keep(io.BytesIO(CONTENT), len(CONTENT))
    assert CONTENT[:50] not in files_in(tmp_path)[0].read_bytes()
    for other in (blobs(tmp_path, "another"), blobs(tmp_path)):
        assert other.fault(kept.sha256) == "文件读不出来"
    with pytest.raises(Misconfigured):
        list(blobs(tmp_path).chunks(kept.sha256))


def test_a_content_that_was_changed_cut_or_lost_is_noticed(tmp_path: Path) -> None:
    for secret in ("", "a key"):
        shelf = blobs(tmp_path / (secret or "plain"), secret)
        kept = shelf.keep(io.BytesIO(CONTENT), len(CONTENT))
        (file,) = files_in(shelf.folder)
        whole = file.read_bytes()
        for harmed in (
            whole[:-1],
            whole[: (1 << 20) + 23 if secret else 1 << 20],
            b"x" + whole[1:],
        ):
            file.write_bytes(harmed)
            assert shelf.fault(kept.sha256), len(harmed)
        file.unlink()
        assert shelf.fault(kept.sha256) == "文件不见了"


def test_too_much_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        blobs(tmp_path).keep(io.BytesIO(CONTENT), 1000)
    assert files_in(tmp_path) == []


def test_a_process_that_dies_halfway_leaves_a_draft_that_the_sweep_takes(tmp_path: Path) -> None:
    class Dying(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise KeyboardInterrupt

    shelf = blobs(tmp_path)
    kept = shelf.keep(io.BytesIO(b"wanted"), 100)
    lost = shelf.keep(io.BytesIO(b"never recorded"), 100)
    with pytest.raises(KeyboardInterrupt):
        shelf.keep(Dying(), 100)
    (shelf.folder / "incoming" / "cut-off").write_bytes(b"half")
    assert shelf.sweep({kept.sha256}, set(), before=0) == 0
    assert shelf.sweep({kept.sha256}, set(), before=LATER) == 2
    assert [path.name for path in files_in(tmp_path)] == [kept.sha256]
    assert shelf.fault(lost.sha256)


def test_what_was_wiped_goes_at_once_with_its_picture(tmp_path: Path) -> None:
    shelf = blobs(tmp_path, "key")
    kept = shelf.keep(io.BytesIO(b"an identity card"), 100)
    shelf.keep_preview(kept.sha256, b"small")
    assert shelf.preview(kept.sha256) == b"small"
    assert shelf.sweep(set(), {kept.sha256}, before=0) == 2
    with pytest.raises(NotFound):
        shelf.preview(kept.sha256)
    shelf.drop(kept.sha256)


@pytest.mark.parametrize("name", ["", "../secret.key", "z" * 63, "./" * 32])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        blobs(tmp_path).chunks(name)
