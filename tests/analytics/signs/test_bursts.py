import numpy as np
import pandas as pd

from analytics.signs.bursts import BurstSettings, bursts, dispersion, false_discovery, upper_tail

MONTHS = [f"2025-{m:02d}" for m in range(1, 13)]


def history(keys: int = 80, seed: int = 3, excess: float = 0.0) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    mean = np.exp(chance.uniform(1, 4, (keys, 1)))
    if excess:
        mean = chance.gamma(1 / excess, mean * excess, (keys, 12))
    counts = chance.poisson(np.broadcast_to(mean, (keys, 12)))
    return pd.DataFrame(counts, columns=MONTHS, index=[f"k{i:02d}" for i in range(keys)])


def test_chance_alone_hardly_ever_bursts() -> None:
    alarms = [bursts(history(seed=s, excess=0.05), "2025-12")["is_burst"].sum() for s in range(10)]
    assert sum(alarms) <= 4


def test_planted_bursts_are_found() -> None:
    counts = history()
    counts.loc["k05", "2025-12"] = int(counts.loc["k05"].iloc[:11].mean() * 4 + 15)
    found = bursts(counts, "2025-12")
    assert found[found["is_burst"]]["key"].tolist() == ["k05"]
    assert found.iloc[0]["ratio"] > 3


def test_a_month_busy_everywhere_is_no_burst_of_everything() -> None:
    counts = history()
    counts["2025-12"] += counts["2025-11"]
    assert bursts(counts, "2025-12")["is_burst"].sum() == 0


def test_a_new_topic_can_burst() -> None:
    counts = history()
    counts.loc["new"] = [0] * 11 + [14]
    found = bursts(counts, "2025-12")
    assert bool(found.set_index("key").loc["new", "is_burst"])


def test_too_little_history_gives_nothing() -> None:
    assert bursts(history(), "2025-02").empty
    assert bursts(history(), "2026-01").empty


def test_few_requests_are_no_burst_however_rare() -> None:
    counts = pd.DataFrame([[0] * 11 + [4]], columns=MONTHS, index=["x"])
    assert not bursts(counts, "2025-12", BurstSettings(least_count=5))["is_burst"].any()


def test_dispersion_is_recovered() -> None:
    assert dispersion(history(400, excess=0.2).to_numpy(dtype=float)) > 0.1
    assert dispersion(history(400).to_numpy(dtype=float)) < 0.05


def test_the_tail_falls_with_the_count_and_rises_with_the_spread() -> None:
    mean = np.full(3, 10.0)
    tail = upper_tail(np.array([10.0, 20.0, 30.0]), mean, 0.1, 12)
    assert (np.diff(tail) < 0).all()
    assert upper_tail(np.array([20.0]), mean[:1], 0.5, 12) > tail[1]


def test_false_discovery_is_benjamini_hochberg() -> None:
    q = false_discovery(np.array([0.01, 0.04, 0.03, 0.5]))
    assert np.allclose(q, [0.04, 0.16 / 3, 0.16 / 3, 0.5])
