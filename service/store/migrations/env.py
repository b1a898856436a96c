"""Alembic's entry: runs the revisions on the connection that ``store.migrate`` hands over."""

from alembic import context

import service.store.tables_attachments
import service.store.tables_bulk
import service.store.tables_callback
import service.store.tables_editions
import service.store.tables_governance
import service.store.tables_joint
import service.store.tables_lists
import service.store.tables_outlook
import service.store.tables_reports  # noqa: F401  (their tables join the metadata)
from service.store.tables import Row

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
