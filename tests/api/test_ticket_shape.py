"""GET /api/v1/tickets/{number}: what programs build on."""

from __future__ import annotations

from datetime import timedelta

from models.domain.words import PauseReason, Queue
from models.services import assist, extend, suspend
from models.services.triage import claim
from tests.api.asking import Api
from tests.builders import World, a_red_flag, a_verdict
from tests.services.ways import accepted

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


def test_a_ticket_says_what_stands_beside_its_status(api: Api, world: World) -> None:
    """Child tasks, the extension and the pause, so that a program need not read the history for them."""
    number = accepted(world)
    with world.act("social_security") as act:
        assist.assist(act, number, assist.Question("企业是否建会？", Queue.UNION))
        extend.request_extension(act, number, 3, "须等银行流水")
    with world.act("supervisor") as act:
        extend.decide_extension(act, number, extend.ExtensionDecision(granted=False, reason="不必"))
        until = act.now + timedelta(days=2)
        wish = suspend.Suspension(PauseReason.AGREED_DATE, until, "约好后天")
        suspend.suspend(act, number, wish)

    ticket = api.get(f"/api/v1/tickets/{number}").json

    assert [(c["unit"], c["question"], c["answer"]) for c in ticket["children"]] == [
        ("金水区总工会", "企业是否建会？", None)
    ]
    assert (ticket["extension"]["days"], ticket["extension"]["granted"]) == (3, False)
    assert ticket["pause"]["reason"] == "agreed_date"
