"""Finds the numbers of a report that count tickets."""

from service.reporting.paper import Paper, Table


def every_table(paper: Paper) -> list[Table]:
    """The tables of a report and of its annex."""
    return [table for section in paper.sections for table in section.tables] + list(paper.annex)


def numbers(paper: Paper) -> list[tuple[str, str]]:
    """Every number of the report that counts tickets: the name of their set, and as printed."""
    said = [pair for s in paper.sections for p in s.told for text, n in p if (pair := (n, text))[0]]
    cells = [(line.set_of(i), str(cell)) for table in every_table(paper) for line in table.all_lines
             for i, cell in enumerate(line.cells) if line.set_of(i)]  # fmt: skip
    return said + cells
