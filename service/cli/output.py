"""What commands write beside their result: notices, progress and errors, all on stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int, float | None], None]


class Notices:
    """Notices kept until the command is sure to go on: an error stays one line."""

    def __init__(self) -> None:
        self._kept: list[str] | None = []

    def __call__(self, sentence: str) -> None:
        """Keep the sentence, or show it when the command is on its way."""
        if self._kept is None:
            say(f"提示：{sentence}")
        else:
            self._kept.append(sentence)

    def show(self) -> None:
        """Show what was kept; what comes later is shown at once."""
        kept, self._kept = self._kept or [], None
        for sentence in kept:
            self(sentence)


def say(line: str) -> None:
    """Write one line for a person on stderr."""
    print(line.replace("\n", " "), file=sys.stderr, flush=True)


def fail(message: str) -> None:
    """Write an error as one line."""
    say(f"错误：{message}")


@contextmanager
def progress(what: str, unit: str = "行") -> Iterator[Advance]:
    """Give a function to report (how many, share 0…1 or None): a bar, or one line at the end."""
    started = time.monotonic()
    done = 0

    def count(rows: int, _: float | None) -> None:
        nonlocal done
        done = rows

    if not sys.stderr.isatty():
        yield count
        spent = time.monotonic() - started
        say(f"{what}：{f'{done} {unit}，' if done else ''}用时 {spent:.1f} 秒")
        return
    with _bar(what, unit) as advance:
        yield advance


@contextmanager
def _bar(what: str, unit: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None, rows="")

        def advance(rows: int, share: float | None) -> None:
            total = None if share is None else 1.0
            shown = f"{rows} {unit}" if rows else ""
            bar.update(task, total=total, completed=share or 0.0, rows=shown)

        yield advance
