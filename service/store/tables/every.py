"""Every table at once, for what must know them all: revisions, archives."""

from service.store.tables import (  # noqa: F401  (their tables join the metadata)
    agenda,
    attachments,
    callback,
    callers,
    catalogue,
    city,
    governance,
    installation,
    lessons,
    meetings,
    month,
    notices,
    people,
    reports,
    supervision,
    tickets,
    together,
    work,
)
from service.store.tables.row import Row

METADATA = Row.metadata
