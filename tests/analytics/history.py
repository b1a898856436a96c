"""Makes two years of tickets with known shares for the tests of the report."""

import numpy as np
import pandas as pd

from analytics.months import month_start, span

TOPICS = (
    "住房与物业/物业服务/停车收费",
    "供水供电供气供热/供热/室温不达标",
    "交通运输/公交/线路调整",
    "",
)
UNITS = (
    ("住建局", "department"),
    ("城管局", "department"),
    ("东区", "county"),
    ("热力公司", "enterprise"),
)


def history(
    first: str = "2024-01", last: str = "2025-03", size: int = 300, seed: int = 1
) -> pd.DataFrame:
    """About `size` tickets a month; 40 % answered directly, the rest dispatched and closed."""
    chance = np.random.default_rng(seed)
    frames = [
        _month(month, int(size * chance.uniform(0.9, 1.1)), chance) for month in span(first, last)
    ]
    return pd.concat(frames, ignore_index=True)


def _month(month: str, size: int, chance: np.random.Generator) -> pd.DataFrame:
    at = pd.Timestamp(month_start(month)) + pd.to_timedelta(
        np.sort(chance.uniform(0, 27, size)), "D"
    )
    unit = chance.integers(0, len(UNITS), size)
    direct = chance.random(size) < 0.4
    rejected = ~direct & (chance.random(size) < 0.05)
    sent = ~direct & ~rejected
    after = pd.to_timedelta(chance.uniform(1, 8, size), "D")
    late = chance.random(size) < np.where(unit == 1, 0.35, 0.03)
    times = {"dispatched_at": at, "closed_at": at + after, "due_at": at + pd.Timedelta(days=9)}
    answers = {
        k: _answers(chance, size, sent, p)
        for k, p in (("responded", 0.97), ("solved", 0.8), ("satisfied", 0.9))
    }
    frame = pd.DataFrame({
        "registered_at": at,
        "request_type": chance.choice(["consult", "help", "complaint"], size, p=[0.5, 0.3, 0.2]),
        "channel": chance.choice(["phone", "wechat"], size, p=[0.9, 0.1]),
        "topic": chance.choice(["040201", "030401"], size),
        "topic_path": chance.choice(TOPICS, size, p=[0.4, 0.3, 0.2, 0.1]),
        "area_name": chance.choice(["东区", "西区", ""], size, p=[0.5, 0.4, 0.1]),
        "unit_name": np.where(sent, np.array([u for u, _ in UNITS])[unit], ""),
        "unit_group": np.where(sent, np.array([g for _, g in UNITS])[unit], ""),
        "status": np.select([direct, rejected], ["answered", "rejected"], "closed"),
        "direct": direct,
        "dispatch_count": sent.astype(float),
        "caller": [f"c{i}" for i in chance.integers(0, 5000, size)],
        "returned": sent & (chance.random(size) < 0.07),
        "rounds": 1.0,
        "on_time": pd.array(np.where(sent, ~late, None), dtype="boolean"),
        **answers,
    })  # fmt: skip
    return frame.assign(**{k: pd.Series(v).where(sent) for k, v in times.items()})


def _answers(chance: np.random.Generator, size: int, sent: np.ndarray, share: float) -> object:
    given = sent & (chance.random(size) < 0.85)
    return pd.array(np.where(given, chance.random(size) < share, None), dtype="boolean")
