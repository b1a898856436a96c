"""Draws a report's charts: native ones for Word, sharp and editable, and SVG for HTML."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from service.reporting.paper import Chart

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_WIDTH, _LINE_HEIGHT, _BAR_HEIGHT = 5_580_000, 2_300_000, 330_000  # EMU: 15.5 cm, 6.4 cm, 0.9 cm
_BLUE = "2F5D8A"


def add_chart(word: Any, chart: Chart, number: int) -> None:
    """Put a chart into a Word document as a paragraph of its own; ``number`` counts from 1."""
    package = word.part.package
    name = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(name, _TYPE, _chart_xml(chart).encode(), package)
    relation = word.part.relate_to(part, RELATION.CHART)
    paragraph = word.add_paragraph()
    paragraph.alignment = 1
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.keep_together = True
    paragraph.add_run()._r.append(parse_xml(_drawing_xml(chart, relation, number)))


def svg(chart: Chart) -> str:
    """A chart as SVG; names and values are written out, so nothing is told by colour alone."""
    drawn = _svg_line(chart) if chart.kind == "line" else _svg_bars(chart)
    height = 220 if chart.kind == "line" else 26 * len(chart.names) + 10
    return (
        f'<svg viewBox="0 0 720 {height}" role="img" aria-label={quoteattr(chart.said)} '
        f'font-size="13">{drawn}</svg>'
    )


def _svg_line(chart: Chart) -> str:
    top, step = max((*chart.values, 1)), 640 / max(1, len(chart.values) - 1)
    points = [(40 + i * step, 180 - 150 * v / top) for i, v in enumerate(chart.values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    skip = -(-len(points) // 12)
    marks = "".join(
        f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{value}</text>'
        f'<text x="{x:.1f}" y="205" text-anchor="middle">{escape(name)}</text>'
        for i, ((x, y), name, value) in enumerate(
            zip(points, chart.names, chart.values, strict=True)
        )
        if (len(points) - 1 - i) % skip == 0
    )
    line = f'<polyline points="{path}" fill="none" stroke="#{_BLUE}" stroke-width="2"/>'
    return f'<line x1="40" y1="180" x2="680" y2="180" stroke="#8090a0"/>{line}{marks}'


def _svg_bars(chart: Chart) -> str:
    top = max((*chart.values, 1))
    return "".join(
        f'<text x="210" y="{26 * i + 21}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="220" y="{26 * i + 8}" width="{420 * value / top:.1f}" height="16" '
        f'fill="#{_BLUE}"/><text x="{228 + 420 * value / top:.1f}" y="{26 * i + 21}">{value}</text>'
        for i, (name, value) in enumerate(zip(chart.names, chart.values, strict=True))
    )


def _drawing_xml(chart: Chart, relation: str, number: int) -> str:
    height = _LINE_HEIGHT if chart.kind == "line" else _BAR_HEIGHT * (len(chart.names) + 2)
    return (
        f'<w:drawing xmlns:w="{_W}" xmlns:wp="{_WP}" xmlns:a="{_A}" xmlns:c="{_C}" xmlns:r="{_R}">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_WIDTH}" cy="{height}"/>'
        f'<wp:docPr id="{100 + number}" name="图{number}" title={quoteattr(chart.title)} '
        f"descr={quoteattr(chart.said)}/><wp:cNvGraphicFramePr/>"
        f'<a:graphic><a:graphicData uri="{_C}"><c:chart r:id="{relation}"/></a:graphicData>'
        f"</a:graphic></wp:inline></w:drawing>"
    )


def _chart_xml(chart: Chart) -> str:
    kind = _line_xml(chart) if chart.kind == "line" else _bar_xml(chart)
    turned = "minMax" if chart.kind == "line" else "maxMin"
    names, values = ("b", "l") if chart.kind == "line" else ("l", "b")
    hidden = 0 if chart.kind == "line" else 1
    grid = f"<c:majorGridlines>{_edge('E1E6EB')}</c:majorGridlines>" if not hidden else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:roundedCorners val="0"/>'
        f"<c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{_size(1200)}</a:pPr><a:r>"
        f'<a:rPr lang="zh-CN" sz="1200" b="1"/><a:t>{escape(chart.title)}</a:t></a:r></a:p>'
        f'</c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        f"<c:plotArea><c:layout/>{kind}"
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{turned}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{names}"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_edge("8090A0")}'
        f'<c:crossAx val="2"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
        f'</c:scaling><c:delete val="{hidden}"/><c:axPos val="{values}"/>{grid}'
        f'<c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_edge("")}'
        f'<c:crossAx val="1"/></c:valAx>'
        f'</c:plotArea><c:plotVisOnly val="1"/></c:chart>{_edge("")}'
        f"<c:txPr><a:bodyPr/><a:p><a:pPr>{_size(900)}</a:pPr>"
        f'<a:endParaRPr lang="zh-CN"/></a:p></c:txPr></c:chartSpace>'
    )


def _edge(colour: str) -> str:
    """The look of a line; none without a colour."""
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>' if colour else "<a:noFill/>"
    return f'<c:spPr><a:ln w="6350">{fill}</a:ln></c:spPr>'


def _size(hundredths: int) -> str:
    return (
        f'<a:defRPr sz="{hundredths}"><a:solidFill><a:srgbClr val="1B2733"/></a:solidFill>'
        '<a:latin typeface="Times New Roman"/><a:ea typeface="仿宋_GB2312"/></a:defRPr>'
    )


def _line_xml(chart: Chart) -> str:
    look = f'<c:spPr><a:ln w="25400"><a:solidFill><a:srgbClr val="{_BLUE}"/></a:solidFill></a:ln>'
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f"{_series(chart, look + '</c:spPr>', 't', is_line=True)}"
        f'<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
    )


def _bar_xml(chart: Chart) -> str:
    look = f'<c:spPr><a:solidFill><a:srgbClr val="{_BLUE}"/></a:solidFill></c:spPr>'
    look += '<c:invertIfNegative val="0"/>'
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f"{_series(chart, look, 'outEnd', is_line=False)}"
        f'<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
    )


def _series(chart: Chart, look: str, labels: str, *, is_line: bool) -> str:
    count = len(chart.names)
    smooth = '<c:smooth val="0"/>' if is_line else ""
    names = "".join(
        f'<c:pt idx="{i}"><c:v>{escape(name)}</c:v></c:pt>' for i, name in enumerate(chart.names)
    )
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(chart.values)
    )
    return (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>件数</c:v></c:tx>{look}'
        f'<c:dLbls><c:dLblPos val="{labels}"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        f'<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        f'<c:showBubbleSize val="0"/></c:dLbls>'
        f'<c:cat><c:strLit><c:ptCount val="{count}"/>{names}</c:strLit></c:cat>'
        f'<c:val><c:numLit><c:formatCode>0</c:formatCode><c:ptCount val="{count}"/>{values}'
        f"</c:numLit></c:val>{smooth}</c:ser>"
    )
