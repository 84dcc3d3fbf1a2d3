"""Moves over the API: the straight way of one ticket, refusals, and what the ticket then says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hotline.api.moves import DOORS
from models.services.escalate import fire_due
from tests.api.asking import Api
from tests.builders import World

REPLY = {"answer": "已联系单位，工资今日补发。", "solved": True, "contact_way": "phone"}
# A body for each move that needs one, as a person would fill it in.
PROPER: dict[str, dict[str, Any]] = {
    "answer": {"text": "请携带合同到窗口办理。"},
    "reject": {"reason": "other_authority", "told": "不属于热线受理范围"},
    "transfer": {"queue": "union", "reason": "属于工会职责"},
    "return": {
        "reason": "不属于本部门职责",
        "law_basis": "工会法第二十二条",
        "suggested_queue": "union",
    },
    "decide-return": {"agreed": True, "reason": "同意"},
    "designate": {"queue": "union", "reason": "指定"},
    "reply": REPLY | {"contacted_at": "2026-11-24T10:00:00+08:00"},
    "call-back": {"reached": False},
    "rework": {"reason": "未解决"},
    "reopen": {"reason": "新情况"},
    "raise": {"to": "P2", "reason": "人数增加"},
    "lower": {"to": "P4", "reason": "已缓解"},
}
ODD: tuple[Any, ...] = (
    [],
    "x",
    5,
    {"reason": 5, "answer": 5, "text": 5, "to": 5, "into": 5, "agreed": 5, "reached": 5},
    {"reason": "", "answer": " ", "text": "", "to": "P9", "into": "", "words": ""},
    {"reason": "工" * 5000, "answer": "工" * 5000, "words": "工" * 5000},
    {"category": "9999", "reason": "因为"},
    {"unit_code": "000000", "reason": "因为", "queue": "union"},
    {"queue": "dispatch_desk", "reason": "因为", "agreed": True},
)


def _contacted(world: World) -> dict[str, Any]:
    return REPLY | {"contacted_at": world.clock.now().isoformat()}


def test_a_ticket_goes_its_whole_way_over_the_api(api: Api, world: World) -> None:
    """From the call to the closed case, every station by its own person."""
    number = api.dispatched()

    stations = [
        api.move(number, "accept", who="social_security"),
        api.move(number, "reply", _contacted(world), "social_security"),
        api.move(
            number, "call-back", {"reached": True, "solved": True, "satisfied": True}, "callback"
        ),
        api.move(number, "close", who="callback"),
    ]

    assert [station.status_code for station in stations] == [200] * 4, stations[-1].text
    assert [s.json["status"] for s in stations] == ["accepted", "replied", "replied", "closed"]
    assert stations[-1].json["moves"] == []
    assert all(clock["stopped_at"] for clock in stations[-1].json["clocks"])


def test_the_history_names_who_did_what_in_order(api: Api, world: World) -> None:
    """The program appears as 系统; times do not run backwards; detail holds codes only."""
    number = api.dispatched()
    api.move(number, "accept", who="social_security")

    events = api.get(f"/api/v1/tickets/{number}/history").json["events"]
    assert [event["kind"] for event in events] == ["received", "triaged", "dispatched", "accepted"]
    assert [event["actor"] for event in events] == [
        "测试operator",
        "系统",
        "系统",
        "测试social_security",
    ]
    assert [(e["from"], e["to"]) for e in events][-1] == ("dispatched", "accepted")
    assert [e["at"] for e in events] == sorted(e["at"] for e in events)
    assert {"at", "kind", "actor", "from", "to", "detail"} <= set(events[0])


def test_an_escalation_names_clock_step_and_due_time(api: Api, world: World) -> None:
    """What other programs watch for stands at the top level of the event (design.md 5)."""
    number = api.dispatched()
    world.clock.move(timedelta(days=30))
    with world.act() as act:
        fire_due(act, 100)

    events = api.get(f"/api/v1/tickets/{number}/history").json["events"]
    escalated = [event for event in events if event["kind"] == "escalated"]
    assert escalated
    assert {"clock", "step", "due"} <= set(escalated[0])
    assert escalated[0]["actor"] == "系统"


def test_a_return_is_decided_and_sent_elsewhere(api: Api) -> None:
    """退单 with law and target; the desk agrees; the union has it."""
    number = api.dispatched()
    reason = {
        "reason": "不属于本部门职责",
        "law_basis": "工会法第二十二条",
        "suggested_queue": "union",
    }

    returned = api.move(number, "return", reason, "social_security")
    decided = api.move(
        number, "decide-return", {"agreed": True, "reason": "同意", "queue": "union"}, "dispatcher"
    )

    assert returned.json["status"] == "return_requested"
    assert (decided.json["status"], decided.json["queue"]) == ("dispatched", "union")


def test_the_loser_of_a_race_learns_who_was_faster(api: Api) -> None:
    """409 with the colleague's name and what to do."""
    number = api.dispatched()
    api.move(number, "accept", who="social_security")

    late = api.move(number, "accept", who="leader")

    problem = late.get_json(force=True)
    assert (late.status_code, problem["code"]) == (409, "move_not_possible")
    assert "测试social_security" in problem["detail"]


def test_a_role_that_may_not_is_told_so(api: Api) -> None:
    """403: the operator sees the ticket but does not accept for a department."""
    answer = api.move(api.dispatched(), "accept")

    assert answer.status_code == 403
    assert "接线员" in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize("who", ["operator", "dispatcher", "social_security", "callback"])
def test_the_ticket_offers_exactly_the_moves_that_are_let_in(api: Api, who: str) -> None:
    """What is listed succeeds when filled in properly; what is not listed is refused."""
    offered, done = set(), set()
    for move in DOORS:
        number = api.dispatched()
        offered |= set(api.get(f"/api/v1/tickets/{number}", who).json["moves"])
        body = PROPER.get(move, {}) | ({"into": api.kept()} if move == "merge" else {})
        if api.move(number, move, body, who).status_code == 200:
            done.add(move)

    assert done == offered


@pytest.mark.parametrize("move", DOORS)
def test_an_odd_body_moves_nothing(api: Api, move: str) -> None:
    """Each 4xx; the ticket stands where it stood."""
    number = api.kept()

    answers = [
        api.post(f"/api/v1/tickets/{number}/{move}", body, "supervisor").status_code for body in ODD
    ]

    assert all(400 <= status < 500 for status in answers), answers
    assert api.get(f"/api/v1/tickets/{number}").json["status"] == "received"


def test_an_urgency_that_is_raised_to_p1_goes_to_the_emergency_department(api: Api) -> None:
    """Emergency has one meaning, whichever door it comes through."""
    number = api.dispatched()

    raised = api.move(number, "raise", {"to": "P1", "reason": "现场有人受伤"})

    assert raised.status_code == 200, raised.text
    assert (raised.json["urgency"], raised.json["queue"]) == ("P1", "emergency")
