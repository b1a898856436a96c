"""``train``, ``triage`` and ``similar`` from files to files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Table, rows_of

pytestmark = pytest.mark.usefixtures("quick_reader")

HEADERS = ("留言编号", "留言主题", "留言详情", "topic")
TEXTS = [
    ("1", "小区停水", "我家小区从昨天早上开始停水，没有任何通知，老人孩子没水用。", "x"),
    ("2", "拖欠工资", "工地老板拖欠我们农民工三个月的工资，找劳动局也没有结果。", "y"),
    ("3", "", "", ""),
    ("4", "着火了", "楼下商铺着火了，火很大，有人被困在里面，快来救火！", ""),
]
TRIAGE = (
    *("topic", "topic_confidence", "topic_2", "topic_3", "request_type", "urgency", "divert"),
    *("unit", "unit_confidence", "unit_2", "unit_3", "decision", "reason", "place", "needs"),
    "reference_class",
)


def taught() -> Iterator[tuple[str, str, str]]:
    """Two labels, forty texts each, no two alike."""
    for i in range(40):
        yield f"停水{i}", f"{i}号楼停水{i + 1}天了，自来水公司说水管爆裂，什么时候来水。", "水务"
        yield f"欠薪{i}", f"第{i}工地老板拖欠工资{i + 1}个月，农民工要求发放劳动报酬。", "人社"


def test_triage_keeps_every_row_in_order_and_adds_its_columns(
    run: Run, table: Table, tmp_path: Path
) -> None:
    path = table("in.csv", HEADERS, TEXTS)
    result = run("triage", path, "--text", "留言主题,留言详情", "--out", tmp_path / "out.csv")
    assert result.status == 0
    rows = rows_of(tmp_path / "out.csv")
    assert [row["留言编号"] for row in rows] == ["1", "2", "3", "4"]
    assert set(TRIAGE) <= set(rows[0])
    assert list(rows[0])[:4] == ["留言编号", "留言主题", "留言详情", "原表_topic"]
    assert "市自来水公司" in rows[0]["unit"]
    assert "人力资源" in rows[1]["unit"]
    assert all(0 <= float(row["topic_confidence"]) <= 1 for row in rows)
    assert all(0 <= float(row["unit_confidence"]) <= 1 for row in rows)


def test_triage_leaves_to_a_person_what_says_nothing_or_cannot_wait(
    run: Run, table: Table, tmp_path: Path
) -> None:
    path = table("in.csv", HEADERS, TEXTS)
    run("triage", path, "--text", "留言主题,留言详情", "--out", tmp_path / "out.csv")
    empty, fire = rows_of(tmp_path / "out.csv")[2:]
    assert (empty["decision"], empty["topic"], empty["unit"]) == ("review", "", "")
    assert (fire["decision"], fire["urgency"], fire["divert"]) == ("review", "emergency", "119")


def test_the_unit_is_as_sure_as_all_topics_that_lead_there(
    run: Run, table: Table, tmp_path: Path
) -> None:
    run("triage", table("in.csv", HEADERS, TEXTS), "--text", "留言详情", "--out", "out.csv")
    first = rows_of(tmp_path / "out.csv")[0]
    assert float(first["unit_confidence"]) >= float(first["topic_confidence"]) - 1e-4


def test_a_row_that_could_not_be_read_reliably_is_not_decided(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("内容,日期\n小区停水两天了没有通知,2025\n停水,了,三,天\n", encoding="utf-8")
    run("triage", path, "--text", "内容", "--out", "out.csv")
    broken = rows_of(tmp_path / "out.csv")[1]
    assert broken["decision"] == "review"
    assert "不可靠" in broken["reason"]


def test_training_prints_its_figures_and_triage_uses_the_citys_labels(
    run: Run, table: Table, tmp_path: Path
) -> None:
    path = table("history.csv", ("标题", "内容", "标签"), taught())
    trained = run(
        *(
            "train",
            path,
            "--text",
            "标题,内容",
            "--label",
            "标签",
            "--no-vectors",
            "--out",
            tmp_path / "reader",
        )
    )
    assert trained.status == 0
    for word in ("宏平均 F1", "准确率", "校准误差", "可自动判定", "水务", "人社"):
        assert word in trained.out
    assert (tmp_path / "reader" / "manifest.json").is_file()
    run(
        *("triage", table("in.csv", HEADERS, TEXTS), "--text", "留言主题,留言详情"),
        *("--reader", tmp_path / "reader", "--out", "out.csv"),
    )
    rows = rows_of(tmp_path / "out.csv")
    assert [row["topic"] for row in rows[:2]] == ["水务", "人社"]
    assert {row["topic_2"] for row in rows[:2]} == {"水务", "人社"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [([("a", "停水了", "水务")], "至少"), ([("a", "停水了", "")], "至少")],
)
def test_too_little_to_learn_from_is_said(
    run: Run, table: Table, tmp_path: Path, rows: list[tuple[str, str, str]], words: str
) -> None:
    path = table("history.csv", ("标题", "内容", "标签"), rows)
    result = run(
        "train",
        path,
        "--text",
        "内容",
        "--label",
        "标签",
        "--no-vectors",
        "--out",
        tmp_path / "reader",
    )
    assert result.status == 2
    assert words in result.err
    assert not (tmp_path / "reader").exists()


def test_a_folder_that_holds_no_reader_is_refused(run: Run, table: Table, tmp_path: Path) -> None:
    path = table("in.csv", HEADERS, TEXTS)
    result = run("triage", path, "--text", "留言详情", "--reader", tmp_path, "--out", "out.csv")
    assert result.status == 2
    assert "不是模型文件夹" in result.error
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("command", ["triage", "similar"])
@pytest.mark.parametrize(
    "content",
    [None, b"", bytes(range(256)) * 40, b"a,b\n1,2\n", "标题,内容\n停水,三天\n".encode("gbk")],
    ids=["missing", "empty", "binary", "no such column", "another encoding"],
)
def test_what_cannot_be_read_leaves_no_file(
    run: Run, tmp_path: Path, command: str, content: bytes | None
) -> None:
    path = tmp_path / "in.csv"
    if content is not None:
        path.write_bytes(content)
    result = run(command, path, "--text", "留言主题,留言详情", "--out", tmp_path / "out.csv")
    assert result.status == 2
    assert result.error.startswith("错误：")
    assert not (tmp_path / "out.csv").exists()


def test_similar_puts_what_says_the_same_into_one_group(
    run: Run, table: Table, tmp_path: Path
) -> None:
    texts = [
        "人民路建设街口的路灯坏了三天，晚上很黑，请尽快修好",
        "滨河花园小区物业费涨价，业主不同意，要求公示账目",
        "人民路建设街口路灯坏了好几天，晚上很黑，请尽快来修好",
    ]
    result = run(
        *("similar", table("in.csv", ("内容",), [(text,) for text in texts])),
        *("--text", "内容", "--out", "out.csv"),
    )
    assert result.status == 0
    assert rows_of(tmp_path / "out.csv") == [
        {"row": "0", "group": "0"},
        {"row": "1", "group": "1"},
        {"row": "2", "group": "0"},
    ]
