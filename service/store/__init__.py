"""All SQL: tables, the unit of work, one file per aggregate, in rooms by matter."""
