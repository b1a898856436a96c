"""Draws bars with intervals and lines with a band as SVG, so that a notebook needs no library."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

_WIDTH, _TOP, _BOTTOM = 680, 34, 30
_LINES_HIGH, _LINES_LEFT, _LINES_RIGHT = 230, 60, 28
_BAR_HIGH, _BARS_LEFT, _BARS_RIGHT = 22, 250, 130
_TICKS = 4
_MOST_NAMES, _MOST_LETTERS, _LETTER = 12, 18, 12
_INK, _GRID, _BLUE, _RED = "#222", "#e4e4e4", "#1f5fa8", "#b3261e"
_COLOURS = (_BLUE, _RED, "#3a7d44", "#8a5a00", "#6b4ea0", "#777")
_FONT = 'font-family="sans-serif" font-size="12"'


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that a notebook shows by itself."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval, if it has one; `said` stands behind it; the marked is red."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    said: str = ""
    is_marked: bool = False

    @property
    def ends(self) -> tuple[float, ...]:
        """Everything of the bar that must find room."""
        return tuple(each for each in (self.value, self.low, self.high) if each is not None)


@dataclass(frozen=True, slots=True)
class Curve:
    """A value for each place across, None where there is none; `bounds` the band around it."""

    name: str
    values: Sequence[float | None]
    bounds: Sequence[tuple[float, float] | None] = ()
    is_dashed: bool = False


def draw_bars(bars: Iterable[Bar], title: str) -> Drawing:
    """Return lying bars in the order given, from zero to left or right, with their intervals."""
    given = list(bars)
    ends = [0.0, *(end for bar in given for end in bar.ends)]
    low, high = min(ends), max(*ends, min(ends) + 1e-9)
    room = _WIDTH - _BARS_LEFT - _BARS_RIGHT

    def at(value: float) -> float:
        return round(_BARS_LEFT + (value - low) / (high - low) * room, 1)

    height = _TOP + _BAR_HIGH * len(given) + 10
    parts = [_title(title)]
    for number, bar in enumerate(given):
        top = _TOP + _BAR_HIGH * number
        parts += _bar(bar, top, at)
    parts.append(_stroke([(at(0), _TOP - 4), (at(0), height - 8)], _INK))
    return _drawn(parts, height)


def draw_curves(
    across: Sequence[str],
    curves: Iterable[Curve],
    title: str,
    marks: Mapping[str, str] | None = None,
) -> Drawing:
    """Return the curves over the places `across`, from zero up; `marks` names some of the places.

    Assumes that every curve has as many values as there are places. Raises ValueError otherwise.
    """
    given = list(curves)
    if any(len(curve.values) != len(across) for curve in given):
        raise ValueError("a curve needs a value or None for every place across")
    frame = _Frame(list(across), _highest(given))
    parts = [_title(title), *frame.axes()]
    for number, curve in enumerate(given):
        colour = _COLOURS[number % len(_COLOURS)]
        parts += [frame.band(curve, colour), *frame.curve(curve, colour)]
    for place, said in (marks or {}).items():
        parts += frame.mark(place, said)
    parts += _legend([curve.name for curve in given])
    return _drawn(parts, _TOP + _LINES_HIGH + _BOTTOM)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A field for places across and 0 … `top` up."""

    across: Sequence[str]
    top: float
    room: float = field(default=_WIDTH - _LINES_LEFT - _LINES_RIGHT)

    def at(self, number: int, value: float) -> tuple[float, float]:
        step = self.room / max(len(self.across) - 1, 1)
        up = (1 - value / self.top) * _LINES_HIGH
        return round(_LINES_LEFT + number * step, 1), round(_TOP + up, 1)

    def axes(self) -> list[str]:
        last, parts = len(self.across) - 1, []
        for tick in range(_TICKS + 1):
            value = self.top * tick / _TICKS
            parts.append(_stroke([self.at(0, value), self.at(last, value)], _GRID))
            x, y = self.at(0, value)
            parts.append(_text(x - 6, y + 4, f"{value:g}", 'text-anchor="end"'))
        every = max(1, math.ceil(len(self.across) / _MOST_NAMES))
        for number in range(0, len(self.across), every):
            x, y = self.at(number, 0)
            parts.append(_text(x, y + 18, self.across[number], 'text-anchor="middle"'))
        return parts

    def curve(self, curve: Curve, colour: str) -> list[str]:
        dash = ' stroke-dasharray="5 3"' if curve.is_dashed else ""
        points = [(n, v) for n, v in enumerate(curve.values) if v is not None]
        line = _stroke([self.at(*point) for point in points], colour, f'stroke-width="2"{dash}')
        dots = (
            _dot(*self.at(n, v), f"{curve.name} {self.across[n]} {v:g}", colour) for n, v in points
        )
        return [line, *dots]

    def band(self, curve: Curve, colour: str) -> str:
        known = [(n, ends) for n, ends in enumerate(curve.bounds) if ends is not None]
        edge = [self.at(n, high) for n, (_, high) in known]
        edge += [self.at(n, low) for n, (low, _) in reversed(known)]
        if not edge:
            return ""
        return f'<polygon points="{_points(edge)}" fill="{colour}" fill-opacity="0.15"/>'

    def mark(self, place: str, said: str) -> list[str]:
        number = self.across.index(place)
        foot, head = self.at(number, 0), self.at(number, self.top)
        side = 'text-anchor="end"' if 2 * number > len(self.across) else ""
        line = _stroke([foot, head], _RED, 'stroke-dasharray="4 3"')
        return [line, _text(head[0] + (-4 if side else 4), head[1] + 12, said, side, _RED)]


