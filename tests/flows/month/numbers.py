"""Finds the numbers of a report that count tickets."""

from service.reporting.paper import Paper, Table, numbered


def every_table(paper: Paper) -> list[Table]:
    """The tables of a report and of its annex."""
    return [table for section in paper.sections for table in section.tables] + list(paper.annex)


def numbers(paper: Paper) -> list[tuple[str, str]]:
    """Every number of the report that counts tickets: the name of their set, and as printed."""
    said = [(n, text) for _, s in numbered(paper) for p in s.told for text, n in p if n]
    cells = [(line.set_of(i), str(cell)) for table in every_table(paper) for line in table.all_lines
             for i, cell in enumerate(line.cells) if line.set_of(i)]  # fmt: skip
    return said + cells
