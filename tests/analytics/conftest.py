import random

import pandas as pd
import pytest

from tests.analytics.ticket_rows import filler, ticket


@pytest.fixture
def city() -> pd.DataFrame:
    """200 stray requests, 12 about a mixing plant at one estate, 9 about a school that closed."""
    chance = random.Random(7)  # noqa: S311 - repeatable on purpose
    rows = filler(200, 0, seed=3)
    plant = ["搅拌站", "粉尘", "噪音", "扰民", "关窗", "渣土车", "昼夜", "生产", "污染", "咳嗽"]
    school = ["舞蹈", "培训", "退费", "关门", "负责人", "失联", "学费", "课时"]
    for i in range(12):
        words = ["青槐", "家园", *chance.sample(plant, 7)]
        title = f"青槐家园旁边的搅拌站{chance.choice(('粉尘', '噪音'))}扰民"
        rows.append(ticket(300 + 5 * i, " ".join(words), title, places="青槐家园", weight=2.0))
    for i in range(9):
        words = ["小天鹅", *chance.sample(school, 6)]
        title = f"小天鹅舞蹈培训{chance.choice(('关门', '失联'))}不退费"
        rows.append(ticket(500 + 7 * i, " ".join(words), title, places="小天鹅舞蹈学校"))
    return pd.DataFrame(rows)
