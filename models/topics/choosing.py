"""Chooses the likeliest topics and says how sure it is who must answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.topics.classify import Probabilities

_CLOSE = 0.15
_SETTLED = 0.8
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Routes:
    """For each topic the number of its route, the topics by route, where each route begins."""

    of: NDArray[np.int64]
    by_route: NDArray[np.int64]
    starts: NDArray[np.int64]


def numbered_routes(routes: NDArray[np.int64]) -> Routes:
    """Return the Routes of topics from any number per topic that its units share."""
    numbers, route = np.unique(routes, return_inverse=True)
    by_route = np.argsort(route, kind="stable")
    return Routes(route, by_route, np.searchsorted(route[by_route], np.arange(len(numbers))))


def routed_chances(
    chances: Probabilities, order: NDArray[np.int64], routes: Routes
) -> Probabilities:
    """Return for each topic in `order` how likely all topics are that go to its units."""
    mass = np.add.reduceat(chances[:, routes.by_route], routes.starts, axis=1)
    found: Probabilities = mass[np.arange(len(order))[:, None], routes.of[order]]
    return found


def best(chances: Probabilities, count: int) -> NDArray[np.int64]:
    """Return the most likely columns of each row, in order; of equals the first."""
    rest, found = chances.copy(), []
    for _ in range(min(count, chances.shape[1])):
        found.append(rest.argmax(axis=1))
        rest[np.arange(len(rest)), found[-1]] = -1.0
    return np.stack(found, axis=1)


def are_ambiguous(routed: Probabilities, chances: Probabilities) -> NDArray[np.bool_]:
    """Say for each text whether the next likely topic is close and belongs to other units."""
    elsewhere = np.abs(routed - routed[:, :1]) > _SAME
    is_close = chances[:, :1] - chances < _CLOSE
    found: NDArray[np.bool_] = (routed[:, 0] < _SETTLED) & (elsewhere & is_close).any(axis=1)
    return found
