"""Passwords that somebody else chose have to be changed at the first sign-in.

Revision ID: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    with op.batch_alter_table("person") as person:
        person.add_column(
            sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("person") as person:
        person.alter_column("must_change", server_default=None)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("person") as person:
        person.drop_column("must_change")
