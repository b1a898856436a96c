"""How many rows a statement changed: the answer to whether somebody was faster."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.orm import Session


def rows_changed(session: Session, statement: Update | Delete) -> int:
    """Run it and return the number of rows that it changed or deleted."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
