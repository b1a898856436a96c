"""``minsheng evaluate DIR``: every claim about the reader, measured and held against its goal."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.reader import Reader
    from models.trials.claims import Claim
    from models.trials.outcome import Outcome

_COLUMNS = ("claim", "name", "value", "low", "high", "rows", "goal", "reached", "note")


def evaluate_folder(folder: Path, reader: "Reader", names: Sequence[str], out: Path | None) -> None:
    """Measure the named claims, or all, on the files of a folder and print every figure.

    Raises ``BadInput`` for an unknown claim, and where no file is there that one needs.
    """
    wanted = _wanted(folder, names)
    rows: list[dict[str, object]] = []
    for name, claim in wanted.items():
        print(f"\n{claim.title}（{name}）", flush=True)
        missing = claim.missing(folder)
        if missing:
            print(f"  缺文件 {'、'.join(missing)}，没有检验")
            continue
        for outcome in claim.measure(folder, reader):
            print(f"  {_line(outcome)}", flush=True)
            rows.append(_record(name, outcome))
    if out is not None:
        _keep(out, rows)


def _wanted(folder: Path, names: Sequence[str]) -> Mapping[str, "Claim"]:
    from models.trials.claims import CLAIMS
    from service.domain.errors import BadInput

    unknown = [name for name in names if name not in CLAIMS]
    if unknown:
        raise BadInput(f"没有检验项 {unknown[0]}；可选：{'、'.join(CLAIMS)}。")
    wanted = {name: CLAIMS[name] for name in names or CLAIMS}
    if all(claim.missing(folder) for claim in wanted.values()):
        files = sorted({file for claim in wanted.values() for file in claim.files})
        raise BadInput(f"“{folder}”里没有检验用的文件，要有：{'、'.join(files)}。")
    return wanted


def _line(outcome: "Outcome") -> str:
    """One figure in words: value, interval, rows, and whether the goal is reached."""
    figure, words = outcome.figure, [f"{outcome.rows} 件"]
    if outcome.goal is not None:
        sign = "≤" if outcome.lower_is_better else "≥"
        words.append(f"目标 {sign} {outcome.goal:g}，{'达到' if outcome.is_reached else '未达到'}")
    if outcome.note:
        words.append(outcome.note)
    span = "" if figure.low == figure.high else f"（95% 区间 {figure.low:.4f}–{figure.high:.4f}）"
    return f"{outcome.name} {figure.value:.4f}{span}：{'；'.join(words)}"


def _record(name: str, outcome: "Outcome") -> dict[str, object]:
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


def _keep(out: Path, rows: Iterable[Mapping[str, object]]) -> None:
    from service import sheets

    with sheets.atomic_table(out, list(_COLUMNS)) as table:
        for row in rows:
            table.write(row)
