"""Draws the two curves as SVG, so that a notebook shows them without a drawing library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from models.trials.curves import Bin, Point

_SIDE, _LEFT, _TOP, _RIGHT, _BOTTOM = 300, 56, 34, 24, 48
_TICKS = 5
_STEP = 0.05
_FEW = 0.1
"""So small a share of the rows has an interval too wide to be drawn whole."""
_INK, _GREY, _BLUE, _RED = "#222", "#999", "#1f5fa8", "#b3261e"
_FONT = 'font-family="sans-serif" font-size="12"'


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that a notebook shows by itself."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True)
class _Frame:
    """A square for 0…1 across and 0…`top` up."""

    top: float = 1.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        up = min(y, self.top) / self.top
        return round(_LEFT + x * _SIDE, 1), round(_TOP + (1 - up) * _SIDE, 1)

    def line(self, points: Iterable[tuple[float, float]], colour: str, extra: str = "") -> str:
        ends = " ".join(f"{x},{y}" for x, y in (self.at(*point) for point in points))
        return f'<polyline points="{ends}" fill="none" stroke="{colour}" {extra}/>'

    def dot(self, x: float, y: float, said: str) -> str:
        across, up = self.at(x, y)
        title = f"<title>{escape(said)}</title>"
        return f'<circle cx="{across}" cy="{up}" r="4" fill="{_BLUE}">{title}</circle>'

    def text(self, x: float, y: float, said: str, extra: str = "", colour: str = _INK) -> str:
        across, up = self.at(x, y)
        return f'<text x="{across}" y="{up}" fill="{colour}" {_FONT} {extra}>{escape(said)}</text>'

    def axes(self, title: str, across: str, up: str) -> list[str]:
        parts = [f'<text x="{_LEFT}" y="18" {_FONT} font-weight="bold">{escape(title)}</text>']
        for step in range(_TICKS + 1):
            share = step / _TICKS
            parts += [
                self.line([(share, 0), (share, self.top)], "#e4e4e4"),
                self.line([(0, share * self.top), (1, share * self.top)], "#e4e4e4"),
                self.text(share, 0, f"{share:.0%}", 'dy="16" text-anchor="middle"'),
                self.text(
                    0,
                    share * self.top,
                    f"{share * self.top:.0%}",
                    'dx="-6" dy="4" text-anchor="end"',
                ),
            ]
        middle = _TOP + _SIDE / 2
        return [
            *parts,
            self.text(0.5, 0, across, 'dy="36" text-anchor="middle"'),
            f'<text x="14" y="{middle}" {_FONT} text-anchor="middle" '
            f'transform="rotate(-90 14 {middle})">{escape(up)}</text>',
        ]


def _drawn(parts: Iterable[str]) -> Drawing:
    width, height = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BOTTOM
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    return Drawing("".join((head, *parts, "</svg>")))


def draw_reliability(bins: Sequence[Bin], title: str) -> Drawing:
    """Return the share right against the confidence with intervals; on the diagonal it is fair."""
    frame = _Frame()
    parts = frame.axes(title, "读件模型说的把握", "实际对的比例")
    parts.append(frame.line([(0, 0), (1, 1)], _GREY, 'stroke-dasharray="4 3"'))
    for each in bins:
        figure, at = each.right, each.confidence
        said = f"把握 {at:.0%}，对 {figure.value:.0%}，{each.rows} 件"
        parts.append(frame.line([(at, figure.low), (at, figure.high)], _BLUE, 'stroke-width="1.5"'))
        parts.append(frame.dot(at, figure.value, said))
    return _drawn(parts)


def draw_risk(points: Sequence[Point], marked: dict[str, Point], title: str) -> Drawing:
    """Return the error against the share taken, with the interval and the marked thresholds."""
    highest = max((p.error.high for p in points if p.coverage > _FEW), default=0.0)
    top = min(max(_STEP, math.ceil(highest / _STEP) * _STEP), 1.0)
    frame = _Frame(top)
    parts = frame.axes(title, "不经人手的比例", "其中的错误率")
    for bound in ("low", "high"):
        line = [(p.coverage, getattr(p.error, bound)) for p in points]
        parts.append(frame.line(line, _BLUE, 'stroke-dasharray="2 3" stroke-opacity="0.6"'))
    line = [(p.coverage, p.error.value) for p in points]
    parts.append(frame.line(line, _BLUE, 'stroke-width="2"'))
    for number, (name, point) in enumerate(marked.items()):
        x = point.coverage
        parts.append(frame.line([(x, 0), (x, top)], _RED, 'stroke-dasharray="5 3"'))
        side = 'dx="-4" text-anchor="end"' if x > 0.6 else 'dx="4"'
        parts.append(frame.text(x, top * (0.95 - 0.07 * number), name, side, _RED))
    return _drawn(parts)
