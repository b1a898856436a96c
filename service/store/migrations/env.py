"""Alembic's entry: runs the revisions on the connection that ``store.migrate`` hands over."""

from alembic import context

import service.store.tables_attachments  # noqa: F401  (its table joins the metadata)
import service.store.tables_bulk  # noqa: F401  (its table joins the metadata)
import service.store.tables_callback  # noqa: F401  (its tables join the metadata)
import service.store.tables_joint  # noqa: F401  (its tables join the metadata)
import service.store.tables_lists  # noqa: F401  (its tables join the metadata)
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
