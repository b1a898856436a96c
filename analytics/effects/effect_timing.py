"""Says when a comparison can first be answered, by the very rule that answers it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analytics.effects.effect import EffectSettings, Material, lacking
from analytics.months import shift, span


@dataclass(frozen=True, slots=True)
class Timing:
    """When the first answer can come.

    `start`: the first month that counts as after; `needed`: how many whole months from it on the
    answer takes; `answered`: the last of these, after whose end it can be given; `whole`: how many
    of them, and later ones, are over; `lacking`: in Chinese what will be missing even then, or "".
    """

    start: str
    needed: int
    answered: str
    whole: int
    lacking: str

    @property
    def is_due(self) -> bool:
        """Whether enough months are over."""
        return self.whole >= self.needed


def timing(
    start: str, last: str, known: Material, settings: EffectSettings | None = None
) -> Timing:
    """Return when the effect of a measure from the month `start` on can first be told.

    `last`: the newest month that is over. `known`: what there is to answer from; its `after` is
    not looked at. Both months are written YYYY-MM. Raises ValueError for another form.
    """
    chosen = settings or EffectSettings()
    then = replace(known, after=chosen.least_after)
    return Timing(
        start=start,
        needed=chosen.least_after,
        answered=shift(start, chosen.least_after - 1),
        whole=len(span(start, last)),
        lacking=lacking(then, chosen),
    )
