"""Files that come with a form: looked into and kept, so that a refused form keeps them too."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from service.bootstrap import System
from service.domain.errors import BadInput
from service.domain.permissions import Actor
from service.files.kinds import TYPES
from service.flows.files import attachments
from service.flows.files.attachments import FIELD, Given, Kept
from service.web.contexts.attachments import KeptFile

TOKENS = "kept"


@dataclass(frozen=True, slots=True)
class SentFiles:
    """What a form sent along: files, and tokens of files that were kept before."""

    files: Sequence[Given] = ()
    tokens: Sequence[str] = ()


async def sent_files(request: Request) -> AsyncIterator[SentFiles]:
    """The files of a form, closed afterwards; a field where nothing was chosen has no name."""
    async with request.form() as form:
        files = [
            Given(value.filename, value.file)
            for name, value in form.multi_items()
            if name == FIELD and isinstance(value, UploadFile) and value.filename
        ]
        tokens = [value for name, value in form.multi_items() if name == TOKENS and value]
        yield SentFiles(files, [token for token in tokens if isinstance(token, str)])


FormFiles = Annotated[SentFiles, Depends(sent_files)]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was kept of a form's files, and what is wrong with the others."""

    files: tuple[Kept, ...] = ()
    wrong: str = ""

    def check(self) -> None:
        """Raises ``BadInput`` when a file was not taken."""
        if self.wrong:
            raise BadInput("有附件没有收下，请看附件一栏。", {FIELD: self.wrong})


def accept(system: System, actor: Actor, sent: SentFiles) -> Accepted:
    """Keep what came with a form; to be called before its transaction."""
    store, now = system.store, system.now()
    try:
        before = attachments.from_tokens(store.vault, actor, sent.tokens, now)
    except BadInput as problem:
        return Accepted(wrong=problem.fields.get(FIELD, problem.message))
    kept, wrong = attachments.take_what_fits(store, system.hotline.attachments, sent.files)
    known = {file.sha256: file for file in (*before, *kept)}
    return Accepted(tuple(known.values()), "；".join(wrong))


def kept_files(system: System, actor: Actor, files: Sequence[Kept]) -> list[KeptFile]:
    """The files as the form carries them from now on."""
    vault, now = system.store.vault, system.now()
    return [
        KeptFile(
            file.name,
            f"{TYPES[file.kind].word}，{size_words(file.size)}",
            attachments.to_token(vault, actor, file, now),
        )
        for file in files
    ]


def size_words(size: int) -> str:
    """A size as people read it: 0.1 MB is the least that is worth a decimal."""
    if size < 1024:
        return f"{size} 字节"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
