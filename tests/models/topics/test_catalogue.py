from __future__ import annotations

from pathlib import Path

import pytest

from models.topics.catalogue import CatalogueError, catalogue_of, load_catalogue, row_of
from tests.models.conftest import topic_row, write_topics


def test_the_catalogue_that_ships_is_sound() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.leaves) > 300
    assert {leaf.code[:2] for leaf in catalogue.leaves} == {f"{n:02d}" for n in range(1, 23)}
    assert all(leaf.phrasings and leaf.words and leaf.reference_class for leaf in catalogue.leaves)


def test_a_row_becomes_a_leaf(tmp_path: Path) -> None:
    row = topic_row(season="11|12|1", direct_answer="1", co_units="housing|water_affairs")
    (leaf,) = load_catalogue(write_topics(tmp_path, row)).leaves
    assert leaf.path == ("供水供电", "供水", "停水")
    assert leaf.words == ("停水", "没水", "断水")
    assert (leaf.season, leaf.direct_answer) == ((11, 12, 1), True)
    assert leaf.co_units == ("housing", "water_affairs")


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    one = load_catalogue(write_topics(tmp_path / "a", topic_row()))
    same = load_catalogue(write_topics(tmp_path / "b", topic_row(), name="09.csv"))
    other = load_catalogue(write_topics(tmp_path / "c", topic_row(words="停水")))
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "3101"}, "6 位数字"),
        ({"level2": ""}, "一、二、三级"),
        ({"words": "", "phrasings": ""}, "典型词"),
        ({"deadline_class": "fast"}, "fast"),
        ({"direct_answer": "是"}, "0 或 1"),
        ({"season": "13"}, "1 到 12"),
    ],
)
def test_a_clerks_mistake_is_named_with_its_line(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    with pytest.raises(CatalogueError, match=said) as raised:
        load_catalogue(
            write_topics(tmp_path, topic_row(code="030100", level3="甲"), topic_row(**change))
        )
    assert "03.csv 第 3 行" in str(raised.value)


def test_repeats_across_files_are_refused(tmp_path: Path) -> None:
    write_topics(tmp_path, topic_row())
    write_topics(tmp_path, topic_row(code="040101"), name="04.csv")
    with pytest.raises(CatalogueError, match="三级名称“停水”"):
        load_catalogue(tmp_path)


def test_missing_columns_and_empty_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="没有任何主题"):
        load_catalogue(tmp_path)
    (tmp_path / "03.csv").write_text("code,level1\n030101,供水\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="缺少列 level2"):
        load_catalogue(tmp_path)


def test_a_half_width_comma_too_many_is_explained(tmp_path: Path) -> None:
    path = write_topics(tmp_path, topic_row()) / "03.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + ",多出一列\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="半角逗号"):
        load_catalogue(tmp_path)


def test_rows_of_an_installation_make_the_same_catalogue() -> None:
    shipped = load_catalogue()
    rows = [row_of(leaf) for leaf in shipped.leaves]
    assert catalogue_of(rows).digest == shipped.digest
    silent = {**rows[0], "words": "", "phrasings": ""}
    assert rows[0]["code"] not in catalogue_of([silent, *rows[1:3]]).by_code
    with pytest.raises(CatalogueError, match="重复"):
        catalogue_of([rows[0], rows[0]])
