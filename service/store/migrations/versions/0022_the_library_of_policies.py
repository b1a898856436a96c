"""The library of policies and lasting mechanisms, with every edition."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_CODE = sa.String(length=64)
_AT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_no", _CODE, nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("topics", JSON_DATA, nullable=False),
        sa.Column("area", _CODE, nullable=False),
        sa.Column("lead", _CODE, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_policy_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_table(
        "policy_edition",
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor_name", _CODE, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("body", JSON_DATA, nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_policy_edition_policy_id")
        ),
        sa.PrimaryKeyConstraint("policy_id", "version", name=op.f("pk_policy_edition")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("policy_edition")
    op.drop_table("policy")
