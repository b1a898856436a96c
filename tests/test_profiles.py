"""A city writes its own numbers in a profile; what makes no sense is refused by name."""

from pathlib import Path

import pytest

from service.domain.callback.calling import SurveyRules
from service.domain.errors import Misconfigured
from service.profiles import load_profile

FOLDER = Path("service/resources/profiles")


def written(tmp_path: Path, survey: str) -> str:
    text = (FOLDER / "henan.toml").read_text(encoding="utf-8").partition("[survey]")[0]
    path = tmp_path / "own.toml"
    path.write_text(f"{text}{survey}", encoding="utf-8")
    return str(path)


def test_the_survey_of_an_item_is_data_of_the_profile(tmp_path: Path) -> None:
    own = load_profile(written(tmp_path, "[survey]\ndrawn = 50\nenough = 0.9\n"))
    assert own.survey == SurveyRules(drawn=50, enough=0.9)
    assert load_profile(written(tmp_path, "")).survey == SurveyRules(), "older files say nothing"


@pytest.mark.parametrize("survey", ["drawn = 0", "drawn = 5000", "enough = 0.0", "enough = 1.2"])
def test_a_survey_that_makes_no_sense_is_refused(tmp_path: Path, survey: str) -> None:
    with pytest.raises(Misconfigured, match="议题回访"):
        load_profile(written(tmp_path, f"[survey]\n{survey}\n"))
