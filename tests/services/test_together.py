"""A batch goes on with one statement a table, and every row is what the verbs write for one ticket by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from models.domain.verdict import Verdict
from models.domain.words import Channel, DemandType, Urgency
from models.services import triage
from models.services.accept import accept
from models.tables.tickets import Ticket
from tests.builders import CITY, COUNTY, OTHER_CITY, World, a_plea, a_red_flag, a_verdict

# Everything that reading writes, without ids that only count rows.
_ROWS = {
    "ticket": """SELECT id, status, urgency, demand_type, category, queue, unit_id, department_id, persons, confidential,
        flags, co_handlers, verdict, set_by_person, triage_due_at, dispatched_at, dispatches, version, event_seq,
        accepted_by, accepted_at, encode(event_hash, 'hex') FROM ticket ORDER BY id""",
    "event": """SELECT ticket_id, seq, kind, at, actor_id, from_status, to_status, codes, encode(previous_hash, 'hex'),
        encode(hash, 'hex') FROM event ORDER BY ticket_id, seq""",
    "clock": """SELECT ticket_id, kind, started_at, due_at, estimated, stopped_at, stop_reason, stopped_by, policy_id, plan
        FROM ticket_clock ORDER BY ticket_id, kind, due_at, stopped_at, stop_reason, plan::text""",
    "step": """SELECT s.ticket_id, c.kind, s.position, s.code, s.level, s.due_at, s.fired_at, s.cancelled_at FROM step s
        JOIN ticket_clock c ON c.id = s.clock_id ORDER BY 1, 2, s.due_at, s.cancelled_at, s.code""",
    "party": "SELECT ticket_id, department_id, part, since FROM party ORDER BY 1, 2",
    "tally": "SELECT * FROM tally ORDER BY ticket_id",
    "notice": """SELECT n.ticket_id, e.kind, e.seq, n.user_id, n.urgent, n.due_at, n.attempts FROM notice n
        JOIN event e ON e.id = n.event_id ORDER BY 1, 3, 4""",
    "decision": "SELECT ticket_id, kind, by_user_id, category, said_category, named FROM decision ORDER BY 1",
}


def _calls(world: World) -> list[tuple[int, Verdict]]:
    """Ordinary, unsure, chosen by a person, confidential, urgent, a letter, many people; here and there."""
    kept: list[tuple[dict[str, Any], Verdict]] = [
        ({}, a_verdict()),
        ({"region_code": OTHER_CITY}, a_verdict(category="0301", urgency=Urgency.P2)),
        ({"region_code": None}, a_verdict(abstained=True)),
        ({"category": "0201"}, a_verdict(abstained=True)),
        ({"demand_type": DemandType.CONSULT}, a_verdict()),
        ({"region_code": CITY}, a_verdict(demand_type=DemandType.REPORT)),
        ({"channel": Channel.LETTER}, a_verdict(urgency=Urgency.P4)),
        ({"persons": 80}, a_verdict(entities={"persons": 12})),
        ({"urgency": Urgency.P2}, a_verdict(emergency=True, urgency=Urgency.P1)),
        ({"region_code": COUNTY}, a_verdict(emergency=True, urgency=Urgency.P1)),
        ({}, a_verdict(demand_type=DemandType.INVALID)),
        ({"red_flags": (a_red_flag(),)}, a_verdict()),
        ({"red_flags": (a_red_flag(),)}, a_verdict(emergency=True, urgency=Urgency.P1)),
    ]
    numbers = [world.receive(a_plea(**plea)).number for plea, _ in kept]
    found = [world.ticket(number).id for number in numbers]
    return list(zip(found, (verdict for _, verdict in kept), strict=True))


def test_a_batch_writes_what_the_verbs_write_one_by_one(world: World) -> None:
    """Same tickets, chains, clocks, rungs, sight, tallies, notices and decisions."""
    calls = _calls(world)
    signed_for = calls[-1][0]  # an emergency that somebody accepted before the reader came to it
    with world.sessions() as session:
        number = session.get_one(Ticket, signed_for).number
    with world.act("emergency") as act:
        accept(act, number)
    world.clock.move(timedelta(minutes=3))

    together = _rows(world, calls, alone=False)
    alone = _rows(world, calls, alone=True)

    for table in _ROWS:
        assert together[table], table
        assert together[table] == alone[table], table


def _rows(world: World, calls: list[tuple[int, Verdict]], *, alone: bool) -> dict[str, Any]:
    """What would be in the tables; nothing is kept, so that both ways begin with the same rows."""
    with world.sessions() as session:
        with world.act() as outer:
            pass
        act = type(outer)(session, world.clock.now(), outer.person, outer.policy, outer.keys)
        if alone:
            waiting = triage.due.lock_untriaged(session, [ticket_id for ticket_id, _ in calls])
            for ticket_id, verdict in calls:
                triage.settle_alone(act, waiting[ticket_id], verdict)
        else:
            triage.settle(act, dict(calls))
        session.flush()
        found = {table: session.execute(text(query)).all() for table, query in _ROWS.items()}
        session.rollback()
        return found


def test_twice_as_many_tickets_cost_the_same_statements(world: World) -> None:
    """Reading is counted in statements of a batch, not of a ticket."""
    counted: list[str] = []
    engine = world.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda *a: counted.append(a[2]))

    for _ in range(3):
        world.receive(a_plea())
    counted.clear()
    world.triage()
    few = len(counted)
    for _ in range(12):
        world.receive(a_plea())
    counted.clear()
    world.triage()

    assert len(counted) == few
