"""Hot topics that last over months, in two levels; the tickets an agenda item was picked for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward. Which tickets make a topic is worked out again by the monthly job."""
    op.drop_table("hot_topic_ticket")
    op.create_table(
        "hot_topic_ticket",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_hot_topic_ticket_no_ticket")),
        sa.PrimaryKeyConstraint("month", "topic_id", "no", name=op.f("pk_hot_topic_ticket")),
    )
    op.create_index(op.f("ix_hot_topic_ticket_no"), "hot_topic_ticket", ["no"])
    op.create_table(
        "agenda_ticket",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_ticket_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_agenda_ticket_no_ticket")),
        sa.PrimaryKeyConstraint("item_id", "no", name=op.f("pk_agenda_ticket")),
    )
    op.create_index(op.f("ix_agenda_ticket_no"), "agenda_ticket", ["no"])
    op.execute("delete from hot_topic")
    with op.batch_alter_table("hot_topic") as batch_op:
        batch_op.add_column(sa.Column("since", sa.String(length=7), nullable=False))
        batch_op.add_column(sa.Column("before", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("heat_reason", sa.Text(), nullable=False))


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("hot_topic") as batch_op:
        batch_op.drop_column("heat_reason")
        batch_op.drop_column("before")
        batch_op.drop_column("since")
    op.drop_table("agenda_ticket")
    op.drop_table("hot_topic_ticket")
    op.create_table(
        "hot_topic_ticket",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("no", sa.String(length=64), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["no"], ["ticket.no"], name=op.f("fk_hot_topic_ticket_no_ticket")),
        sa.PrimaryKeyConstraint("month", "no", name=op.f("pk_hot_topic_ticket")),
    )
    op.create_index(
        op.f("ix_hot_topic_ticket_month_topic_id"), "hot_topic_ticket", ["month", "topic_id"]
    )
