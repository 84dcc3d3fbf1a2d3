"""What users of other systems complain about (peers.md 2, items 1-12): notices, ends and pauses, each as a test that it can't happen here."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import update

from models.domain.limits import due as limit_end
from models.domain.words import Urgency
from models.domain.worktime import SHANGHAI, working_time_between
from models.queries import tickets
from models.queries.tickets import Filter
from models.services import (
    accept,
    call_back,
    chase,
    dispatch,
    merge,
    notify,
    reopen,
    repair,
    suspend,
    transfer,
    urgency,
)
from models.tables.clocks import TicketClock
from tests.builders import CITY, World, a_plea, a_red_flag
from tests.services.complaints import (
    DAY,
    HOUR,
    POLICY,
    fire,
    go_to,
    local_time,
    notices,
    overdue,
    pause,
    rungs,
    step,
)
from tests.services.ways import accepted, clocks, replied, running


def test_01_nobody_is_mailed_at_midnight_for_an_ordinary_ticket(world: World) -> None:
    """zammad 4432: the notice has a calendar too; emergencies bypass it."""
    go_to(world, "2026-11-28 00:20")
    ordinary = world.dispatched().number
    alarmed = world.receive(a_plea(red_flags=(a_red_flag(),))).number

    assert {n.due_at for n in notices(world, ordinary, "dispatched")} == {
        local_time("2026-11-30 08:30")
    }
    assert {n.due_at for n in notices(world, alarmed, "dispatched")} == {world.clock.now()}


def test_02_a_changed_due_time_is_announced_again_the_same_day(world: World) -> None:
    """zammad 4348: what makes a rung unique is its due value, not the date."""
    number = world.receive(a_plea(urgency=Urgency.P2)).number
    world.triage()
    world.clock.move(HOUR)
    fire(world)
    with world.act("dispatcher") as act:
        transfer.transfer(act, number, dispatch.DispatchOrder(unit_code=CITY))
    world.clock.move(HOUR)
    fire(world)

    assert rungs(world, number, "accept").count("yellow") == 2


def test_03_a_ticket_is_in_the_overview_before_at_and_after_its_end(world: World) -> None:
    """zammad 3523: overview and escalation, from end to end."""
    number = accepted(world)
    end = running(world, number)["finish"]
    with world.act("supervisor") as act:
        soon = Filter(overdue_at=end + timedelta(seconds=1))
        assert number in [row[0].number for row in tickets.worklist(act.session, act.person, soon)]
    assert number not in overdue(world)
    world.clock.move(end - world.clock.now() + timedelta(seconds=1))
    fire(world)

    assert number in overdue(world)
    assert rungs(world, number) == ["reminder", "yellow"]


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
    assert number in overdue(world)
    with world.act() as act:
        later = act.now + DAY
        act.session.execute(
            update(TicketClock).where(TicketClock.stopped_at.is_(None)).values(due_at=later)
        )

    assert number not in overdue(world)
    assert not any("overdue" in column.name for column in TicketClock.__table__.columns)


def test_06_a_merged_ticket_stops_escalating_at_once(world: World) -> None:
    """zammad 904, Znuny 200: clocks end in the transaction of the merge."""
    parent, child = accepted(world), accepted(world)
    with world.act("dispatcher") as act:
        merge.merge(act, child, parent)
    assert running(world, child) == {}
    world.clock.move(60 * DAY)
    fire(world)

    assert rungs(world, child) == []
    assert "criticism" in rungs(world, parent)


def test_07_a_reminder_before_the_end_falls_into_office_hours_and_after_the_start() -> None:
    """GLPI 22678, 15429: with a split day the level before the end fired at 00:00, or at creation."""
    seed = random.Random(22678)
    rules = [r for r in POLICY.clock_rules if r.limit.in_working_time and r.ladder == "ordinary"]
    for _ in range(300):
        rule = seed.choice(rules)
        start = local_time("2026-01-05 00:00") + timedelta(minutes=seed.randrange(340 * 1440))
        end = limit_end(rule, start, POLICY.calendar).at
        reminder = step(rule.ladder, "reminder", rule, start, end)
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
    fire(world)
    for _ in range(3):
        assert fire(world) == 0

    assert rungs(world, number) == ["reminder", "yellow", "orange", "red", "criticism"]


def test_09_a_pause_is_not_forgotten_when_the_urgency_changes(world: World) -> None:
    """GLPI 6902, 15605: pauses are intervals of their own, the end is computed from history."""
    number = accepted(world)
    before = running(world, number)["finish"]
    pause(world, number, local_time("2026-11-26 10:00"))
    go_to(world, "2026-11-26 10:00")
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
    fire(world)
    with world.act() as act:
        notify.settle(act, [notify.Sent(one.notice_id, ok=True) for one in notify.claim(act, 500)])

    assert running(world, number) == before
    with world.act("social_security") as act:
        accept.accept(act, number)
    assert "accept" not in running(world, number)


def test_12_a_pause_counts_office_hours_and_answering_is_not_finishing(world: World) -> None:
    """frappe 2449, 1542: hold over a weekend is hold of the hours worked; contact stops its own clock only."""
    go_to(world, "2026-11-27 10:00")
    number = accepted(world)
    before = running(world, number)["finish"]
    pause(world, number, local_time("2026-11-30 10:00"))
    go_to(world, "2026-11-30 10:00")
    with world.act("supervisor") as act:
        suspend.resume(act, number)

    after = running(world, number)["finish"]
    assert working_time_between(POLICY.calendar, before, after) == timedelta(hours=6)
