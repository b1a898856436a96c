"""What the dispatch catalogue calls its columns, classes of deadlines and limits."""

from service.domain.clocks.deadlines import Limit
from service.labels import label

DEADLINE_CLASSES: dict[str, str] = {"normal": "一般", "urgent": "加急", "emergency": "紧急"}

# The columns of the dispatch catalogue, as forms and spreadsheets call them.
CATALOGUE_COLUMNS: dict[str, str] = {
    "code": "代码",
    "level1": "一级主题",
    "level2": "二级主题",
    "level3": "三级主题",
    "definition": "定义",
    "words": "典型词",
    "phrasings": "说法",
    "near_misses": "易混主题",
    "lead_city": "市级主办",
    "lead_county": "县区主办",
    "lead_township": "乡镇主办",
    "co_units": "协办",
    "deadline_class": "时限类别",
    "direct_answer": "可直办",
    "season": "高发月份",
    "reference_class": "对照类别",
    "successor": "后继主题",
}


def limit_words(limit: Limit) -> str:
    """A limit in words: 10 个工作日."""
    return f"{limit.amount} {label(limit.unit)}"
