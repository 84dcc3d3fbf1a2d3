"""What has ended and is not archived yet, found without reading every ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_ticket_to_archive",
        "ticket",
        ["closed_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('answered','rejected','closed','merged')"),
    )
