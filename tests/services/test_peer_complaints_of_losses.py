"""What users of other systems complain about (peers.md 2, items 13-24): hours, losses and silence, each as a test that it can't happen here."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select, update

from models.domain.ticket import CLOCKS_IN, OPEN
from models.domain.words import ClockKind, Status, Urgency
from models.domain.worktime import add_working_time, working_time_between
from models.queries import audit, beats, due, firing, health
from models.services import (
    accept,
    chase,
    policy_desk,
    repair,
)
from models.services.policies import Shelf
from models.tables.clocks import Step, TicketClock
from models.tables.trail import Event
from tests.builders import World, a_plea, a_red_flag
from tests.services.complaints import (
    DAY,
    HOUR,
    POLICY,
    fire,
    go_to,
    local_time,
    notices,
    pause,
    rungs,
)
from tests.services.test_policy_desk import quick
from tests.services.ways import accepted, clocks, replied, running


def test_13_the_lunch_break_is_no_working_time() -> None:
    """frappe 2212, chatwoot 14009, osTicket 6847: a day is a list of intervals."""
    calendar = POLICY.calendar

    assert len(calendar.intervals) == 2
    assert add_working_time(calendar, local_time("2026-11-24 11:00"), HOUR) == local_time(
        "2026-11-24 15:00"
    )
    assert (
        working_time_between(
            calendar, local_time("2026-11-24 11:30"), local_time("2026-11-24 14:30")
        )
        == timedelta()
    )


def test_14_the_finish_clock_is_over_when_the_case_is_answered(world: World) -> None:
    """chatwoot 10178: the caller says goodbye last, and the clock runs on."""
    number = replied(world)
    with world.act("operator") as act:
        chase.chase(act, number, "谢谢你们")
    world.clock.move(30 * DAY)
    fire(world)

    assert rungs(world, number) == []
    assert "finish" not in running(world, number)


def test_15_a_ticket_can_be_paused_to_a_date_and_nothing_climbs_meanwhile(world: World) -> None:
    """osTicket 3034, open since 2016."""
    number = accepted(world)
    pause(world, number, local_time("2026-12-10 10:00"))
    go_to(world, "2026-12-09 10:00")
    fire(world)

    assert rungs(world, number) == []
    assert set(running(world, number)) == {"pause"}


def test_16_nothing_open_is_without_a_clock_and_the_auditor_would_find_it(world: World) -> None:
    """osTicket-1.7 757: an inner join hid tickets without an SLA."""
    assert all(CLOCKS_IN[status] for status in OPEN)
    number = accepted(world)
    with world.act() as act:
        act.session.execute(update(TicketClock).values(stopped_at=act.now))
        ticket_id = world.ticket(number).id
        assert audit.tickets_missing_a_clock(act.session, 10) == [ticket_id]
        assert repair.start_clocks(act, ticket_id)

    assert "finish" in running(world, number)
    assert world.kinds(number)[-1] == "repaired"


def test_17_what_waits_survives_restarts_and_stops_when_accepted(world: World) -> None:
    """oncall 1206, 4654, 4760: nothing is held in a process; a rung is checked again when it fires."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    with world.sessions() as session:
        pending = session.scalars(select(Step).where(Step.fired_at.is_(None))).all()
    assert pending
    with world.act("emergency") as act:
        accept.accept(act, number)
    world.clock.move(HOUR)
    with world.act() as act:
        ids = due.due_step_ids(act.session, act.now, 100)
        kinds = {
            act.session.get_one(TicketClock, act.session.get_one(Step, one).clock_id).kind
            for one in ids
        }

    assert "accept" not in kinds


def test_18_every_rule_of_the_policy_is_one_that_clocks_run_under(world: World) -> None:
    """open-mercato 2293: rules shown in the editor and executed by nobody; every ladder rung names its firing."""
    used = {rule.ladder for rule in POLICY.clock_rules}
    number = world.receive(a_plea(urgency=Urgency.P2)).number
    world.triage()
    world.clock.move(60 * DAY)
    fire(world)

    assert used == set(POLICY.ladders)
    for clock in clocks(world, number):
        planned = [rung["code"] for rung in clock.plan]
        fired = rungs(world, number, clock.kind)
        if clock.stopped_at is None:
            assert fired == planned, clock.kind


