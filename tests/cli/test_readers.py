"""``minsheng reader``: registering, comparing, putting in use and taking back."""

from pathlib import Path

import pytest

from service.bootstrap import System
from tests.cli.conftest import Run, Table
from tests.trained import labelled, tiny_reader


@pytest.fixture
def data(system: System) -> Path:
    """An installation that is there, with nobody at it."""
    return system.settings.data


def test_a_reader_goes_its_way_from_the_folder_to_use_and_back(
    run: Run, data: Path, tmp_path: Path, table: Table
) -> None:
    names = [tiny_reader(tmp_path / n, n, is_right=n == "b") for n in ("a", "b")]
    for folder in ("a", "b"):
        assert "已登记" in run("reader", "add", tmp_path / folder, "--data", data).out
    assert "已启用" in run("reader", "promote", names[0], "--data", data).out
    path = table("rows.csv", ["内容", "标签"], zip(*labelled(), strict=True))
    columns = ("--text", "内容", "--label", "标签", "--data", data)
    compared = run("reader", "compare", names[1], path, *columns)
    assert f"比 {names[0]} 好" in compared.out
    assert "宏平均 F1 相差 +1.0000" in compared.out
    assert run("reader", "promote", names[1], "--data", data).status == 0
    lines = run("reader", "list", "--data", data).out.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        [names[1], "现用"],
        [names[0], "已停用"],
        ["builtin", "待用"],
    ]
    assert names[0] in run("reader", "rollback", "--data", data).out
    refused = run("reader", "promote", "trained-x", "--data", data)
    assert refused.status == 2
    assert "没有登记过" in refused.error
