"""POST /api/v1/tickets: what is kept, what is answered, what is only warned of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import structlog.testing
from flask import Flask
from sqlalchemy import func, select

from models.tables.callers import Caller
from models.tables.tickets import Ticket
from tests.api.asking import Api, a_body, bearer
from tests.builders import World
from tests.fakes import FakeBell
from workers.enqueue import Bell

CRANE = "工地上有人爬塔吊讨薪，说不给钱就跳下去，快派人来！"


def _count(world: World) -> int:
    with world.sessions() as session:
        return session.execute(select(func.count(Ticket.id))).scalar_one()


def test_a_plea_is_answered_with_number_track_code_and_location(api: Api) -> None:
    """The surface that others build on (design.md 5)."""
    answer = api.post("/api/v1/tickets", a_body())

    assert answer.status_code == 201
    assert set(answer.json) == {"number", "status", "urgency", "track_code", "warnings"}
    assert answer.json["status"] == "received"
    assert answer.json["warnings"] == []
    assert answer.headers["Location"] == f"/api/v1/tickets/{answer.json['number']}"
    assert api.get(answer.headers["Location"]).json["text"] == a_body()["text"]


def test_the_reader_is_rung_for_after_the_plea_is_kept(api: Api, bell: FakeBell) -> None:
    """One ring, and only for something new."""
    api.post("/api/v1/tickets", a_body(external_id="a-1"))
    api.post("/api/v1/tickets", a_body(external_id="a-1"))

    assert bell.rung == ["triage"]


def test_a_danger_is_dispatched_inside_the_request(api: Api, bell: FakeBell) -> None:
    """D6: P1 waits for no worker; the emergency department has it with the 201."""
    answer = api.post("/api/v1/tickets", a_body(text=CRANE))

    ticket = api.get(answer.headers["Location"]).json
    assert (answer.json["urgency"], answer.json["status"]) == ("P1", "dispatched")
    assert (ticket["queue"], ticket["emergency"]) == ("emergency", True)
    assert {"confirm", "accept"} <= {clock["kind"] for clock in ticket["clocks"]}
    assert bell.rung == ["emergency"]


def test_a_dead_bell_costs_no_time_and_no_ticket(build: Callable[..., Flask], world: World) -> None:
    """With Redis gone the answer is still 201, and after the first nobody waits for the bell."""
    app = build(bell=Bell("redis://127.0.0.1:9/0"))
    client = app.test_client()
    client.post("/api/v1/tickets", json=a_body(), headers=bearer("operator"))

    with structlog.testing.capture_logs() as lines:
        answers = [
            client.post("/api/v1/tickets", json=a_body(text=CRANE), headers=bearer("operator"))
            for _ in range(5)
        ]

    assert [answer.status_code for answer in answers] == [201] * 5
    assert len([line for line in lines if line["event"] == "bell_dead"]) < 5
    assert _count(world) == 6


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"caller": {"phone": "1380000"}}, "来电号码"),
        ({"credit_code": "123"}, "信用代码"),
        ({"region_code": "999999"}, "行政区划"),
        ({"occurred_at": "2031-01-01T00:00:00+08:00"}, "发生时间"),
        ({"caller": {"name": "张某某"}}, "没有留联系电话"),
    ],
)
def test_a_doubtful_fact_is_kept_and_warned_of(api: Api, changes: dict, words: str) -> None:
    """A plea is never refused for a bad phone, code or place."""
    answer = api.post("/api/v1/tickets", a_body(**changes))

    assert answer.status_code == 201
    assert len(answer.json["warnings"]) == 1
    assert words in answer.json["warnings"][0]


def test_what_was_sent_is_kept_as_sent(api: Api, world: World) -> None:
    """Facts of the sender reach the ticket; a doubtful code too."""
    number = api.kept(persons=40, credit_code="123", occurred_at="2026-11-20T08:00:00+08:00")

    ticket = world.ticket(number)
    assert (ticket.persons, ticket.credit_code, ticket.employer) == (40, "123", "某某纺织厂")
    assert ticket.occurred_at is not None
    assert ticket.occurred_at.isoformat() == "2026-11-20T00:00:00+00:00"


def test_an_anonymous_plea_needs_no_caller(api: Api, world: World) -> None:
    """Anonymous reports are a right; nothing is asked for and nothing is warned of."""
    answer = api.post("/api/v1/tickets", a_body(caller={"anonymous": True}))

    with world.sessions() as session:
        kept = session.scalars(select(Caller)).one()
    assert answer.json["warnings"] == []
    assert (kept.anonymous, kept.phone_sealed, kept.name_sealed) == (True, None, None)


def test_numbers_and_the_callers_name_do_not_come_back(api: Api) -> None:
    """Texts leave as tokens only (D15); the caller is not part of the ticket over the API."""
    number = api.kept(text="我是张某某，电话 13800001234，工资没发。")

    shown = (
        api.get(f"/api/v1/tickets/{number}").text
        + api.get(f"/api/v1/tickets/{number}/history").text
    )
    assert "13800001234" not in shown
    assert "张某某" not in shown
    assert "〔电话" in shown


def test_the_same_external_id_is_the_same_ticket(api: Api, world: World) -> None:
    """A source that sends twice gets the ticket that it made, also weeks later."""
    first = api.post("/api/v1/tickets", a_body(external_id="sys-7"))
    world.clock.move(timedelta(days=30))
    second = api.post("/api/v1/tickets", a_body(external_id="sys-7", text="催一下"))

    assert second.status_code == 201
    assert second.json["number"] == first.json["number"]
    assert "已经登记过" in second.json["warnings"][0]
    assert _count(world) == 1


def test_another_source_may_use_the_same_external_id(api: Api) -> None:
    """Two systems number their pleas independently."""
    assert api.kept(external_id="1") != api.kept(who="dispatcher", external_id="1")
