"""How often an effect is found, how often one is imagined, and whether intervals hold the truth."""

from __future__ import annotations

from dataclasses import replace
from math import log1p

from analytics.effects.effect import Effect, effect
from analytics.trials.months import TREATED, MonthWorld, draw_months
from analytics.trials.outcome import REPORTED, Outcome, share

FALL = -0.3
_TO_90 = 0.835  # of a Student interval of 95 % with some fifty placebos
_NAIVE = 10.0
_CLAIMED = ("fell", "rose")
_OTHERS = (
    ("措施前只有18个月", MonthWorld(before=18)),
    ("各主题各走各的，没有同主题的对照", MonthWorld(topics=24, districts=1)),
    ("水平漂移大一半", MonthWorld(topic_walk=0.03, own_walk=0.0225)),
    ("每月30件", MonthWorld(mean=30.0)),
)


def measure(series: int = 200, others: int = 40) -> tuple[Outcome, ...]:
    """Return what `series` simulated measures with a fall of 30 % give, and as many without.

    Season and a fall of the whole city by a fifth work in the same direction as the measure.
    `others`: as many in each harder city, which only inform.
    """
    none = _told(MonthWorld(), series)
    fell = _told(MonthWorld(change=FALL), series)
    city = "每月100件，措施前30个月、后6个月；季节和全市下降20%同时发生"
    found = [each.verdict == "fell" for each in fell]
    imagined = [each.verdict in _CLAIMED for each in none]
    held = [_holds(e, 0.0) for e in none] + [_holds(e, FALL) for e in fell]
    naive = [abs(each.naive_pct or 0.0) > _NAIVE for each in none]
    return (
        Outcome("90%区间含真值的比例", share(held), len(held), 0.85, note=city),
        Outcome("真下降30%时判为下降的比例", share(found), len(found), 0.8, note=city),
        Outcome("没有效果时误判升降的比例", share(imagined), len(imagined), 0.05, True),
        Outcome(
            "没有效果时，直接比前后月均相差10%以上的比例",
            share(naive),
            len(naive),
            note="这就是不能直接比前后的原因",
        ),
        *(each for name, world in _OTHERS for each in _informing(name, world, others)),
    )


def _informing(name: str, world: MonthWorld, series: int) -> tuple[Outcome, ...]:
    none, fell = _told(world, series), _told(replace(world, change=FALL), series)
    return (
        Outcome(f"{name}：判为下降", share([e.verdict == "fell" for e in fell]), series),
        Outcome(f"{name}：误判升降", share([e.verdict in _CLAIMED for e in none]), series),
    )


def _told(world: MonthWorld, series: int) -> list[Effect]:
    """Return what is told of so many cities, drawn from the seeds that figures are told of."""
    seeds = [seed * 1000 + i for i in range(-(-series // len(REPORTED))) for seed in REPORTED]
    return [effect(draw_months(seed, world), TREATED, world.start) for seed in seeds[:series]]


def _holds(found: Effect, truth: float) -> bool:
    """Return whether the interval of 90 %, reckoned from that of 95 %, holds the truth."""
    if found.effect_pct is None or found.low is None or found.high is None:
        return False
    middle, low, high = (log1p(each / 100) for each in (found.effect_pct, found.low, found.high))
    true = log1p(truth) - middle
    return _TO_90 * (low - middle) <= true <= _TO_90 * (high - middle)
