"""What figures count of each ticket, in one narrow row; figures over weeks come from indices alone."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = ["id", "unit_id", "receiving_unit_id", "category", "urgency", "confidential"]

# The same marks as the verbs write with their events, read from the events that are there already.
FROM_EVENTS = """
INSERT INTO tally (ticket_id, returns, urged, abstained, alarm, missed, false_alarm, late, solved, satisfied,
                   ended, ended_at, reopened_at, relapsed)
SELECT f.ticket_id, f.returns, f.urged, f.abstained, f.alarm_seq IS NOT NULL, f.missed,
       coalesce(f.lowered_seq > f.alarm_seq, false), l.late, s.solved, s.satisfied,
       CASE WHEN f.end_seq > coalesce(f.reopened_seq, 0) THEN e.kind END,
       CASE WHEN f.end_seq > coalesce(f.reopened_seq, 0) THEN e.at END,
       f.reopened_at, coalesce(r.relapsed, false)
FROM (
    SELECT ev.ticket_id,
           count(*) FILTER (WHERE ev.kind = 'return_requested') AS returns,
           count(*) FILTER (WHERE ev.kind = 'supervised') AS urged,
           coalesce(bool_or(ev.kind = 'triaged' AND (ev.codes ->> 'abstained')::boolean), false) AS abstained,
           min(ev.seq) FILTER (WHERE ev.kind = 'raised' AND ev.codes ->> 'to' = 'P1'
               AND (ev.actor_id IS NULL OR coalesce(jsonb_array_length(ev.codes -> 'red_flags'), 0) > 0))
               AS alarm_seq,
           coalesce(bool_or(ev.kind = 'raised' AND ev.codes ->> 'to' = 'P1' AND ev.actor_id IS NOT NULL
               AND coalesce(jsonb_array_length(ev.codes -> 'red_flags'), 0) = 0
               AND NOT coalesce((t.verdict ->> 'emergency')::boolean, true)
               AND EXISTS (SELECT FROM event x WHERE x.ticket_id = ev.ticket_id AND x.kind = 'triaged'
                           AND x.seq < ev.seq)), false) AS missed,
           max(ev.seq) FILTER (WHERE ev.kind = 'lowered' AND ev.codes ->> 'from' = 'P1') AS lowered_seq,
           max(ev.seq) FILTER (WHERE ev.kind IN ('replied', 'rework_ordered', 'reopened')) AS anew_seq,
           max(ev.seq) FILTER (WHERE ev.kind IN ('closed', 'answered', 'rejected', 'merged')) AS end_seq,
           max(ev.seq) FILTER (WHERE ev.kind = 'reopened') AS reopened_seq,
           max(ev.at) FILTER (WHERE ev.kind = 'reopened') AS reopened_at
    FROM event ev JOIN ticket t ON t.id = ev.ticket_id
    GROUP BY ev.ticket_id
) f
LEFT JOIN event e ON e.ticket_id = f.ticket_id AND e.seq = f.end_seq
LEFT JOIN LATERAL (
    SELECT bool_or(EXISTS (
        SELECT FROM ticket_clock c
        WHERE c.ticket_id = x.ticket_id AND c.kind = 'finish' AND c.started_at <= x.at AND c.due_at < x.at
          AND coalesce(c.stopped_at >= x.at, true))) AS late
    FROM event x WHERE x.ticket_id = f.ticket_id AND x.kind = 'replied'
) l ON true
LEFT JOIN LATERAL (
    SELECT (x.codes ->> 'solved')::boolean AS solved, (x.codes ->> 'satisfied')::boolean AS satisfied
    FROM event x
    WHERE x.ticket_id = f.ticket_id AND x.kind = 'called_back' AND (x.codes ->> 'reached')::boolean
      AND x.seq > coalesce(f.anew_seq, 0)
    ORDER BY x.seq DESC LIMIT 1
) s ON true
LEFT JOIN LATERAL (
    SELECT bool_or(EXISTS (
        SELECT FROM event y
        WHERE y.ticket_id = x.ticket_id AND y.kind IN ('closed', 'answered') AND y.seq < x.seq
          AND y.at >= x.at - interval '7 days')) AS relapsed
    FROM event x WHERE x.ticket_id = f.ticket_id AND x.kind = 'reopened'
) r ON true
WHERE f.returns + f.urged > 0 OR f.abstained OR f.alarm_seq IS NOT NULL OR f.missed OR f.end_seq IS NOT NULL
   OR f.anew_seq IS NOT NULL OR s.solved IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("returns", sa.SmallInteger(), nullable=False),
        sa.Column("urged", sa.SmallInteger(), nullable=False),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        sa.Column("alarm", sa.Boolean(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("false_alarm", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("ended", sa.String(length=10), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("relapsed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_tally_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_tally")),
    )
    op.create_index(
        "ix_tally_reopened",
        "tally",
        ["reopened_at"],
        unique=False,
        postgresql_where=sa.text("reopened_at IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_received_figures",
        "ticket",
        ["received_at"],
        unique=False,
        postgresql_include=_COLUMNS,
    )
    op.create_index(
        "ix_ticket_closed_figures",
        "ticket",
        ["closed_at"],
        unique=False,
        postgresql_include=_COLUMNS,
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.execute(FROM_EVENTS)
