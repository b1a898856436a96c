"""Turns the chances of topics into the units that should answer, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.places.finder import Place
from models.topics.catalogue import TopicLeaf
from models.topics.families import families

_TOWNSHIP = "township"
_COUNTY_KINDS = frozenset({"county", "district"})
CO_SHARES = (0.3, 0.2, 0.15)
"""How often a co-unit answers for each answer of the lead, by its place; later ones as the last.

Replies of departments show that where the lead did not answer, a co-unit mostly did.
"""


@dataclass(frozen=True)
class Leads:
    """Units by name, for each topic the index of its lead, and topics × units shares."""

    names: tuple[str, ...]
    lead_of: NDArray[np.int64]
    shares: NDArray[np.float32]

    def ranked(self, chances: NDArray[Any], most: int = 3) -> list[tuple[str, float]]:
        """Return the units that should answer, best first, each with the chances it leads.

        The first leads the most of the chances (its name may be empty, where topics have no
        lead); those after it are the ones that, as leads or co-units, answer in its stead.
        """
        led = np.bincount(self.lead_of, weights=chances, minlength=len(self.names))
        first = int(led.argmax())
        order = np.argsort(-(chances @ self.shares), kind="stable")
        others = [int(i) for i in order if i != first and self.names[i]]
        return [(self.names[i], float(led[i])) for i in (first, *others[: most - 1])]


def leads_of(units: Sequence[Sequence[str]]) -> Leads:
    """Return the Leads of topics in order; of each topic's units the first leads.

    Assumes at least one unit per topic, which may be empty.
    """
    names = tuple(dict.fromkeys(name for each in units for name in each))
    number = {name: i for i, name in enumerate(names)}
    shares = np.zeros((len(units), len(names)), np.float32)
    for row, (lead, *others) in enumerate(units):
        for place, name in enumerate(others):
            shares[row, number[name]] = CO_SHARES[min(place, len(CO_SHARES) - 1)]
        shares[row, number[lead]] = 1.0
    return Leads(names, np.array([number[each[0]] for each in units], np.int64), shares)


def families_of(leaf: TopicLeaf, *, in_county: bool) -> tuple[str, ...]:
    """Return the families that answer for a topic where no unit is known, the lead first.

    In a county the catalogue's lead of that level counts, or the family that has its work there.
    Towns are left out: where no unit is known, so is no town.
    """
    lead = leaf.lead_city or leaf.lead_county
    if in_county:
        own = leaf.lead_county or lead
        lead = families()[own].in_county if own in families() else own
    others = dict.fromkeys((leaf.lead_city, *leaf.co_units))
    return lead, *(family for family in others if family not in {lead, _TOWNSHIP, ""})


def names_county(places: Sequence[Place]) -> bool:
    """Say whether one of the places is a county or a district of a city."""
    return any(place.kind in _COUNTY_KINDS for place in places)
