"""What lists sort and filter by: the running deadline, and indices for lists and for people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LIST = (
    *("registered_at", "no", "status", "request_type", "urgency", "channel"),
    *("topic", "area", "lead_unit", "is_designated"),
)
_RUNNING = (
    "update ticket set clock_at = case status"
    " when 'dispatched' then sign_due_at"
    " when 'in_progress' then due_at"
    " when 'return_pending' then due_at"
    " when 'suspended' then due_at"
    " when 'callback_due' then callback_due_at end"
)


def upgrade() -> None:
    """One step forward."""
    op.add_column("ticket", sa.Column("clock_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_RUNNING)
    op.create_index(op.f("ix_ticket_clock_at"), "ticket", ["clock_at"])
    op.create_index("ix_ticket_list", "ticket", list(_LIST))
    op.create_index(op.f("ix_step_actor_id_at"), "step", ["actor_id", "at"])
    op.drop_index(op.f("ix_ticket_registered_at"), "ticket")


def downgrade() -> None:
    """One step back."""
    op.create_index(op.f("ix_ticket_registered_at"), "ticket", ["registered_at"])
    op.drop_index(op.f("ix_step_actor_id_at"), "step")
    op.drop_index("ix_ticket_list", "ticket")
    op.drop_index(op.f("ix_ticket_clock_at"), "ticket")
    with op.batch_alter_table("ticket") as batch_op:
        batch_op.drop_column("clock_at")
