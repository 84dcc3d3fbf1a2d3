"""Whose fault is it: one row's, then the rows beside it go on; or the database's, then everything waits."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

# lock_not_available, deadlock_detected, serialization_failure: PostgreSQL answers, it is about these rows.
_ABOUT_ROWS = frozenset({"55P03", "40P01", "40001"})


def is_the_database(fault: Exception) -> bool:
    """True if the next row would fare no better."""
    if not isinstance(fault, DBAPIError):
        return False
    if getattr(fault.orig, "sqlstate", None) in _ABOUT_ROWS:
        return False
    return fault.connection_invalidated or isinstance(fault, OperationalError | InterfaceError)
