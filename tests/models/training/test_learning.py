"""A challenger learns what people put right, and is tried on newer verdicts before any promise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from models.load import LABELS, load_reader
from models.places.gazetteer import Gazetteer
from models.reader import Reader
from models.shelf import registry
from models.shelf.artefact import ArtefactMismatch
from models.shelf.corrections import corrected
from models.topics.catalogue import TopicCatalogue
from models.training.compare import mark
from models.training.learning import Learned, Lesson, TooFewVerdicts, learn
from tests.trained import tiny_reader

START = datetime(2026, 1, 1, tzinfo=UTC)
SLANG = "铁鹅脖子光喘气不吐货"
"""What nobody wrote into the catalogue: here people use it for a lack of water."""


def lessons(reader: Reader, count: int = 200) -> list[Lesson]:
    """Every other text says it in the city's own words, the rest in those of the catalogue."""
    dry, pay = reader.topics.labels[0], reader.topics.labels[-1]
    phrase = reader.catalogue.by_code[pay].words[0]
    found = []
    for n in range(count):
        own = f"甲{n}乙{n * 7}丙{n * 13}号院"
        text, code = (f"{own}{SLANG}", dry) if n % 2 else (f"{own}{phrase}", pay)
        kind = "corrected" if n % 2 else "confirmed"
        found.append(Lesson(f"{n:04}", text, "", code, START + timedelta(hours=n), kind))
    return found


@pytest.fixture(scope="module")
def learned(small_reader: Reader) -> Learned:
    return learn(small_reader, lessons(small_reader), against="builtin")


def test_what_people_put_right_is_read_right_and_the_rest_stays(learned: Learned) -> None:
    trial = learned.trial
    assert trial.comparison.verdict == "better"
    assert trial.comparison.only_old == 0
    assert trial.lost == ()
    assert trial.kinds == {"confirmed": 20, "corrected": 20}
    assert trial.now.right > trial.before.right
    assert len(trial.gained) == trial.now.right - trial.before.right
    assert all(now == true != before for _, true, before, now in trial.gained)


def test_only_verdicts_newer_than_those_learned_from_are_judged_by(
    small_reader: Reader, learned: Learned
) -> None:
    given = lessons(small_reader)
    assert learned.trial.learned == 160
    assert {key for key, *_ in learned.trial.gained} <= {x.key for x in given[160:]}
    assert set(learned.seen) == {mark(x.text) for x in given[:160]}


def test_repeats_and_what_the_reader_in_use_has_learned_from_are_no_evidence(
    small_reader: Reader,
) -> None:
    given = lessons(small_reader)
    seen = frozenset(mark(x.text) for x in given[195:])
    assert learn(small_reader, given, against="a", seen=seen).trial.comparison.rows == 35
    again = [replace(x, text=given[0].text, title="") if x.key > "0190" else x for x in given]
    assert learn(small_reader, again, against="a").trial.comparison.rows < 40


def test_too_few_verdicts_are_said_with_their_number(small_reader: Reader) -> None:
    with pytest.raises(TooFewVerdicts, match="只有 20 件"):
        learn(small_reader, lessons(small_reader, 100), against="builtin")
    foreign = [replace(x, code="999999") for x in lessons(small_reader)]
    with pytest.raises(TooFewVerdicts, match="只有 0 件"):
        learn(small_reader, foreign, against="builtin")


def test_the_same_verdicts_give_the_same_challenger(small_reader: Reader, learned: Learned) -> None:
    again = learn(small_reader, lessons(small_reader)[::-1], against="builtin")
    assert again.manifest.name == learned.manifest.name
    assert again.manifest.name.startswith("corrected-")
    assert again.trial == learned.trial


def test_a_promoted_challenger_reads_and_says_its_name(
    small_catalogue: TopicCatalogue,
    town: Gazetteer,
    learned: Learned,
    tmp_path: Path,
) -> None:
    learned.save(tmp_path / "new")
    shelf = tmp_path / "shelf"
    name = registry.add(shelf, tmp_path / "new", START).name
    registry.promote(shelf, name)
    reader = load_reader(tmp_path, town, registry.champion_folder(shelf), small_catalogue)
    assert reader.read(f"槐荫里{SLANG}").topic.code == reader.topics.labels[0]
    assert reader.version.startswith(f"{name}+builtin")
    assert reader.uncorrected is not None
    again = learn(reader, lessons(reader), against=name)
    assert again.manifest.data_hash == learned.manifest.data_hash, "it starts anew, not on top"


def test_trained_labels_go_on_being_read_beside_corrections(
    small_catalogue: TopicCatalogue,
    town: Gazetteer,
    learned: Learned,
    tmp_path: Path,
) -> None:
    tiny_reader(tmp_path / "trained", "a")
    learned.save(tmp_path / "one", tmp_path / "trained")
    learned.save(tmp_path / "two", tmp_path / "one")
    label = load_reader(tmp_path, town, tmp_path / "two", small_catalogue).read("小区停水").label
    assert label is not None
    assert label.code == "供水"
    learned.save(tmp_path / "three")
    learned.save(tmp_path / "four", tmp_path / "three")
    assert not (tmp_path / "four" / LABELS).exists()


def test_a_topic_that_is_no_more_is_left_out(small_reader: Reader, learned: Learned) -> None:
    base = small_reader.topics
    renamed = replace(base, labels=("000000", *base.labels[1:]))
    texts = [x.text for x in lessons(small_reader)[:5]]
    before, now = (
        replace(small_reader, topics=t).read_many(texts)
        for t in (renamed, corrected(renamed, learned.correction))
    )
    assert [r.topic.code for r in before][0::2] == [r.topic.code for r in now][0::2]
    assert np.isfinite([r.topic.confidence for r in now]).all()


def test_damaged_corrections_are_refused(
    small_catalogue: TopicCatalogue, learned: Learned, tmp_path: Path
) -> None:
    learned.save(tmp_path / "new")
    (tmp_path / "new" / "arrays.npz").write_bytes(b"no")
    with pytest.raises(ArtefactMismatch, match="缺失或被改动"):
        load_reader(tmp_path, None, tmp_path / "new", small_catalogue)