def test_19_only_the_responsible_chain_hears(world: World) -> None:
    """OTOBO 1482: everybody with write access got every escalation."""
    number = accepted(world)
    world.clock.move(60 * DAY)
    fire(world)

    names = {person.user_id: name for name, person in world.people.items()}
    heard = {names[notice.user_id] for notice in notices(world, number)}
    assert heard <= {"social_security", "leader", "dispatcher", "city_supervisor", "supervisor"}
    assert not {"union", "legal", "other_supervisor", "operator", "callback"} & heard
    assert len(notices(world, number)) == len(heard)  # one a person, not one a rung


def test_20_a_due_rung_lives_in_the_database_only(world: World) -> None:
    """kombu 533, celery 1810: delayed tasks lost on restart; here there is none to lose."""
    number = accepted(world)
    with world.sessions() as session:
        rows = session.scalars(
            select(Step).where(Step.fired_at.is_(None), Step.cancelled_at.is_(None))
        ).all()
    assert {row.ticket_id for row in rows} == {world.ticket(number).id}
    world.clock.move(60 * DAY)

    assert fire(world) > 0


def test_21_a_rung_long_past_fires_and_two_workers_do_not_fire_it_twice(world: World) -> None:
    """rq 1445, 1354: jobs with a past time stuck, several schedulers duplicated them."""
    accepted(world)
    world.clock.move(400 * DAY)
    with world.sessions.begin() as one, world.act() as other:
        claimed = firing.lock_due_tickets(one, world.clock.now(), 100)
        assert claimed
        assert firing.lock_due_tickets(other.session, other.now, 100) == []
    fire(world)

    with world.sessions() as session:
        steps = session.scalars(select(Step).where(Step.fired_at.is_not(None))).all()
        events = session.scalars(select(func.count()).where(Event.kind == "escalated")).one()
    assert len({(step.clock_id, step.code, step.due_at) for step in steps}) == len(steps) == events


def test_22_a_crash_between_keeping_and_ringing_orphans_nothing(world: World) -> None:
    """novu 12124: nobody rings, and the row is due all the same."""
    number = world.receive().number

    with world.act() as act:
        waits = due.oldest_due(act.session, act.now)["triage"]
    assert waits is not None
    assert world.triage() == 1
    assert world.ticket(number).status == Status.DISPATCHED


def test_23_silence_of_the_scheduler_is_seen_as_silence_of_work(world: World) -> None:
    """zammad 1631, 5534: the process runs, nothing is done, the health check is green."""
    with world.act() as act:
        beats.beat(act.session, "scheduler:a:1", act.now, {})
        beats.beat(act.session, "web:a:2", act.now + HOUR, {})
    world.clock.move(HOUR)

    with world.act() as act:
        last = health.last_beat(act.session)
        assert last is not None
        assert act.now - last == HOUR
        assert beats.write_outage(act.session, act.now)


def test_24_make_up_days_are_worked_and_a_year_without_a_table_is_marked(world: World) -> None:
    """hello-halo 405, chinese-calendar 129: weekdays can't say it; a missing table is no Monday to Friday in silence."""
    assert POLICY.calendar.is_working_day(date(2026, 10, 10))
    assert not POLICY.calendar.is_working_day(date(2026, 10, 7))
    go_to(world, "2026-12-24 10:00")
    number = accepted(world)

    finish = [clock for clock in clocks(world, number) if clock.kind == "finish"][-1]
    assert finish.estimated
    assert not POLICY.calendar.is_official(2027)


def test_a_policy_published_meanwhile_moves_no_running_clock(world: World) -> None:
    """Item 5 again, from the other side: what a ticket was promised stands."""
    number = world.dispatched().number
    before = running(world, number)
    with world.act("supervisor") as act:
        policy_desk.save_draft(act, {"clocks": quick(hours=1)})
    with world.act("supervisor") as act:
        policy_desk.publish(act, "收紧签收")
    with world.sessions() as session:
        world.policy = Shelf(world.policy).in_force(session)
    world.clock.move(2 * HOUR)
    fire(world)

    assert running(world, number) == before
    assert rungs(world, number, ClockKind.ACCEPT) == []
