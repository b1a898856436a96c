"""``minsheng evaluate``: how well it does, on a table or on everything that is claimed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import claims
from service.cli.chinese import Command
from service.cli.output import Notices, progress
from service.cli.texts import ReaderFolder, cell, open_reader, open_texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from service.flows.triage import Triage, Verdict

_KINDS = ("标签", "参考分类", "一级主题", "二级主题", "三级主题", "承办单位")
_LEAST_KNOWN = 0.5
_LISTED = 40


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("evaluate", cls=Command)(evaluate)


def evaluate(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE|DIR]",
            help="已知答案的表格；或放着检验用语料的文件夹；不给则检验预测、效果和突发",
        ),
    ] = None,
    text: Annotated[str, typer.Option("--text", metavar="COL[,COL…]", help="内容在哪一列")] = "",
    label: Annotated[str, typer.Option(metavar="COL", help="正确答案在哪一列")] = "",
    reader: ReaderFolder = None,
    claim: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="只检验这一项，可以写几次；不写全部检验"),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="OUT.csv", help="检验结果另存一份")] = None,
) -> None:
    """用已知答案检验读件模型，用已知真相的模拟序列检验预测、效果和突发。

    给一张表格时，答案可以是本市标签、参考分类、主题名或承办单位。给一个文件夹时，把读件模型的
    每一项指标都测一遍，连同置信区间和目标。检验用的行不要拿来训练，否则数字偏高。什么都不给时
    检验 forecast、effect、bursts，不需要数据，约两三分钟。
    """
    from service.domain.errors import BadInput

    series = claim and set(claim) <= set(claims.series_names())
    if file is None or (file.is_dir() and series):
        claims.evaluate_series(claim or [], out)
    elif file.is_dir():
        claims.evaluate_folder(file, open_reader(reader), claim or [], out)
    elif not text or not label:
        raise BadInput("检验一张表格要写明 --text 和 --label 两列。")
    else:
        _evaluate_table(file, text, label, reader)


def _evaluate_table(file: Path, text: str, label: str, reader: Path | None) -> None:
    from service import sheets
    from service.flows.catalogue.starting import offline_catalogue
    from service.flows.triage import Triage

    notices = Notices()
    table = open_texts(file, text, notices)
    column = sheets.require(table.sheet.headers, [label])[0]
    triage = Triage(open_reader(reader), offline_catalogue())
    truth: list[str] = []
    verdicts: list[Verdict] = []
    with progress(f"检验 {file.name}") as advance:
        for batch in table.batches():
            rows = [row for row in batch if cell(row, column).strip() and not row.problem]
            truth += [cell(row, column).strip() for row in rows]
            texts, titles = map(table.text_of, rows), map(table.title_of, rows)
            verdicts += triage.judge(list(texts), list(titles))
            advance(len(truth), None)
        kind = _kind(triage, truth, label)
    notices.show()
    for line in _report(kind, truth, verdicts):
        print(line)


def _kind(triage: "Triage", truth: Sequence[str], column: str) -> str:
    """What the right answers name. Raises ``BadInput`` when they are nothing the reader knows."""
    from service.domain.errors import BadInput

    known = {kind: _vocabulary(triage, kind) for kind in _KINDS}
    share = {kind: sum(each in words for each in truth) for kind, words in known.items()}
    best = max(_KINDS, key=lambda kind: share[kind])
    if not truth or share[best] < _LEAST_KNOWN * len(truth):
        raise BadInput(f"“{column}”列的取值和读件模型的标签、主题、承办单位都对不上，没法检验。")
    return best


def _vocabulary(triage: "Triage", kind: str) -> set[str]:
    leaves = triage.reader.catalogue.leaves
    if kind == "标签":
        return set(triage.reader.labels.labels) if triage.reader.labels else set()
    if kind == "参考分类":
        return {leaf.reference_class for leaf in leaves} - {""}
    if kind == "承办单位":
        return {unit.name for unit in triage.catalogue.units.values()}
    level = _KINDS.index(kind) - _KINDS.index("一级主题")
    return {leaf.path[level] for leaf in leaves}


def _answer(kind: str, verdict: "Verdict") -> str:
    if kind in {"标签", "参考分类", "承办单位"}:
        fields = {"标签": "topic", "参考分类": "reference_class", "承办单位": "unit"}
        return str(getattr(verdict, fields[kind]))
    level = _KINDS.index(kind) - _KINDS.index("一级主题")
    return ([*verdict.topic.split(" / "), "", "", ""])[level]


def _macro_f1(counts: "NDArray[np.int64]") -> float:
    """The mean F1 of the right answers that occur; other answers count as errors only."""
    both = counts.sum(axis=0) + counts.sum(axis=1)
    occurs = counts.sum(axis=1) > 0
    return float((2 * counts.diagonal()[occurs] / both[occurs]).mean())


def _report(kind: str, truth: Sequence[str], verdicts: Sequence["Verdict"]) -> list[str]:
    import numpy as np

    from models.training.evaluate import accuracy, confusion, per_label, with_interval

    answers = [_answer(kind, verdict) for verdict in verdicts]
    names = tuple(sorted({*truth, *answers}))
    number = {name: i for i, name in enumerate(names)}
    right, said = (np.array([number[name] for name in each]) for each in (truth, answers))
    f1, share = (with_interval(by, right, said, len(names)) for by in (_macro_f1, accuracy))
    auto = np.array([verdict.decision == "auto" for verdict in verdicts])
    wrong = float((right != said)[auto].mean()) if auto.any() else 0.0
    listed = [each for each in per_label(confusion(right, said, len(names)), names) if each.rows]
    return [
        f"共 {len(truth)} 行有答案，按{kind}比较",
        f"准确率 {share.value:.4f}（95% 区间 {share.low:.4f}–{share.high:.4f}）",
        f"宏平均 F1 {f1.value:.4f}（95% 区间 {f1.low:.4f}–{f1.high:.4f}）",
        f"可自动派单 {auto.mean():.2%}，其中错误 {wrong:.2%}",
        *(
            f"  {each.label}：{each.rows} 行，精确率 {each.precision:.4f}，"
            f"召回率 {each.recall:.4f}，F1 {each.f1:.4f}"
            for each in sorted(listed, key=lambda each: -each.rows)[:_LISTED]
        ),
    ]
