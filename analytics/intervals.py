"""Bounds for shares and small words for figures, written the way hotline reports write them."""

from __future__ import annotations

from math import sqrt

_Z95 = 1.959963984540054


def wilson(numerator: int, denominator: int, z: float = _Z95) -> tuple[float, float]:
    """Return the Wilson interval of a share, both ends 0…1.

    Assumes 0 ≤ numerator ≤ denominator and denominator > 0, raises ValueError otherwise. Source:
    E. B. Wilson, JASA 22 (1927).
    """
    if not 0 <= numerator <= denominator or denominator == 0:
        raise ValueError(f"not a share: {numerator} of {denominator}")
    share, square = numerator / denominator, z * z
    middle = share + square / (2 * denominator)
    half = z * sqrt(share * (1 - share) / denominator + square / (4 * denominator**2))
    scale = 1 + square / denominator
    low = 0.0 if numerator == 0 else (middle - half) / scale
    return low, 1.0 if numerator == denominator else (middle + half) / scale
