"""GET /api/v1/tickets/{number}: what programs build on."""

from __future__ import annotations

from datetime import timedelta

from models.services.triage import claim
from tests.api.asking import Api
from tests.builders import World, a_red_flag, a_verdict

FIXED = {
    "number",
    "status",
    "urgency",
    "emergency",
    "queue",
    "unit",
    "department",
    "category",
    "category_name",
    "demand_type",
    "co_handlers",
    "verdict",
    "clocks",
    "moves",
}


def test_a_ticket_carries_every_fixed_field(api: Api) -> None:
    """Names of design.md 5; category as code and as name."""
    ticket = api.get(f"/api/v1/tickets/{api.dispatched()}").json

    assert set(ticket) >= FIXED
    assert (ticket["category"], ticket["queue"]) == ("0102", "social_security")
    assert ticket["category_name"]
    assert ticket["unit"] == "金水区总工会"
    assert set(ticket["moves"]) == {"raise", "chase"}


def test_rules_and_probability_stay_apart(api: Api, world: World) -> None:
    """D7: what a rule saw and what the model believes are two things."""
    number = api.kept()
    world.triage(a_verdict(red_flags=(a_red_flag(urgency="P2"),), confidence=0.61))

    verdict = api.get(f"/api/v1/tickets/{number}").json["verdict"]
    assert verdict["confidence"] == 0.61
    assert verdict["red_flags"][0]["rule"] == "life-01"


def test_an_unread_ticket_has_no_verdict_but_clocks(api: Api, world: World) -> None:
    """The clocks run before the reader has spoken."""
    number = api.kept()
    with world.act() as act:
        claim(act, 10)

    ticket = api.get(f"/api/v1/tickets/{number}").json
    assert (ticket["verdict"], ticket["category"]) == (None, None)
    assert {clock["kind"] for clock in ticket["clocks"]} == {"dispatch", "finish"}


def test_a_clock_says_when_it_is_overdue(api: Api, world: World) -> None:
    """Derived from now; a stopped clock is not overdue any more."""
    number = api.dispatched()
    world.clock.move(timedelta(days=60))

    clocks = {c["kind"]: c for c in api.get(f"/api/v1/tickets/{number}").json["clocks"]}

    assert (clocks["accept"]["overdue"], clocks["accept"]["stopped_at"]) == (True, None)
    assert clocks["dispatch"]["stopped_at"] is not None
    assert clocks["dispatch"]["overdue"] is False
    fields = {"kind", "started_at", "due_at", "stopped_at", "overdue", "estimated"}
    assert all(fields <= set(clock) for clock in clocks.values())
