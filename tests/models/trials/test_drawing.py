from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from models.trials.curves import point_at, reliability, risk_coverage
from models.trials.drawing import Drawing, draw_reliability, draw_risk

SURE = np.linspace(0.05, 1.0, 60)
RIGHT = np.arange(60) % 7 != 0
SVG = "{http://www.w3.org/2000/svg}"


def parts(drawing: Drawing, name: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(drawing._repr_svg_())  # noqa: S314  (our own drawing)
    return root.findall(f"{SVG}{name}")


def test_every_bin_is_a_dot_within_the_frame() -> None:
    bins = reliability(SURE, RIGHT)
    dots = parts(draw_reliability(bins, "把握<与>实际"), "circle")
    assert len(dots) == len(bins)
    assert all(56 <= float(dot.attrib["cx"]) <= 356 for dot in dots)
    assert all(34 <= float(dot.attrib["cy"]) <= 334 for dot in dots)


def test_marked_thresholds_are_named_and_nothing_leaves_the_frame() -> None:
    points = risk_coverage(SURE, RIGHT)
    marked = {"容许 5%": point_at(SURE, RIGHT, 0.7)}
    drawing = draw_risk(points, marked, "放手与出错")
    assert "容许 5%" in [text.text for text in parts(drawing, "text")]
    ends = [end for line in parts(drawing, "polyline") for end in line.attrib["points"].split()]
    assert all(34 <= float(end.split(",")[1]) <= 334 for end in ends)


def test_nothing_to_draw_is_an_empty_frame() -> None:
    none = np.zeros(0)
    assert not parts(draw_reliability(reliability(none, none.astype(bool)), "空"), "circle")
    assert draw_risk((), {}, "空").svg.endswith("</svg>")
