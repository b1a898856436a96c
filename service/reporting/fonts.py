"""The font of a style or a run in a Word file."""

from typing import Any

from docx.oxml.ns import qn
from docx.shared import Pt

_LATIN = "Times New Roman"


def font(thing: Any, east_asian: str, size: float) -> None:
    """Word takes Chinese characters from the East Asian font alone, whatever ``name`` says."""
    thing.font.name, thing.font.size = _LATIN, Pt(size)
    fonts = thing._element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)
