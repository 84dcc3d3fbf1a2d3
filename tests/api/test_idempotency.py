"""Idempotency-Key: the same submission is kept once, answered the same, for seven days, also in a race."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from models.tables.callers import Caller
from models.tables.tickets import IdempotencyKey, Ticket
from models.tables.trail import Event
from tests.api.asking import Api, a_body, bearer
from tests.builders import World
from tests.fakes import FakeBell

TICKETS = "/api/v1/tickets"


def _counts(world: World) -> tuple[int, ...]:
    with world.sessions() as session:
        return tuple(
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Ticket, Event, Caller, IdempotencyKey)
        )


def test_a_replay_gets_the_same_201_and_keeps_nothing(
    api: Api, world: World, bell: FakeBell
) -> None:
    """Body and Location are the same to the byte; nobody is rung for."""
    first = api.post(TICKETS, a_body(), Idempotency_Key="k1")
    second = api.post(TICKETS, a_body(), Idempotency_Key="k1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.data == first.data
    assert second.headers["Location"] == first.headers["Location"]
    assert _counts(world) == (1, 1, 1, 1)
    assert bell.rung == ["triage"]


def test_a_replay_repeats_the_answer_of_then(api: Api, world: World) -> None:
    """Not the status of now: a program that lost the answer gets the one it lost."""
    first = api.post(TICKETS, a_body(), Idempotency_Key="k1")
    world.triage()

    assert api.post(TICKETS, a_body(), Idempotency_Key="k1").json == first.json


def test_the_same_key_with_another_body_is_refused(api: Api, world: World) -> None:
    """422 with its own code, and nothing kept."""
    api.post(TICKETS, a_body(), Idempotency_Key="k1")
    answer = api.post(TICKETS, a_body(persons=3), Idempotency_Key="k1")

    assert answer.status_code == 422
    assert answer.get_json(force=True)["code"] == "idempotency_mismatch"
    assert _counts(world)[0] == 1


def test_keys_of_two_tokens_do_not_meet(api: Api, world: World) -> None:
    """Scope is the token: what one system sent says nothing to the other."""
    api.post(TICKETS, a_body(), Idempotency_Key="k1")
    other = api.post(TICKETS, a_body(persons=3), "dispatcher", Idempotency_Key="k1")

    assert other.status_code == 201
    assert _counts(world)[0] == 2


def test_a_key_is_kept_seven_days_and_then_free(api: Api, world: World) -> None:
    """On the seventh day it still replays; after that it is a new submission."""
    first = api.post(TICKETS, a_body(), Idempotency_Key="k1")
    world.clock.move(timedelta(days=7))
    replayed = api.post(TICKETS, a_body(), Idempotency_Key="k1")
    world.clock.move(timedelta(seconds=1))
    anew = api.post(TICKETS, a_body(persons=3), Idempotency_Key="k1")

    assert replayed.json == first.json
    assert anew.status_code == 201
    assert anew.json["number"] != first.json["number"]


def test_a_refused_body_uses_up_no_key(api: Api) -> None:
    """Mend the fault and send again under the same key."""
    refused = api.post(TICKETS, a_body(text=""), Idempotency_Key="k1")

    assert refused.status_code == 422
    assert api.post(TICKETS, a_body(), Idempotency_Key="k1").status_code == 201


@pytest.mark.parametrize("headers", [{"Idempotency-Key": "race"}, {}], ids=["key", "external id"])
def test_of_many_at_once_one_keeps_and_all_get_its_answer(
    app: Flask, world: World, bell: FakeBell, headers: dict[str, str]
) -> None:
    """Eight threads, one submission: one ticket, eight times the same number, no error."""
    body = a_body() if headers else a_body(external_id="race")
    together = threading.Barrier(8)

    def send(_: int) -> tuple[int, str]:
        client = app.test_client()
        together.wait(timeout=10)
        answer = client.post(TICKETS, json=body, headers=bearer("operator") | headers)
        return answer.status_code, answer.json.get("number", answer.text)

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(send, range(8)))

    assert len(answers) == 1, answers
    assert answers.pop()[0] == 201
    assert _counts(world)[:3] == (1, 1, 1)
    assert bell.rung == ["triage"]
