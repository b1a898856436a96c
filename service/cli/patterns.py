"""``minsheng patterns``: patterns of poor handling, in somebody's table or in a simulated city."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.chinese import Command
from service.cli.output import Notices, progress
from service.cli.texts import TextTable, cell, open_reader, open_texts

if TYPE_CHECKING:
    import pandas as pd

    from analytics.handling.pattern_marks import Marks
    from service.cli.frames import Clock

_MOST = 20
_SHOWN_ROWS = 6
_OUT = ("row", "pattern", "name", "strength", "other_rows", "why")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("patterns", cls=Command)(patterns)


def patterns(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="带答复的 CSV 或 XLSX 表格")
    ] = None,
    text: Annotated[str, typer.Option(metavar="COL[,COL…]", help="诉求内容在哪一列")] = "",
    reply: Annotated[str, typer.Option(metavar="COL", help="答复在哪一列")] = "",
    time: Annotated[str, typer.Option(metavar="COL", help="诉求时间在哪一列")] = "",
    reply_time: Annotated[str, typer.Option(metavar="COL", help="答复时间在哪一列")] = "",
    caller: Annotated[str, typer.Option(metavar="COL", help="诉求人在哪一列")] = "",
    unit: Annotated[str, typer.Option(metavar="COL", help="承办单位在哪一列")] = "",
    out: Annotated[Path | None, typer.Option(metavar="OUT.csv", help="全部线索写到哪里")] = None,
    demo_truth: Annotated[
        list[int] | None,
        typer.Option(metavar="SEED", help="不读表格，用这个种子的模拟城市检验查准查全；可写几次"),
    ] = None,
) -> None:
    """找久拖不决、办而不结、反复敷衍的线索：雷同答复、答非所诉、办了又来等。

    线索供人核实，不是结论。用 --demo-truth 检验时，模拟城市里哪些单位敷衍是事先定好的。
    """
    from service.domain.errors import BadInput

    if demo_truth:
        _evaluate(demo_truth)
    elif file is None or not text or not reply:
        raise BadInput("请写明表格，以及 --text（诉求内容）和 --reply（答复）两列。")
    else:
        columns = {"reply": reply, "registered_at": time, "replied_at": reply_time}
        _of_table(file, text, columns | {"caller": caller, "unit": unit}, out)


def _of_table(file: Path, text: str, columns: dict[str, str], out: Path | None) -> None:
    import pandas as pd

    from analytics.handling.pattern_marks import mark_cases
    from service.cli.frames import clock, tell_unread

    notices, told = Notices(), clock()
    open_texts(file, text, notices)
    with progress(f"找线索 {file.name}") as advance:
        cases = _cases(open_texts(file, text, Notices(), advance), columns, told)
        marks = mark_cases(cases, pd.Timestamp(told.now))
    tell_unread(told, notices)
    notices.show()
    lines = _lines(marks)
    if out is not None:
        _write(out, lines)
    replied = int((marks.cases["reply"] != "").sum())
    print(f"{file.name}：{len(cases)} 行，有答复的 {replied} 行，线索 {len(lines)} 条")
    for line in _once(lines)[:_MOST]:
        others = f"（第 {line['other_rows']} 行）" if line["other_rows"] else ""
        print(f"  第 {line['row']} 行 {line['name']} {line['strength']:.2f}：{line['why']}{others}")


def _cases(table: TextTable, columns: dict[str, str], told: "Clock") -> "pd.DataFrame":
    """The cases of a table, a row per data row. Raises ``BadInput`` for an unknown column."""
    import pandas as pd

    from analytics.handling.pattern_cases import CASES
    from service import sheets

    names = {
        key: sheets.require(table.sheet.headers, [name])[0] if name else ""
        for key, name in columns.items()
    }
    reader = open_reader(None)
    rows: list[dict[str, Any]] = []
    for batch in table.batches():
        texts = [table.text_of(row) for row in batch]
        titles = [table.title_of(row) for row in batch]
        for row, body, title, reading in zip(
            batch, texts, titles, reader.read_many(texts, titles), strict=True
        ):
            given = {key: cell(row, name).strip() for key, name in names.items()}
            rows.append(
                {
                    "no": str(len(rows) + 1),
                    "unit": given["unit"],
                    "topic": reading.topic.code,
                    "place": "|".join(sorted({place.text for place in reading.places})),
                    "caller": given["caller"],
                    "registered_at": told.read(given["registered_at"]),
                    "replied_at": told.read(given["replied_at"]),
                    "request": f"{title}。{body}",
                    "reply": given["reply"],
                }
            )
    frame = pd.DataFrame(rows, columns=list(CASES))
    for name in ("registered_at", "replied_at", "due_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    frame["limit_hours"] = frame["limit_hours"].astype(float)
    frame["event"] = frame["result"] = ""
    return frame.assign(delayed=False)


def _lines(marks: "Marks") -> list[dict[str, Any]]:
    """One line per marked case, the strongest first; rows are counted from 1."""
    from analytics.handling.pattern_definitions import DEFINITIONS

    lines = [
        {
            "row": mark.row + 1,
            "pattern": key,
            "name": DEFINITIONS[key].name,
            "strength": mark.strength,
            "other_rows": "、".join(str(other + 1) for other in mark.others[:_SHOWN_ROWS]),
            "why": mark.why,
        }
        for key, marked in marks.marked.items()
        for mark in marked.values()
    ]
    return sorted(lines, key=lambda line: (-line["strength"], line["pattern"], line["row"]))


def _once(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each group of rows that show the same thing only once, by its strongest row."""
    shown: set[tuple[str, int]] = set()
    kept = []
    for line in lines:
        if (line["pattern"], line["row"]) not in shown:
            kept.append(line)
        rows = [line["row"], *map(int, filter(None, line["other_rows"].split("、")))]
        shown.update((line["pattern"], row) for row in rows)
    return kept


def _write(path: Path, lines: list[dict[str, Any]]) -> None:
    from service import sheets

    with sheets.atomic_table(path, list(_OUT)) as writer:
        for line in lines:
            writer.write(line)


def _evaluate(seeds: list[int]) -> None:
    from analytics.handling.pattern_definitions import DEFINITIONS
    from service.bench import careless

    with progress("检验 模拟城市", "座") as advance:
        scores = {key: careless.Score() for key in DEFINITIONS}
        for number, seed in enumerate(seeds, start=1):
            for key, score in careless.judge(careless.careless_city(seed)).items():
                scores[key].add(score)
            advance(number, len(seeds))
    print(f"模拟城市（种子 {'、'.join(map(str, seeds))}），敷衍的单位由种子抽出；", end="")
    print("一条线索是一个单位在四个月里的一种做法")
    for key, score in scores.items():
        print(
            f"  {DEFINITIONS[key].name}：查准 {careless.interval(score.right, score.raised)}，"
            f"查全 {careless.interval(score.found, score.known)}"
        )
    sure = [pair for score in scores.values() for pair in score.by_confidence]
    for value in sorted({confidence for confidence, _ in sure}, reverse=True):
        right = [is_right for confidence, is_right in sure if confidence == value]
        print(f"  把握 {value:.2f} 的线索：对的 {careless.interval(sum(right), len(right))}")
    print("括号里是 95% 区间和件数；查全只数做法出现 6 件以上、占 15% 以上的单位。")
