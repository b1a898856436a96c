"""Drafts of the dispatch catalogue, and the words of the versions that people publish."""

import sqlalchemy as sa
from alembic import op

from service.store.database.columns import JSON_DATA, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "catalogue_wording",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("successor", sa.String(length=64), nullable=False),
        sa.Column("cells", JSON_DATA, nullable=False),
        sa.ForeignKeyConstraint(
            ["version"], ["catalogue.version"], name=op.f("fk_catalogue_wording_version_catalogue")
        ),
        sa.PrimaryKeyConstraint("version", "topic", name=op.f("pk_catalogue_wording")),
    )
    op.create_table(
        "catalogue_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("open_mark", sa.String(length=64), nullable=True),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_draft")),
        sa.UniqueConstraint("open_mark", name=op.f("uq_catalogue_draft_open_mark")),
    )
    op.create_table(
        "catalogue_change",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("cells", JSON_DATA, nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["catalogue_draft.id"],
            name=op.f("fk_catalogue_change_draft_id_catalogue_draft"),
        ),
        sa.PrimaryKeyConstraint("draft_id", "topic", "seq", name=op.f("pk_catalogue_change")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("catalogue_change")
    op.drop_table("catalogue_draft")
    op.drop_table("catalogue_wording")
