"""Whatever is sent: a 4xx that says what to do, never a 500, and nothing kept by half."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from models.tables.tickets import Ticket
from tests.api.asking import Api, a_body
from tests.builders import World

TICKETS = "/api/v1/tickets"
DEEP = '{"text":' + "[" * 5000 + "]" * 5000 + ',"channel":"app"}'
WITH_TEXT = '{"text": %s, "channel": "app"}'


def _nothing_kept(world: World) -> bool:
    with world.sessions() as session:
        return session.execute(select(func.count(Ticket.id))).scalar_one() == 0


UNREADABLE = {
    "not json": b"{text: 1}",
    "empty": b"",
    "cut off": b'{"text": "abc',
    "two values": b"{} {}",
    "invalid utf-8": b'{"text": "\xff\xfe", "channel": "app"}',
    "gbk": '{"text": "工资", "channel": "app"}'.encode("gbk"),
    "utf-16": '{"text": "a"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "NaN": (WITH_TEXT % "NaN").encode(),
    "Infinity": b'{"text": "a", "channel": "app", "persons": Infinity}',
    "endless number": b'{"text": "a", "channel": "app", "persons": ' + b"9" * 5000 + b"}",
    "thousands of levels": DEEP.encode(),
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_json_is_refused_in_words(api: Api, world: World, body: bytes) -> None:
    """400 or 422, in Chinese, as problem+json."""
    answer = api.raw(TICKETS, body)

    assert answer.status_code in (400, 422)
    assert answer.content_type.startswith("application/problem+json")
    assert "请" in answer.get_json(force=True)["detail"]
    assert _nothing_kept(world)


WRONG: dict[str, tuple[Any, str]] = {
    "no object": ([], "body"),
    "null": (None, "body"),
    "text missing": ({"channel": "app"}, "text"),
    "text empty": (a_body(text=""), "text"),
    "text blank": (a_body(text=" \n\t　"), "text"),
    "text a number": (a_body(text=5), "text"),
    "text null": (a_body(text=None), "text"),
    "text a list": (a_body(text=["a"]), "text"),
    "text too long": (a_body(text="工" * 20_001), "text"),
    "text with NUL": (a_body(text="工资\0没发"), "text"),
    "text with half a character": (a_body(text="\ud83d"), "text"),
    "key with half a character": (a_body() | {"\udc00": 1}, "body"),
    "caller with NUL": (a_body(caller={"phone": "138\0"}), "caller.phone"),
    "caller a word": (a_body(caller="张某"), "caller"),
    "caller null": (a_body(caller=None), "caller"),
    "phone a number": (a_body(caller={"phone": 13800001234}), "caller.phone"),
    "anonymous a word": (a_body(caller={"anonymous": "yes"}), "caller.anonymous"),
    "anonymous a number": (a_body(caller={"anonymous": 1}), "caller.anonymous"),
    "persons negative": (a_body(persons=-1), "persons"),
    "persons zero": (a_body(persons=0), "persons"),
    "persons huge": (a_body(persons=10**30), "persons"),
    "persons a word": (a_body(persons="三"), "persons"),
    "persons a string": (a_body(persons="3"), "persons"),
    "persons a fraction": (a_body(persons=2.5), "persons"),
    "persons true": (a_body(persons=True), "persons"),
    "channel unknown": (a_body(channel="fax"), "channel"),
    "demand type unknown": (a_body(demand_type="Z"), "demand_type"),
    "region too long": (a_body(region_code="4" * 13), "region_code"),
    "external id empty": (a_body(external_id=""), "external_id"),
    "external id too long": (a_body(external_id="x" * 101), "external_id"),
    "employer too long": (a_body(employer="厂" * 121), "employer"),
    "time without zone": (a_body(occurred_at="2026-11-20T08:00:00"), "occurred_at"),
    "time a number": (a_body(occurred_at=1700000000), "occurred_at"),
    "time a word": (a_body(occurred_at="昨天"), "occurred_at"),
    "time before the calendar": (a_body(occurred_at="0001-01-01T00:00:00+14:00"), "occurred_at"),
    "time after the calendar": (a_body(occurred_at="9999-12-31T23:59:59-12:00"), "occurred_at"),
    "unknown field": (a_body(phon="138"), "phon"),
}


@pytest.mark.parametrize(("body", "field"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value_is_named_by_its_field(api: Api, world: World, body: Any, field: str) -> None:
    """422 with the field and what to do about it."""
    answer = api.raw(TICKETS, json.dumps(body).encode())

    problem = answer.get_json(force=True)
    assert answer.status_code == 422
    assert problem["code"] == "invalid_input"
    assert field in [error["field"] for error in problem["errors"]]
    assert all(error["message"].endswith("。") for error in problem["errors"])
    assert _nothing_kept(world)


def test_all_faulty_fields_are_named_at_once(api: Api) -> None:
    """Nobody should have to send four times to learn of four mistakes."""
    answer = api.post(
        TICKETS, {"channel": "fax", "persons": -2, "caller": {"phone": 1}, "occurred_at": "x"}
    )

    named = {error["field"] for error in answer.get_json(force=True)["errors"]}
    assert named == {"text", "channel", "persons", "caller.phone", "occurred_at"}


def test_a_problem_is_short_however_much_is_wrong(api: Api) -> None:
    """Half a megabyte of mistakes does not come back as megabytes of complaints."""
    many = api.post(TICKETS, a_body() | {f"x{i}": i for i in range(20_000)})
    odd = api.post(TICKETS, a_body() | {f"x{i}": "\0" for i in range(20_000)})
    long = api.post(TICKETS, a_body() | {"x" * 100_000: 1})

    assert [answer.status_code for answer in (many, odd, long)] == [422] * 3
    assert max(len(answer.data) for answer in (many, odd, long)) < 10_000


def test_a_body_over_one_mebibyte_is_refused(api: Api, world: World) -> None:
    """413, with what to do."""
    answer = api.raw(TICKETS, json.dumps(a_body(text="工" * 400_000)).encode())

    assert answer.status_code == 413
    assert "1 MiB" in answer.get_json(force=True)["detail"]
    assert _nothing_kept(world)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(api: Api, kind: str) -> None:
    """415 for intake and for moves alike."""
    body = json.dumps(a_body()).encode()

    assert api.raw(TICKETS, body, kind).status_code == 415
    assert api.raw(f"{TICKETS}/20261124-000001/chase", b'{"words": "a"}', kind).status_code == 415


def test_the_longest_text_is_kept(api: Api, world: World) -> None:
    """20,000 characters are allowed, also those outside the basic plane."""
    number = api.kept(text="𠮷" * 20_000)

    assert len(world.ticket(number).text) == 20_000


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/tickets/%00",
        "/api/v1/tickets/a%00b/history",
        "/api/v1/tickets/%ff%fe",
        "/api/v1/tickets/" + "9" * 5000,
        "/api/v1/tickets/' OR 1=1 --",
        "/api/v1/queues/%00/tickets",
        "/api/v1/queues/union/tickets?status=%00",
        "/api/v1/queues/union/tickets?cursor=%00",
        "/api/v1/queues/union/tickets?%00=1",
    ],
)
def test_an_odd_address_is_no_fault_of_ours(api: Api, path: str) -> None:
    """404 or 422, never a 500."""
    assert api.get(path).status_code in (404, 422)


@pytest.mark.parametrize("key", ["x" * 201, "a\x7fb", "\x80"])
def test_an_odd_idempotency_key_is_named(api: Api, key: str) -> None:
    """A key that could not be found again is refused."""
    answer = api.post(TICKETS, a_body(), Idempotency_Key=key)

    assert answer.status_code == 422
    assert answer.get_json(force=True)["errors"][0]["field"] == "Idempotency-Key"
