"""The claims about many requests together, by name; none of them needs a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analytics.trials import effects, forecasts, outbreaks
from analytics.trials.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed, in words, and how it is measured."""

    title: str
    measure: Callable[[], tuple[Outcome, ...]]


CLAIMS = {
    "forecast": Claim("预测：比照抄去年同月好多少，区间可不可信", forecasts.measure),
    "effect": Claim("效果：有没有效果分不分得清，区间可不可信", effects.measure),
    "bursts": Claim("突发和苗头：找得全不全，误报多不多", outbreaks.measure),
}
