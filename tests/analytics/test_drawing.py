from xml.etree import ElementTree

import pytest

from analytics.drawing import Bar, Curve, draw_bars, draw_curves

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  (we made it)


def test_a_longer_bar_stands_for_more_and_a_negative_one_lies_left_of_zero() -> None:
    bars = [Bar("甲", 10), Bar("乙", 20, 15, 30, said="二十"), Bar("丙", -5)]
    rects = drawn(draw_bars(bars, "件数").svg).findall(f"{SVG}rect")
    widths = [float(r.get("width", 0)) for r in rects]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)
    left, zero = float(rects[2].get("x", 0)), float(rects[0].get("x", 0))
    assert left + widths[2] == pytest.approx(zero, abs=0.2)


def test_what_people_wrote_cannot_break_the_picture() -> None:
    whole = "".join(drawn(draw_bars([Bar("<甲>&", 1, said="a<b")], "<题>").svg).itertext())
    assert "<甲>&" in whole
    assert "a<b" in whole


def test_a_curve_skips_what_is_not_known_and_a_band_goes_around_it() -> None:
    curve = Curve("预计", [None, 4, 8], [None, (2, 6), (4, 12)])
    picture = drawn(draw_curves(["一", "二", "三"], [curve], "题", {"二": "起点"}).svg)
    assert len(picture.findall(f"{SVG}circle")) == 2
    band = picture.findall(f"{SVG}polygon")
    assert len((band[0].get("points") or "").split()) == 4
    assert "起点" in "".join(picture.itertext())


def test_nothing_at_all_can_be_drawn() -> None:
    assert drawn(draw_bars([], "空").svg).tag == f"{SVG}svg"
    assert drawn(draw_curves([], [], "空").svg).tag == f"{SVG}svg"


def test_a_curve_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="every place"):
        draw_curves(["一", "二"], [Curve("甲", [1])], "题")
