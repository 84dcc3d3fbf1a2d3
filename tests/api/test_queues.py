"""GET /api/v1/queues/{queue}/tickets: page by page, nothing twice, nothing left out."""

from __future__ import annotations

import pytest

from tests.api.asking import Api

LIST = "/api/v1/queues/dispatch_desk/tickets"


def test_pages_follow_each_other_without_gap_or_repeat(api: Api) -> None:
    """Newest first; a ticket that arrives in between shifts nothing."""
    numbers = [api.kept() for _ in range(5)]

    first = api.get(f"{LIST}?limit=2").json
    api.kept()
    second = api.get(f"{LIST}?limit=2&cursor={first['next_cursor']}").json
    third = api.get(f"{LIST}?limit=2&cursor={second['next_cursor']}").json

    seen = [t["number"] for page in (first, second, third) for t in page["tickets"]]
    assert seen == numbers[::-1]
    assert third["next_cursor"] is None


def test_a_full_last_page_has_no_next(api: Api) -> None:
    """Nobody is sent to an empty page."""
    for _ in range(2):
        api.kept()

    page = api.get(f"{LIST}?limit=2").json

    assert (len(page["tickets"]), page["next_cursor"]) == (2, None)


def test_a_status_narrows_the_list(api: Api) -> None:
    """Only tickets that stand there."""
    number = api.dispatched()
    path = "/api/v1/queues/social_security/tickets"

    assert [t["number"] for t in api.get(f"{path}?status=dispatched").json["tickets"]] == [number]
    assert api.get(f"{path}?status=accepted").json["tickets"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cursor=abc", "cursor"),
        ("cursor=-1", "cursor"),
        ("cursor=0", "cursor"),
        ("cursor=", "cursor"),
        ("cursor=99999999999999999999", "cursor"),
        ("cursor=9223372036854775808", "cursor"),
        ("cursor=%D9%A3", "cursor"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=1e2", "limit"),
        ("status=open", "status"),
    ],
)
def test_a_bad_parameter_is_named(api: Api, query: str, field: str) -> None:
    """422 with the parameter's name, never a silently different list."""
    answer = api.get(f"{LIST}?{query}")

    assert answer.status_code == 422
    assert answer.get_json(force=True)["errors"][0]["field"] == field


def test_an_unknown_queue_names_the_known_ones(api: Api) -> None:
    """404 that helps."""
    answer = api.get("/api/v1/queues/fire/tickets")

    assert answer.status_code == 404
    assert "social_security" in answer.get_json(force=True)["detail"]
