"""What users of other systems complain about (peers.md 2, items 1-24), each as a test that it can't happen here."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from models.domain.ladder import PlannedStep, planned_steps
from models.domain.limits import due as limit_end
from models.domain.ticket import CLOCKS_IN, OPEN
from models.domain.words import ClockKind, PauseReason, Status, Urgency
from models.domain.worktime import SHANGHAI, add_working_time, working_time_between
from models.policy.load import default_policy
from models.queries import audit, beats, due, firing, health, tickets
from models.queries.tickets import Filter
from models.services import (
    accept,
    call_back,
    chase,
    dispatch,
    escalate,
    merge,
    notify,
    policy_desk,
    reopen,
    repair,
    suspend,
    transfer,
    urgency,
)
from models.services.policies import Shelf
from models.tables.clocks import Notice, Step, TicketClock
from models.tables.tickets import Ticket
from models.tables.trail import Event
from tests.builders import CITY, World, a_plea, a_red_flag
from tests.services.test_policy_desk import quick
from tests.services.ways import accepted, clocks, replied, running

POLICY = default_policy()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def _to(world: World, words: str) -> None:
    world.clock.move(_local(words) - world.clock.now())


def _fire(world: World) -> int:
    total = 0
    while True:
        with world.act() as act:
            fired = escalate.fire_due(act, 500)
        total += fired
        if not fired:
            return total


def _rungs(world: World, number: str, kind: str = "finish") -> list[str]:
    return [
        event.codes["step"]
        for event in world.events(number)
        if event.kind == "escalated" and event.codes["clock"] == kind
    ]


def _overdue(world: World) -> list[str]:
    with world.act("supervisor") as act:
        rows = tickets.worklist(act.session, act.person, Filter(overdue_at=act.now))
        return [row[0].number for row in rows]


def _notices(world: World, number: str, kind: str = "escalated") -> list[Notice]:
    with world.sessions() as session:
        query = select(Notice).join(Ticket, Ticket.id == Notice.ticket_id)
        rows = session.scalars(query.where(Ticket.number == number, Notice.kind == kind)).all()
        session.expunge_all()
        return list(rows)


def test_01_nobody_is_mailed_at_midnight_for_an_ordinary_ticket(world: World) -> None:
    """zammad 4432: the notice has a calendar too; emergencies bypass it."""
    _to(world, "2026-11-28 00:20")
    ordinary = world.dispatched().number
    alarmed = world.receive(a_plea(red_flags=(a_red_flag(),))).number

    assert {n.due_at for n in _notices(world, ordinary, "dispatched")} == {
        _local("2026-11-30 08:30")
    }
    assert {n.due_at for n in _notices(world, alarmed, "dispatched")} == {world.clock.now()}


def test_02_a_changed_due_time_is_announced_again_the_same_day(world: World) -> None:
    """zammad 4348: what makes a rung unique is its due value, not the date."""
    number = world.receive(a_plea(urgency=Urgency.P2)).number
    world.triage()
    world.clock.move(HOUR)
    _fire(world)
    with world.act("dispatcher") as act:
        transfer.transfer(act, number, dispatch.DispatchOrder(unit_code=CITY))
    world.clock.move(HOUR)
    _fire(world)

    assert _rungs(world, number, "accept").count("yellow") == 2


def test_03_a_ticket_is_in_the_overview_before_at_and_after_its_end(world: World) -> None:
    """zammad 3523: overview and escalation, from end to end."""
    number = accepted(world)
    end = running(world, number)["finish"]
    with world.act("supervisor") as act:
        soon = Filter(overdue_at=end + timedelta(seconds=1))
        assert number in [row[0].number for row in tickets.worklist(act.session, act.person, soon)]
    assert number not in _overdue(world)
    world.clock.move(end - world.clock.now() + timedelta(seconds=1))
    _fire(world)

    assert number in _overdue(world)
    assert _rungs(world, number) == ["reminder", "yellow"]


def test_04_one_clock_never_overrules_another(world: World) -> None:
    """zammad 5177: separate clocks; stopping 签收 leaves 办结 where it was."""
    number = world.dispatched().number
    before = running(world, number)
    with world.act("social_security") as act:
        accept.accept(act, number)
    after = running(world, number)

    assert {"accept", "finish"} <= set(before)
    assert "accept" not in after
    assert after["finish"] == before["finish"]


def test_05_overdue_is_derived_not_stored(world: World) -> None:
    """zammad 4353, osTicket 5160: a due time moved into the future is not overdue any more."""
    number = accepted(world)
    world.clock.move(60 * DAY)
    assert number in _overdue(world)
    with world.act() as act:
        later = act.now + DAY
        act.session.execute(
            update(TicketClock).where(TicketClock.stopped_at.is_(None)).values(due_at=later)
        )

    assert number not in _overdue(world)
    assert not any("overdue" in column.name for column in TicketClock.__table__.columns)


def test_06_a_merged_ticket_stops_escalating_at_once(world: World) -> None:
    """zammad 904, Znuny 200: clocks end in the transaction of the merge."""
    parent, child = accepted(world), accepted(world)
    with world.act("dispatcher") as act:
        merge.merge(act, child, parent)
    assert running(world, child) == {}
    world.clock.move(60 * DAY)
    _fire(world)

    assert _rungs(world, child) == []
    assert "criticism" in _rungs(world, parent)


def test_07_a_reminder_before_the_end_falls_into_office_hours_and_after_the_start() -> None:
    """GLPI 22678, 15429: with a split day the level before the end fired at 00:00, or at creation."""
    seed = random.Random(22678)
    rules = [r for r in POLICY.clock_rules if r.limit.in_working_time and r.ladder == "ordinary"]
    for _ in range(300):
        rule = seed.choice(rules)
        start = _local("2026-01-05 00:00") + timedelta(minutes=seed.randrange(340 * 1440))
        end = limit_end(rule, start, POLICY.calendar).at
        reminder = _step(rule.ladder, "reminder", rule, start, end)
        local = reminder.due_at.astimezone(SHANGHAI)

        assert start < reminder.due_at < end
        assert any(
            begin <= local.time() <= finish
            for begin, finish in POLICY.calendar.intervals_of(local.date())
        ), (start, end, local)
        whole = working_time_between(POLICY.calendar, start, end)
        left = working_time_between(POLICY.calendar, reminder.due_at, end)
        assert left == whole * 25 / 100


def test_08_each_rung_fires_once_and_missed_ones_are_replayed(world: World) -> None:
    """GLPI 1996: re-fires at every run; GLPI 5319: only the first ever fires."""
    number = accepted(world)
    world.clock.move(60 * DAY)
    _fire(world)
    for _ in range(3):
        assert _fire(world) == 0

    assert _rungs(world, number) == ["reminder", "yellow", "orange", "red", "criticism"]


def test_09_a_pause_is_not_forgotten_when_the_urgency_changes(world: World) -> None:
    """GLPI 6902, 15605: pauses are intervals of their own, the end is computed from history."""
    number = accepted(world)
    before = running(world, number)["finish"]
    _pause(world, number, _local("2026-11-26 10:00"))
    _to(world, "2026-11-26 10:00")
    with world.act("supervisor") as act:
        suspend.resume(act, number)
    paused = running(world, number)["finish"]
    assert working_time_between(POLICY.calendar, before, paused) == timedelta(hours=12)
    with world.act("supervisor") as act:
        urgency.lower(act, number, Urgency.P4, "一般咨询")

    assert running(world, number)["finish"] == paused


def test_10_time_after_the_answer_is_not_counted_when_the_case_is_reopened(world: World) -> None:
    """GLPI 23359: reopening starts a finish clock of its own, from now."""
    number = replied(world)
    with world.act("callback") as act:
        call_back.call_back(act, number, call_back.CallBackResult(True, True, True))
    if world.ticket(number).status != "closed":
        with world.act("callback") as act:
            call_back.close(act, number)
    world.clock.move(20 * DAY)
    with world.act("supervisor") as act:
        reopen.reopen(act, number, "又没发工资")
    rule_end = running(world, number)["finish"]

    assert rule_end > world.clock.now()
    finish = [clock for clock in clocks(world, number) if clock.kind == "finish"]
    assert finish[-1].started_at == world.clock.now()


def test_11_only_a_human_act_of_the_responsible_unit_stops_a_clock(world: World) -> None:
    """GLPI 15870: an automatic follow-up counted as taken into account."""
    number = world.dispatched().number
    before = running(world, number)
    with world.act("operator") as act:
        chase.chase(act, number, "怎么还没人联系我")
    with world.act() as act:
        repair.start_clocks(act, world.ticket(number).id)
    world.clock.move(3 * DAY)
    _fire(world)
    with world.act() as act:
        notify.settle(act, [notify.Sent(one.notice_id, ok=True) for one in notify.claim(act, 500)])

    assert running(world, number) == before
    with world.act("social_security") as act:
        accept.accept(act, number)
    assert "accept" not in running(world, number)


def test_12_a_pause_counts_office_hours_and_answering_is_not_finishing(world: World) -> None:
    """frappe 2449, 1542: hold over a weekend is hold of the hours worked; contact stops its own clock only."""
    _to(world, "2026-11-27 10:00")
    number = accepted(world)
    before = running(world, number)["finish"]
    _pause(world, number, _local("2026-11-30 10:00"))
    _to(world, "2026-11-30 10:00")
    with world.act("supervisor") as act:
        suspend.resume(act, number)

    after = running(world, number)["finish"]
    assert working_time_between(POLICY.calendar, before, after) == timedelta(hours=6)


def test_13_the_lunch_break_is_no_working_time() -> None:
    """frappe 2212, chatwoot 14009, osTicket 6847: a day is a list of intervals."""
    calendar = POLICY.calendar

    assert len(calendar.intervals) == 2
    assert add_working_time(calendar, _local("2026-11-24 11:00"), HOUR) == _local(
        "2026-11-24 15:00"
    )
    assert (
        working_time_between(calendar, _local("2026-11-24 11:30"), _local("2026-11-24 14:30"))
        == timedelta()
    )


def test_14_the_finish_clock_is_over_when_the_case_is_answered(world: World) -> None:
    """chatwoot 10178: the caller says goodbye last, and the clock runs on."""
    number = replied(world)
    with world.act("operator") as act:
        chase.chase(act, number, "谢谢你们")
    world.clock.move(30 * DAY)
    _fire(world)

    assert _rungs(world, number) == []
    assert "finish" not in running(world, number)


def test_15_a_ticket_can_be_paused_to_a_date_and_nothing_climbs_meanwhile(world: World) -> None:
    """osTicket 3034, open since 2016."""
    number = accepted(world)
    _pause(world, number, _local("2026-12-10 10:00"))
    _to(world, "2026-12-09 10:00")
    _fire(world)

    assert _rungs(world, number) == []
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
    _fire(world)

    assert used == set(POLICY.ladders)
    for clock in clocks(world, number):
        planned = [rung["code"] for rung in clock.plan]
        fired = _rungs(world, number, clock.kind)
        if clock.stopped_at is None:
            assert fired == planned, clock.kind


def test_19_only_the_responsible_chain_hears(world: World) -> None:
    """OTOBO 1482: everybody with write access got every escalation."""
    number = accepted(world)
    world.clock.move(60 * DAY)
    _fire(world)

    names = {person.user_id: name for name, person in world.people.items()}
    heard = {names[notice.user_id] for notice in _notices(world, number)}
    assert heard <= {"social_security", "leader", "dispatcher", "city_supervisor", "supervisor"}
    assert not {"union", "legal", "other_supervisor", "operator", "callback"} & heard
    assert len(_notices(world, number)) == len(heard)  # one a person, not one a rung


def test_20_a_due_rung_lives_in_the_database_only(world: World) -> None:
    """kombu 533, celery 1810: delayed tasks lost on restart; here there is none to lose."""
    number = accepted(world)
    with world.sessions() as session:
        rows = session.scalars(
            select(Step).where(Step.fired_at.is_(None), Step.cancelled_at.is_(None))
        ).all()
    assert {row.ticket_id for row in rows} == {world.ticket(number).id}
    world.clock.move(60 * DAY)

    assert _fire(world) > 0


def test_21_a_rung_long_past_fires_and_two_workers_do_not_fire_it_twice(world: World) -> None:
    """rq 1445, 1354: jobs with a past time stuck, several schedulers duplicated them."""
    accepted(world)
    world.clock.move(400 * DAY)
    with world.sessions.begin() as one, world.act() as other:
        claimed = firing.lock_due_tickets(one, world.clock.now(), 100)
        assert claimed
        assert firing.lock_due_tickets(other.session, other.now, 100) == []
    _fire(world)

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
    _to(world, "2026-12-24 10:00")
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
    _fire(world)

    assert running(world, number) == before
    assert _rungs(world, number, ClockKind.ACCEPT) == []


def _pause(world: World, number: str, until: datetime) -> None:
    with world.act("supervisor") as act:
        wish = suspend.Suspension(PauseReason.CALLER_PAPERS, until, "等来电人的工资条")
        suspend.suspend(act, number, wish)


def _step(ladder: str, code: str, rule: object, start: datetime, end: datetime) -> PlannedStep:
    steps = planned_steps(POLICY.ladders[ladder], rule, start, end, POLICY.calendar)  # type: ignore[arg-type]
    return next(step for step in steps if step.code == code)
