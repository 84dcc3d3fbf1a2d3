"""How each call-back ended and what the caller thought of result, manner and speed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call_back", sa.Column("outcome", sa.String(length=10), nullable=True))
    op.add_column(
        "call_back",
        sa.Column("ratings", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )
    op.create_check_constraint(
        op.f("ck_call_back_outcome"),
        "call_back",
        "outcome IN ('reached', 'no_answer', 'off', 'dead', 'refused')",
    )
    op.create_check_constraint(
        op.f("ck_call_back_reached"), "call_back", "(outcome = 'reached') = reached"
    )
