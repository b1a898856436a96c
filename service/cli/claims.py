"""``minsheng evaluate``: every claim, measured and held against its goal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.trials.outcome import Outcome as SeriesOutcome
    from models.reader import Reader
    from models.trials.claims import Claim
    from models.trials.outcome import Outcome

_COLUMNS = ("claim", "name", "value", "low", "high", "rows", "goal", "reached", "note")


@dataclass(frozen=True, slots=True)
class FolderClaim:
    """What is claimed of reader and analysis together, and the files of the folder it needs."""

    title: str
    measure: "Callable[[Path, Reader], Sequence[SeriesOutcome]]"
    files: tuple[str, ...]

    def missing(self, folder: Path) -> tuple[str, ...]:
        """The files that the folder lacks."""
        return tuple(name for name in self.files if not (folder / name).is_file())


def evaluate_folder(folder: Path, reader: "Reader", names: Sequence[str], out: Path | None) -> None:
    """Measure the named claims about the reader, or all, on the files of a folder.

    Raises ``BadInput`` for an unknown claim, and where no file is there that one needs.
    """
    rows: list[dict[str, object]] = []
    for name, claim in _wanted(folder, names).items():
        print(f"\n{claim.title}（{name}）", flush=True)
        missing = claim.missing(folder)
        if missing:
            print(f"  缺文件 {'、'.join(missing)}，没有检验")
            continue
        rows += _shown(name, claim.measure(folder, reader))
    _keep(out, rows)


def evaluate_series(names: Sequence[str], out: Path | None) -> None:
    """Measure the named claims about many requests, or all, on simulated series.

    Raises ``BadInput`` for an unknown claim, or one that needs a folder.
    """
    from analytics.trials.claims import CLAIMS
    from service.bench import foresight
    from service.domain.errors import BadInput

    unknown = [name for name in names if name not in CLAIMS]
    if unknown:
        raise BadInput(
            f"不给文件夹时没有检验项 {unknown[0]}；可选：{'、'.join(CLAIMS)}。"
            "检验读件模型要给放着语料的文件夹。"
        )
    rows: list[dict[str, object]] = []
    for name in names or CLAIMS:
        print(f"\n{CLAIMS[name].title}（{name}）", flush=True)
        rows += _shown(name, CLAIMS[name].measure())
        rows += _shown(name, foresight.MORE[name]())
    _keep(out, rows)


def series_names() -> tuple[str, ...]:
    """The claims that need no files."""
    from analytics.trials.claims import CLAIMS

    return tuple(CLAIMS)


def _shown(name: str, outcomes: "Iterable[Outcome | SeriesOutcome]") -> Iterator[dict[str, object]]:
    for outcome in outcomes:
        print(f"  {_line(outcome)}", flush=True)
        yield _record(name, outcome)


def _wanted(folder: Path, names: Sequence[str]) -> "Mapping[str, Claim | FolderClaim]":
    from service.domain.errors import BadInput

    claims = _of_folders()
    unknown = [name for name in names if name not in claims]
    if unknown:
        raise BadInput(f"没有检验项 {unknown[0]}；可选：{'、'.join(claims)}。")
    wanted = {name: claims[name] for name in names or claims}
    if all(claim.missing(folder) for claim in wanted.values()):
        files = sorted({file for claim in wanted.values() for file in claim.files})
        raise BadInput(f"“{folder}”里没有检验用的文件，要有：{'、'.join(files)}。")
    return wanted


def _of_folders() -> "Mapping[str, Claim | FolderClaim]":
    """The claims that need files: those of the reader, and what reader and analysis do together."""
    from models.trials.claims import CLAIMS
    from service.cli import claims_hot

    hot = FolderClaim("热点，对照通读找出的事件", claims_hot.measure, (claims_hot.FILE,))
    return {**CLAIMS, "hot": hot}


def _line(outcome: "Outcome | SeriesOutcome") -> str:
    """One figure in words: value, interval, rows, and whether the goal is reached."""
    figure, words = outcome.figure, [f"{outcome.rows} {getattr(outcome, 'unit', '件')}"]
    if outcome.goal is not None:
        sign = "≤" if outcome.lower_is_better else "≥"
        words.append(f"目标 {sign} {outcome.goal:g}，{'达到' if outcome.is_reached else '未达到'}")
    if outcome.note:
        words.append(outcome.note)
    span = "" if figure.low == figure.high else f"（95% 区间 {figure.low:.4f}–{figure.high:.4f}）"
    return f"{outcome.name} {figure.value:.4f}{span}：{'；'.join(words)}"


def _record(name: str, outcome: "Outcome | SeriesOutcome") -> dict[str, object]:
    figure, reached = outcome.figure, outcome.is_reached
    return {
        "claim": name,
        "name": outcome.name,
        "value": round(figure.value, 4),
        "low": round(figure.low, 4),
        "high": round(figure.high, 4),
        "rows": outcome.rows,
        "goal": "" if outcome.goal is None else outcome.goal,
        "reached": "" if reached is None else str(reached).lower(),
        "note": outcome.note,
    }


def _keep(out: Path | None, rows: Iterable[Mapping[str, object]]) -> None:
    from service import sheets

    if out is None:
        return
    with sheets.atomic_table(out, list(_COLUMNS)) as table:
        for row in rows:
            table.write(row)
