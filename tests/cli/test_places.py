"""A city brings its own places and units; loading again brings them up to date."""

from pathlib import Path

from tests.cli.conftest import Run

PLACES = """code,name,kind,parent,aliases
9900,云岫市,city,,
990001,河阴区,district,9900,河阴
E1,碧水苑,estate,990001,碧水苑小区|老纺织厂家属院
"""
UNITS = """code,name,level,family,area,parent
U1,河阴区住房和城乡建设局,county,housing,990001,
U2,云岫市供水公司,enterprise,water_company,9900,
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_places_and_units_are_loaded_and_others_retired(run: Run, tmp_path: Path) -> None:
    city = tmp_path / "city"
    assert run("place", "load", written(tmp_path, "p.csv", PLACES), "--data", city).status == 0
    units = written(tmp_path, "u.csv", UNITS)
    done = run("unit", "load", units, "--retire-others", "--data", city)
    assert done.status == 0
    assert "已导入 2 个单位" in done.out
    lines = run("unit", "list", "--data", city).out.splitlines()
    active = [line for line in lines if "已停用" not in line]
    assert [line.split("\t")[0] for line in active] == ["U1", "U2"]


def test_loading_again_changes_names_and_adds_nothing(run: Run, tmp_path: Path) -> None:
    city = tmp_path / "city"
    run("place", "load", written(tmp_path, "p.csv", PLACES), "--data", city)
    run("unit", "load", written(tmp_path, "u.csv", UNITS), "--data", city)
    before = run("unit", "list", "--data", city).out
    renamed = UNITS.replace("供水公司", "水务集团")
    run("unit", "load", written(tmp_path, "u.csv", renamed), "--data", city)
    after = run("unit", "list", "--data", city).out
    assert after == before.replace("云岫市供水公司", "云岫市水务集团")


def test_a_unit_of_an_unknown_area_is_refused_and_nothing_written(run: Run, tmp_path: Path) -> None:
    city = tmp_path / "city"
    wrong = written(tmp_path, "u.csv", UNITS)
    done = run("unit", "load", wrong, "--data", city)
    assert done.status == 2
    assert "第 2 行：没有地区“990001”，请先导入地名。" in done.out
    assert "有 2 处要改，什么都没有导入" in done.error
    assert "U1" not in run("unit", "list", "--data", city).out


def test_a_place_without_its_parent_is_refused(run: Run, tmp_path: Path) -> None:
    text = PLACES.replace("9900,云岫市,city,,\n", "")
    done = run("place", "load", written(tmp_path, "p.csv", text), "--data", tmp_path / "city")
    assert done.status == 2
    assert "上级不在表里" in done.out
