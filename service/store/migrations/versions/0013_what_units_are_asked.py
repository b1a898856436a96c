"""What units beside the lead are asked on a ticket, each with its state and clock."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward. Co-units of before have no clock of their own."""
    op.create_table(
        "unit_task",
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("clock_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_unit_task_no")),
        sa.PrimaryKeyConstraint("no", "unit", "matter", name=op.f("pk_unit_task")),
    )
    rows = list(_rows())
    if rows:
        table = sa.table("unit_task", *map(sa.column, ("no", "unit", "matter", "state")))
        op.bulk_insert(table, rows)
    by_unit = ["unit", "matter", "state"]
    op.create_index(op.f("ix_unit_task_unit_matter_state"), "unit_task", by_unit)
    op.create_index(op.f("ix_unit_task_clock_at"), "unit_task", ["clock_at"])
    op.drop_table("co_unit")


def downgrade() -> None:
    """One step back."""
    op.create_table(
        "co_unit",
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_co_unit_no")),
        sa.PrimaryKeyConstraint("no", "unit", name=op.f("pk_co_unit")),
    )
    op.execute(
        "INSERT INTO co_unit (no, unit) SELECT no, unit FROM unit_task WHERE matter = 'co_handling'"
    )
    op.create_index(op.f("ix_co_unit_unit"), "co_unit", ["unit"])
    op.drop_table("unit_task")


def _rows() -> Iterator[dict[str, Any]]:
    found = op.get_bind().execute(
        sa.text("SELECT c.no, c.unit, t.progress FROM co_unit c JOIN ticket t ON t.no = c.no")
    )
    for no, unit, progress in found:
        known = json.loads(progress) if isinstance(progress, str) else progress or {}
        state = "reported" if unit in known.get("co_reported", ()) else "waiting"
        yield {"no": no, "unit": unit, "matter": "co_handling", "state": state}
