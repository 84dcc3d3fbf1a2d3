"""/healthz, /readyz, /metrics: true, public, and without anything personal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from models.database import engine_for, sessions_for
from models.queries.beats import beat
from models.services import escalate
from tests.api.asking import Api
from tests.builders import World, a_plea, a_red_flag
from tests.fakes import FakeBell

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:9/none"


def test_the_process_is_alive_whatever_else_is_dead(build: Callable[..., Flask]) -> None:
    """/healthz asks nobody."""
    app = build(sessions=sessions_for(engine_for(NOWHERE)), bell=FakeBell(dead=True))

    assert app.test_client().get("/healthz").json == {"status": "ok"}


def test_ready_while_a_scheduler_beats(client: FlaskClient, world: World) -> None:
    """All five facts: database, bell, oldest due row, last beat, bundle."""
    with world.act() as act:
        beat(act.session, "scheduler:test", act.now, {})

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert set(answer.json) == {
        "status",
        "database",
        "bell",
        "last_beat",
        "oldest_due_seconds",
        "bundle",
    }
    assert (answer.json["status"], answer.json["bell"]) == ("ok", "ok")


def test_not_ready_when_nothing_beats(client: FlaskClient, world: World) -> None:
    """Without a scheduler no clock would fire: better no traffic than broken promises."""
    with world.act() as act:
        beat(act.session, "scheduler:test", act.now, {})
    world.clock.move(timedelta(seconds=31))

    assert client.get("/readyz").status_code == 503


def test_a_dead_bell_alone_is_no_reason_to_stop(build: Callable[..., Flask], world: World) -> None:
    """The scheduler does its work; the fact is shown."""
    with world.act() as act:
        beat(act.session, "scheduler:test", act.now, {})

    answer = build(bell=FakeBell(dead=True)).test_client().get("/readyz")

    assert (answer.status_code, answer.json["bell"]) == (200, "down")


def test_an_unread_ticket_shows_as_due(api: Api, client: FlaskClient, world: World) -> None:
    """What waits grows older until somebody works."""
    api.kept()
    world.clock.move(timedelta(seconds=90))

    assert client.get("/readyz").json["oldest_due_seconds"]["triage"] == 90


def test_metrics_count_requests_by_template(api: Api, client: FlaskClient) -> None:
    """No number of a ticket, no invented method becomes a label."""
    number = api.kept()
    api.get(f"/api/v1/tickets/{number}")
    client.open("/nowhere", method="INVENTED")

    text = client.get("/metrics").text
    assert 'route="/api/v1/tickets/<number>"' in text
    assert 'hotline_open_tickets{status="received"} 1.0' in text
    assert number not in text
    assert "INVENTED" not in text


def test_a_dead_database_is_said_in_words(build: Callable[..., Flask]) -> None:
    """503 with Retry-After: nothing was kept, and where to turn in an emergency."""
    app = build(sessions=sessions_for(engine_for(NOWHERE)))

    answer = app.test_client().post(
        "/api/v1/tickets", json={}, headers={"Authorization": "Bearer x"}
    )

    problem = answer.get_json(force=True)
    assert (answer.status_code, problem["code"]) == (503, "database_unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert "没有保存" in problem["detail"]


def test_the_lateness_of_escalations_is_a_histogram(client: FlaskClient, world: World) -> None:
    """How late, not only how many: a rung 3 s late counts under 5 s and not under 2 s."""
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.clock.move(timedelta(minutes=5, seconds=3))
    with world.act() as act:
        fired = escalate.fire_due(act, 100)

    text = client.get("/metrics").text

    name = "hotline_escalation_lateness_seconds"
    assert f'{name}_bucket{{le="2.0"}} 0.0' in text
    assert f'{name}_bucket{{le="5.0"}} {float(fired)}' in text
    assert f"{name}_count {float(fired)}" in text
