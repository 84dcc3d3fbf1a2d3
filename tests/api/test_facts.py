"""Dated facts over the API: kept, withdrawn, computed from; only by whom the ticket concerns."""

from __future__ import annotations

import pytest

from tests.api.asking import Api


def test_a_fact_becomes_a_last_day_with_its_article(api: Api) -> None:
    """The worker left in March: one year for the wages; what is missing is asked."""
    number = api.dispatched()
    path = f"/api/v1/tickets/{number}/facts"

    before = api.get(path).json
    after = api.post(path, {"kind": "left", "on": "2026-03-10"}).json

    assert {one["colour"] for one in before["deadlines"]} == {"unknown"}
    wages = next(one for one in after["deadlines"] if one["kind"] == "wages")
    assert (wages["last_day"], wages["days_left"]) == ("2027-03-10", 106)
    assert wages["used"] == [{"kind": "left", "on": "2026-03-10"}]
    assert "第二十七条" in wages["article"]
    assert after["caution"] == "仅供参考，以法律规定为准"


def test_a_wrong_fact_is_withdrawn_and_leaves_its_trace(api: Api) -> None:
    """Nothing is changed in place: both acts stand in the history, without the date."""
    number = api.dispatched()
    path = f"/api/v1/tickets/{number}/facts"
    kept = api.post(path, {"kind": "left", "on": "2026-03-10"}).json["facts"][0]

    after = api.post(path, {"withdraw": kept["id"]}).json
    again = api.post(path, {"withdraw": kept["id"]})

    assert after["facts"] == []
    assert again.status_code == 404
    events = api.get(f"/api/v1/tickets/{number}/history").json["events"]
    assert [event["kind"] for event in events][-2:] == ["fact_added", "fact_withdrawn"]
    assert events[-1]["detail"] == {"fact_id": kept["id"], "fact": "left"}


def test_the_same_fact_twice_is_one_fact(api: Api) -> None:
    """A double click changes nothing."""
    number = api.dispatched()
    path = f"/api/v1/tickets/{number}/facts"

    for _ in range(2):
        answer = api.post(path, {"kind": "knew", "on": "2026-03-10"})

    assert len(answer.json["facts"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "left"},
        {"on": "2026-01-01"},
        {"kind": "born", "on": "2026-01-01"},
        {"kind": "left", "on": "tomorrow"},
        {"kind": "left", "on": "2126-01-01"},
        {"kind": "left", "on": "2026-02-30"},
        {"withdraw": 0},
        {"kind": "left", "on": "2026-01-01", "day": 1},
    ],
)
def test_an_odd_body_is_refused_and_keeps_nothing(api: Api, body: dict[str, object]) -> None:
    """422 in Chinese with the fields."""
    number = api.dispatched()
    path = f"/api/v1/tickets/{number}/facts"

    answer = api.post(path, body)

    assert answer.status_code == 422
    assert api.get(path).json["facts"] == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("social_security", 200), ("operator", 200), ("analyst", 403), ("legal", 404), ("admin", 403)],
)
def test_who_may_write(api: Api, who: str, status: int) -> None:
    """Those who work on the ticket; who does not see it does not learn that it exists."""
    number = api.dispatched()

    answer = api.post(f"/api/v1/tickets/{number}/facts", {"kind": "left", "on": "2026-03-10"}, who)

    assert answer.status_code == status
