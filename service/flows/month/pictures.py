"""Pictures of the report's tables, with what each shows in a sentence."""

from analytics.wording import pieces
from service.reporting.paper import Chart, Table

_LEAST = 2
_GATHERED = ("其他", "未标注")


def line_of(table: Table) -> tuple[Chart, ...]:
    """A line through the table's counts in their order; nothing for fewer than two."""
    names, values = _columns(table)
    if len(names) < _LEAST:
        return ()
    most = max(range(len(values)), key=lambda place: (values[place], place))
    said = (
        f"{table.title}：从{names[0]}的{pieces(values[0])}到{names[-1]}的{pieces(values[-1])}，"
        f"最多的是{names[most]}，{pieces(values[most])}。"
    )
    return (Chart(table.title, "line", names, values, said),)


def bars_of(table: Table, title: str) -> tuple[Chart, ...]:
    """A bar for each named line of the table; nothing for fewer than two."""
    names, values = _columns(table)
    if len(names) < _LEAST:
        return ()
    said = "，".join(f"{n}{pieces(v)}" for n, v in zip(names, values, strict=True))
    return (Chart(title, "bar", names, values, f"{title}：{said}。"),)


def _columns(table: Table) -> tuple[tuple[str, ...], tuple[int, ...]]:
    lines = [line.cells for line in table.lines if line.cells[0] not in _GATHERED]
    return tuple(str(cells[0]) for cells in lines), tuple(int(cells[1]) for cells in lines)
