"""``catalogue``: the dispatch catalogue goes out as a table and comes back as a draft."""

from pathlib import Path

from service.bootstrap import System
from tests.cli.conftest import Run, rows_of


def test_it_goes_out_and_comes_back_as_a_draft(run: Run, system: System, tmp_path: Path) -> None:
    data, file = system.settings.data, tmp_path / "c.csv"
    written = run("catalogue", "export", file, "--data", data)
    assert (written.status, f"{file}" in written.out) == (0, True)
    rows = rows_of(file)
    assert len(rows) > 500
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",normal,", ",urgent,", 1), encoding="utf-8")
    assert "有 1 个主题不同" in run("catalogue", "import", file, "--data", data).out
    with system.store.read() as uow:
        assert uow.drafts.current() is not None
    draft = tmp_path / "d.csv"
    assert run("catalogue", "export", draft, "--version", "draft", "--data", data).status == 0
    assert draft.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_a_wrong_table_is_refused_with_its_reasons(
    run: Run, system: System, tmp_path: Path
) -> None:
    data, file = system.settings.data, tmp_path / "c.csv"
    run("catalogue", "export", file, "--data", data)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",urban_management,", ",moon,", 1), encoding="utf-8")
    refused = run("catalogue", "import", file, "--data", data)
    assert refused.status == 2
    assert "没有“moon”这类单位" in refused.error
    assert (
        "没有这个版本" in run("catalogue", "export", file, "--version", "9", "--data", data).error
    )
