"""A small city and a small catalogue that every test of the text models may use."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from models.load import load_reader
from models.places.gazetteer import Gazetteer, GazetteerEntry
from models.reader import Reader
from models.topics.catalogue import COLUMNS, TopicCatalogue, load_catalogue

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def topic_row(**changes: str) -> dict[str, str]:
    blank = dict.fromkeys(COLUMNS, "")
    return (
        blank
        | {
            "code": "030101",
            "level1": "供水供电",
            "level2": "供水",
            "level3": "停水",
            "definition": "没有水；水小不在内。",
            "words": "停水、没水、断水",
            "phrasings": "家里停水了|什么时候来水",
            "deadline_class": "normal",
            "direct_answer": "0",
        }
        | changes
    )


def write_topics(folder: Path, *topics: dict[str, str], name: str = "03.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(topics)
    return folder


@pytest.fixture(scope="session")
def small_catalogue(tmp_path_factory: pytest.TempPathFactory) -> TopicCatalogue:
    folder = tmp_path_factory.mktemp("topics")
    return load_catalogue(write_topics(folder, *(topic_row(**row) for row in rows("topics"))))


@pytest.fixture(scope="session")
def town() -> Gazetteer:
    return Gazetteer(
        (
            GazetteerEntry("1", "青禾市", "city"),
            GazetteerEntry("11", "柳湖区", "district", "1", ("柳湖",)),
            GazetteerEntry("12", "石桥县", "county", "1"),
            GazetteerEntry("1101", "望亭街道", "street", "11"),
            GazetteerEntry("1201", "河口镇", "town", "12"),
            GazetteerEntry("110101", "槐荫里", "estate", "1101", ("槐荫里小区", "纺机家属院")),
            GazetteerEntry("110102", "幸福家园", "estate", "1101"),
            GazetteerEntry("120101", "幸福家园", "estate", "1201"),
            GazetteerEntry("r1", "尚义街", "road", "11"),
        )
    )


@pytest.fixture(scope="session")
def small_reader(
    small_catalogue: TopicCatalogue, town: Gazetteer, tmp_path_factory: pytest.TempPathFactory
) -> Reader:
    return load_reader(tmp_path_factory.mktemp("kept"), town, catalogue=small_catalogue)
