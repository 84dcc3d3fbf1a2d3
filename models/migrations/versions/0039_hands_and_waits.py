"""Boards over a million tickets: who has how many in hand, and what waits for a word, from small indexes of their own."""

from alembic import op

revision = "0039"
down_revision = "0029a"
branch_labels = None
depends_on = None

_OPEN = (
    "('accepted','dispatched','in_consultation','in_review','received','replied','return_requested','rework',"
    "'suspended')"
)


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_ticket_held ON ticket (accepted_by, id) "
        "INCLUDE (unit_id, receiving_unit_id, category, confidential) "
        f"WHERE accepted_by IS NOT NULL AND status IN {_OPEN}"
    )
    op.execute(
        "CREATE INDEX ix_ticket_waits ON ticket (status, id) "
        "WHERE status IN ('dispatched','return_requested','in_consultation')"
    )
    op.execute(
        "CREATE INDEX ix_ticket_p1_waits ON ticket (dispatched_at) "
        "WHERE status = 'dispatched' AND urgency = 'P1'"
    )
