"""Writes a report as one HTML file that needs nothing beside it."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.reporting.charts import svg
from service.reporting.paper import Paper, numbered

_TEMPLATES = Path(__file__).parent / "templates"


def page(paper: Paper) -> bytes:
    """The report as HTML in UTF-8; the same paper gives the same bytes."""
    html = (
        _environment()
        .get_template("report.html")
        .render(
            paper=paper,
            sections=numbered(paper),
            svg=lambda chart: Markup(svg(chart)),  # noqa: S704
        )
    )
    return html.encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
