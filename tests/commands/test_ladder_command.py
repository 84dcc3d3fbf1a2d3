"""Promises of `hotline ladder NUMBER`: the future of a ticket as its page tells it, or one sentence."""

from __future__ import annotations

from sqlalchemy import select

from hotline.pages.ladder import section, spelled
from hotline.views import local_time
from models.clock import SystemClock
from models.services import call_back
from models.tables.clocks import Step
from tests.builders import World
from tests.commands.conftest import Hotline
from tests.services.ways import replied


def _today(world: World) -> None:
    """The command asks the machine for the time, so the ticket must be of today."""
    world.clock.move(SystemClock().now() - world.clock.now())


def test_every_future_rung_is_a_line_with_time_clock_and_people(
    world: World, hotline: Hotline
) -> None:
    """Word for word what the page shows, and nothing fires by looking."""
    _today(world)
    number = world.dispatched().number

    told = hotline("ladder", number)

    assert told.returncode == 0, told.stderr
    with world.act() as act:
        assert told.stdout.splitlines() == list(spelled(section(act, world.ticket(number))))
        pending = act.session.scalars(select(Step).where(Step.cancelled_at.is_(None))).all()
    assert pending
    for step in pending:
        assert step.fired_at is None
        assert local_time(step.due_at) in told.stdout
    assert "签收时限" in told.stdout
    assert "办结时限" in told.stdout
    assert "测试leader（金水区总工会" in told.stdout


def test_an_unknown_number_is_one_sentence(world: World, hotline: Hotline) -> None:
    """It names the number that was typed."""
    told = hotline("ladder", "20260101-000009")

    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr.splitlines() == ["hotline：没有找到工单 20260101-000009。请核对工单号。"]


def test_a_closed_ticket_climbs_no_more(world: World, hotline: Hotline) -> None:
    """An empty answer would look like a fault."""
    number = replied(world)
    with world.act("callback") as act:
        call_back.call_back(act, number, call_back.CallBackResult(True, True, True))
        call_back.close(act, number)

    told = hotline("ladder", number)

    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == ["没有运行中的时限，不会再升级。"]
