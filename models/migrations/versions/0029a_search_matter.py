"""The name of a ticket's category is searched apart from its words: it is a meaning, not what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0029a"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Rows that are there were spelled by older rules; they are made anew one by one.
    op.add_column(
        "ticket_search",
        sa.Column("matter", sa.String(length=80), nullable=False, server_default=""),
    )
    op.alter_column("ticket_search", "matter", server_default=None)
