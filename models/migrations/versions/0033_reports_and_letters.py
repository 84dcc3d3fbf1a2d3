"""Clocks for 续报 of an emergency and for the written answer to a letter; letters are a channel of their own."""

from alembic import op

revision = "0033"
down_revision = "0029"
branch_labels = None
depends_on = None

_KINDS = (
    "kind IN ('dispatch', 'confirm', 'accept', 'finish', 'return_decision', 'call_back', "
    "'first_contact', 'extension', 'co_handle', 'pause', 'follow_up', 'letter_reply')"
)
_CHANNELS = "channel IN ('phone', 'app', 'web', 'import', 'system', 'offline', 'letter')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_ticket_clock_kind"), "ticket_clock", type_="check")
    op.create_check_constraint(op.f("ck_ticket_clock_kind"), "ticket_clock", _KINDS)
    op.drop_constraint(op.f("ck_ticket_channel"), "ticket", type_="check")
    op.create_check_constraint(op.f("ck_ticket_channel"), "ticket", _CHANNELS)
