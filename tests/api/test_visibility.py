"""Detail, list, history and move show the same tickets to the same person (design.md D9)."""

from __future__ import annotations

import pytest

from tests.api.asking import Api
from tests.builders import World, a_verdict

# Who sees a wages ticket of the county's 人社 department, received by the province's operator.
SEES = {
    "operator": True,
    "dispatcher": True,
    "supervisor": True,
    "callback": True,
    "analyst": True,
    "city_supervisor": True,
    "social_security": True,
    "leader": True,
    "union": True,  # co-handler for unpaid wages
    "legal": False,
    "emergency": False,
    "city_social_security": False,
    "other_supervisor": False,
}


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_all_four_doors_agree(api: Api, who: str, sees: bool) -> None:
    """What is hidden is hidden everywhere, and looks as if it did not exist."""
    number = api.dispatched()
    path = f"/api/v1/tickets/{number}"
    unknown = api.get("/api/v1/tickets/20200101-000001", who)

    detail, history = api.get(path, who), api.get(f"{path}/history", who)
    listed = api.get("/api/v1/queues/social_security/tickets", who).json["tickets"]
    moved = api.move(number, "chase", who=who)

    assert [one["number"] for one in listed] == ([number] if sees else [])
    assert [detail.status_code, history.status_code] == ([200, 200] if sees else [404, 404])
    assert (moved.status_code == 404) is not sees
    if not sees:
        assert _shape(detail) == _shape(unknown)


def test_a_former_department_still_reads_but_moves_nothing(api: Api) -> None:
    """After a transfer the department before keeps sight (peers.md 2 item 27)."""
    number = api.dispatched()
    moved = api.move(number, "transfer", {"queue": "union", "reason": "属于工会职责"}, "dispatcher")

    seen = api.get(f"/api/v1/tickets/{number}", "social_security")
    assert moved.status_code == 200, moved.text
    assert seen.status_code == 200
    assert seen.json["moves"] == []
    assert api.move(number, "accept", who="social_security").status_code == 403
    assert api.move(number, "accept", who="union").status_code == 200


def test_confidential_matters_are_for_their_owners(api: Api, world: World) -> None:
    """An analyst of the whole province sees no 举报."""
    number = api.kept(demand_type="R")
    world.triage(a_verdict(demand_type="R"))

    assert api.get(f"/api/v1/tickets/{number}", "analyst").status_code == 404
    assert api.get(f"/api/v1/tickets/{number}", "supervisor").status_code == 200


def _shape(answer: object) -> tuple[int, str]:
    problem = answer.get_json(force=True)  # type: ignore[attr-defined]
    return problem["status"], problem["code"]
