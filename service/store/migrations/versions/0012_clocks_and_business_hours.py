"""When dispatching, first contact and the review of a suspension are due; when a unit works."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CLOCKS = ("dispatch_due_at", "contact_due_at", "review_due_at")


def upgrade() -> None:
    """One step forward."""
    for name in _CLOCKS:
        op.add_column("ticket", sa.Column(name, UtcDateTime(timezone=True), nullable=True))
    hours = sa.Column("hours", sa.String(length=64), nullable=False, server_default="")
    op.add_column("unit", hours)
    with op.batch_alter_table("unit") as unit:
        unit.alter_column("hours", server_default=None)
    op.create_index(op.f("ix_ticket_review_due_at"), "ticket", ["review_due_at"])


def downgrade() -> None:
    """One step back."""
    op.drop_index(op.f("ix_ticket_review_due_at"), "ticket")
    with op.batch_alter_table("unit") as unit:
        unit.drop_column("hours")
    with op.batch_alter_table("ticket") as ticket:
        for name in _CLOCKS:
            ticket.drop_column(name)
