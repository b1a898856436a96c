"""Learns a city's own labels from its history, and measures honestly how well."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.reader import Reader
from models.shelf.artefact import Manifest, save_classifier
from models.topics.builtin import build_builtin, catalogue_segmenter
from models.topics.catalogue import load_catalogue
from models.topics.classify import TextClassifier
from models.topics.levels import LabelClassifier, PathClassifier, split_labels
from models.training.compare import SEEN, mark
from models.training.fitting import FOLDS
from models.training.history import gather
from models.training.judging import Verdict, judge, make_report
from models.training.report import TrainingReport
from models.training.thresholds import safe_thresholds
from models.training.tree import fit_tree
from models.words.segment import Segmenter

REPORT, REVIEW = "report.json", "review.csv"
_ALSO_TOLD = (0.02,)


@dataclass(frozen=True)
class TrainedReader:
    """A classifier of a city's labels with its manifest and the report of its training.

    `words` counts words alone; `fused` also sentence vectors, None where they are not used. `seen`
    are the marks of the texts it learned from, so that no comparison is held on them.
    """

    words: LabelClassifier
    fused: LabelClassifier | None
    manifest: Manifest
    report: TrainingReport
    seen: tuple[str, ...] = ()

    @property
    def classifier(self) -> LabelClassifier:
        """The better one of the two, which the report is about."""
        return self.fused or self.words

    def save(self, folder: Path) -> None:
        """Write model, manifest, report and the rows to review, whole or not at all."""
        text = json.dumps(self.report.to_json(), ensure_ascii=False, indent=1) + "\n"
        notes = {
            REPORT: text,
            REVIEW: _table(self.report.review_rows()),
            SEEN: "\n".join(self.seen) + "\n",
        }
        save_classifier(folder, self.words, self.manifest, notes, fused=self.fused)


def _table(rows: Sequence[dict[str, str]]) -> str:
    """The rows as CSV that a spreadsheet opens in Chinese: it names rows and holds no text."""
    out = io.StringIO()
    names = ("行号", "原标签", "建议标签", "把握", "原因", "相关行")
    writer = csv.DictWriter(out, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def train(
    texts: Sequence[str],
    titles: Sequence[str] | None,
    labels: Sequence[str],
    *,
    reader: Reader | None = None,
    target_error: float = 0.05,
    n_jobs: int = 1,
    vectors: bool = True,
) -> TrainedReader:
    """Return a reader of the given labels and the report of its cross-validation.

    The three sequences run row by row; `titles` may be None. Labels that are paths, such as
    城乡建设/供水, are learned level by level. `reader` lends its segmenter and its knowledge of the
    topic catalogue, which is worth most where labelled rows are few; without one they are built
    (some seconds). With `vectors` sentence vectors are used where they are installed and help.
    Rows without text or label and rare labels are left out and reported. The figures come from
    five folds with repeats and near-repeats kept together. Raises CannotTrain when too little
    remains.
    """
    paths = split_labels(labels)
    cut, knowledge = _lent(reader)
    broad = [path[0] if path else "" for path in paths]
    history = gather(texts, titles or [""] * len(texts), broad, cut)
    tails = [paths[row][1:] for row in history.rows]
    tree = fit_tree(history, tails, knowledge, n_jobs=n_jobs, vectors=vectors)
    verdict = judge(tree.best, tree.chances, [paths[row] for row in history.rows])
    words = judge(tree.words, tree.word_chances, verdict.truth)
    report = make_report(len(texts), history, tree, verdict, words, (target_error, *_ALSO_TOLD))
    manifest = replace(
        Manifest("trained", _digest(texts, titles, labels), tree.best.labels),
        metrics=report.metrics(),
        thresholds=_thresholds(verdict, tree.best, target_error),
        settings={
            "folds": FOLDS,
            "share": tree.top.share,
            "rows": report.rows,
            "used": report.used,
            "vectors": tree.fused is not None,
            "levels": max(map(len, tree.best.paths)),
        },
    )
    fused = tree.fused and _with_thresholds(tree.fused, verdict, target_error)
    given = titles or [""] * len(texts)
    return TrainedReader(
        words=_with_thresholds(tree.words, words, target_error),
        fused=fused,
        manifest=manifest,
        report=report,
        seen=tuple(sorted({mark(texts[row], given[row]) for row in history.rows.tolist()})),
    )


def _with_thresholds(
    classifier: LabelClassifier, verdict: Verdict, target_error: float
) -> LabelClassifier:
    common, own = _safe(verdict, classifier, target_error)
    if isinstance(classifier, PathClassifier):
        return replace(classifier, thresholds=own)
    if isinstance(classifier, TextClassifier):
        return replace(classifier, threshold=common, own_thresholds=own)
    raise TypeError(type(classifier).__name__)


def _thresholds(
    verdict: Verdict, classifier: LabelClassifier, target_error: float
) -> dict[str, float]:
    common, own = _safe(verdict, classifier, target_error)
    return {"certain": common} | dict(zip(classifier.labels, own, strict=True))


def _safe(
    verdict: Verdict, classifier: LabelClassifier, target_error: float
) -> tuple[float, tuple[float, ...]]:
    count = len(classifier.labels)
    return safe_thresholds(verdict.sure, verdict.chosen, verdict.right, count, target_error)


def _lent(reader: Reader | None) -> tuple[Segmenter, TextClassifier]:
    if reader is not None:
        return reader.segmenter, reader.topics
    catalogue = load_catalogue()
    cut = catalogue_segmenter(catalogue)
    return cut, build_builtin(catalogue, cut)


def _digest(texts: Sequence[str], titles: Sequence[str] | None, labels: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for row in zip(texts, titles or [""] * len(texts), labels, strict=True):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