def _bar(bar: Bar, top: float, at: Callable[[float], float]) -> list[str]:
    middle, colour = top + _BAR_HIGH / 2, _RED if bar.is_marked else _BLUE
    left, right = sorted((at(0), at(bar.value)))
    name = bar.name if len(bar.name) <= _MOST_LETTERS else bar.name[: _MOST_LETTERS - 1] + "…"
    parts = [
        f'<rect x="{left}" y="{top + 4}" width="{round(right - left, 1)}" height="{_BAR_HIGH - 8}"'
        f' fill="{colour}" fill-opacity="0.75"><title>{escape(bar.name)}</title></rect>',
        _text(_BARS_LEFT - 8, middle + 4, name, 'text-anchor="end"'),
        _text(max(map(at, (0.0, *bar.ends))) + 6, middle + 4, bar.said or f"{bar.value:g}"),
    ]
    if bar.low is not None and bar.high is not None:
        whisker = [(at(bar.low), middle), (at(bar.high), middle)]
        parts.insert(1, _stroke(whisker, _INK, 'stroke-width="1.5"'))
    return parts


def _highest(curves: Iterable[Curve]) -> float:
    """Return the top of the field: the next round number above everything that is drawn."""
    seen = [v for c in curves for v in c.values if v is not None]
    seen += [ends[1] for c in curves for ends in c.bounds if ends is not None]
    most = max(seen, default=0.0)
    if most <= 0:
        return 1.0
    step = 10.0 ** math.floor(math.log10(most))
    return next(f * step for f in (1, 1.2, 1.6, 2, 3, 4, 6, 8, 10) if f * step >= most)


def _title(said: str) -> str:
    return f'<text x="8" y="18" {_FONT} font-weight="bold">{escape(said)}</text>'


def _legend(names: Sequence[str]) -> list[str]:
    """Return the names in their colours, in one line at the right above the field."""
    parts, right = [], _WIDTH - 10.0
    for number in reversed(range(len(names))):
        colour = _COLOURS[number % len(_COLOURS)]
        parts.append(_text(right, 18, names[number], 'text-anchor="end"', colour))
        right -= _LETTER * len(names[number]) + _LETTER
    return parts


def _text(x: float, y: float, said: str, extra: str = "", colour: str = _INK) -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" {_FONT} {extra}>{escape(said)}</text>'


def _stroke(points: Iterable[tuple[float, float]], colour: str, extra: str = "") -> str:
    return f'<polyline points="{_points(points)}" fill="none" stroke="{colour}" {extra}/>'


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _dot(x: float, y: float, said: str, colour: str) -> str:
    title = f"<title>{escape(said)}</title>"
    return f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}">{title}</circle>'


def _drawn(parts: Iterable[str], height: float) -> Drawing:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}">'
    return Drawing("".join((head, *parts, "</svg>")))
