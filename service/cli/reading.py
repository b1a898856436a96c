"""``minsheng train``, ``triage`` and ``similar``: what texts say, from and to files."""

from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.chinese import Command
from service.cli.output import Notices, progress
from service.cli.texts import File, Out, ReaderFolder, Text, TextTable, open_reader, open_texts

if TYPE_CHECKING:
    from service.flows.triage import Triage, Verdict
    from service.sheets import Row

_RENAMED = "原表_"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("train", cls=Command)(train)
    app.command("triage", cls=Command)(triage)
    app.command("similar", cls=Command)(similar)


def train(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="带标签的 CSV 或 XLSX 表格")],
    text: Text,
    label: Annotated[str, typer.Option(metavar="COL", help="标签在哪一列")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="读件模型存到哪个文件夹")],
    target_error: Annotated[
        float, typer.Option(metavar="SHARE", min=0.001, max=0.5, help="自动判定容许的错误率")
    ] = 0.05,
    vectors: Annotated[
        bool, typer.Option("--vectors/--no-vectors", help="装了句向量时用不用它")
    ] = True,
) -> None:
    """用本市带标签的历史工单训练读件模型，打印并保存各项指标。

    标签写成“城乡建设/供水”这样的多级路径时，逐级训练。疑似标错的行列在 review.csv 里。
    """
    from models.training.train import train as fit
    from service import sheets

    notices = Notices()
    tables = [open_texts(path, text, notices) for path in files]
    columns = [sheets.require(table.sheet.headers, [label])[0] for table in tables]
    notices.show()
    with progress("训练") as advance:
        rows = [
            (table.text_of(row), table.title_of(row), row.values[column])
            for table, column in zip(tables, columns, strict=True)
            for row in table.sheet.rows()
            if not row.problem
        ]
        advance(len(rows), None)
        texts, titles, labels = zip(*rows, strict=True) if rows else ((), (), ())
        trained = fit(
            texts,
            titles,
            labels,
            reader=open_reader(None),
            target_error=target_error,
            vectors=vectors,
        )
        trained.save(out)
    for line in trained.report.lines():
        print(line)
    if trained.report.review_rows():
        print(f"待核对的行（只有行号和标签，行号从 0 数起）：{out / 'review.csv'}")
    print(f"读件模型已存到 {out}，用法：minsheng triage FILE --text … --reader {out} --out …")


def triage(file: File, text: Text, out: Out, reader: ReaderFolder = None) -> None:
    """给表格每一行加上主题、承办单位、是否可自动派单和理由；行数和顺序不变。

    只有一个读件模型说了算：不写 --reader 用内置的，写了则 topic 是本市自己的标签。
    """
    from service import sheets
    from service.flows.catalogue.starting import offline_catalogue
    from service.flows.triage import Triage, Verdict

    notices = Notices()
    open_texts(file, text, notices)
    judge = Triage(open_reader(reader), offline_catalogue())
    notices.show()
    added = [field.name for field in fields(Verdict)]
    counted = {"auto": 0, "review": 0}
    with progress(f"读 {file.name}") as advance:
        table = open_texts(file, text, Notices(), advance)
        names = {
            head: f"{_RENAMED}{head}" if head in added else head for head in table.sheet.headers
        }
        with sheets.atomic_table(out, [*names.values(), *added]) as writer:
            for batch in table.batches():
                for row, verdict in zip(batch, _verdicts(judge, table, batch), strict=True):
                    counted[verdict.decision] += 1
                    given = {names[head]: value for head, value in row.values.items()}
                    writer.write({**given, **asdict(verdict)})
    print(f"共 {sum(counted.values())} 行：可自动派单 {counted['auto']} 行，", end="")
    print(f"需人工 {counted['review']} 行；结果在 {out}")


def _verdicts(judge: "Triage", table: TextTable, rows: list["Row"]) -> list["Verdict"]:
    """The verdicts of the rows; one that could not be read reliably is left to a person."""
    from dataclasses import replace

    found = judge.judge([table.text_of(row) for row in rows], [table.title_of(row) for row in rows])
    return [
        replace(verdict, decision="review", reason=f"这一行读得不可靠：{row.problem}")
        if row.problem
        else verdict
        for row, verdict in zip(rows, found, strict=True)
    ]


def similar(file: File, text: Text, out: Out) -> None:
    """把说同一件事的行归成组：row 从 0 数起，group 相同的是重复诉求。"""
    from models.similar.repeats import group_repeats
    from models.topics.builtin import catalogue_segmenter
    from models.topics.catalogue import load_catalogue
    from models.words.segment import content_words
    from models.words.text import normalise
    from service import sheets

    notices = Notices()
    open_texts(file, text, notices)
    notices.show()
    with progress(f"找重复 {file.name}") as advance:
        table = open_texts(file, text, Notices(), advance)
        cut = catalogue_segmenter(load_catalogue()).cut
        words = [
            content_words(cut(normalise(f"{table.title_of(row)}\n{table.text_of(row)}")))
            for row in table.sheet.rows()
        ]
        groups = group_repeats(words)
        with sheets.atomic_table(out, ["row", "group"]) as writer:
            for row, group in enumerate(groups):
                writer.write({"row": row, "group": group})
    repeats = len(groups) - len(set(groups))
    print(f"共 {len(groups)} 行，归成 {len(set(groups))} 组，重复 {repeats} 行；结果在 {out}")
