"""Default deny: every route says what it needs; every role is let in exactly where the table says."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hotline.api.moves import DOORS
from hotline.permits import declared
from models.domain.permissions import GRANTS, Permission
from models.domain.ticket import MOVES
from models.domain.words import Role
from models.tables.people import Token, User
from tests.api.asking import Api, a_body, bearer
from tests.builders import BY_ROLE, World

ROUTES = {
    ("GET", "/api/v1/tickets/20261124-000001"): Permission.READ,
    ("GET", "/api/v1/tickets/20261124-000001/history"): Permission.READ,
    ("GET", "/api/v1/tickets/20261124-000001/facts"): Permission.READ,
    ("GET", "/api/v1/queues/union/tickets"): Permission.READ,
    ("POST", "/api/v1/tickets/20261124-000001/accept"): Permission.READ,
    ("POST", "/api/v1/search"): Permission.READ,
    ("POST", "/api/v1/tickets"): Permission.RECORD,
}
PUBLIC = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1/openapi.json",
    "/log-in",
    "/track",
    "/look",
}


def test_every_route_declares_a_permission(app: Flask) -> None:
    """A view without a mark would be refused to everybody; nobody should find that out in production."""
    silent = [r.rule for r in app.url_map.iter_rules() if declared(app, r.endpoint) is None]

    assert silent == []


def test_only_these_routes_are_public(app: Flask) -> None:
    """A new public route must be written down here."""
    public = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if declared(app, rule.endpoint) is Permission.PUBLIC and "static" not in rule.endpoint
    }

    assert public == PUBLIC


def test_a_route_that_declares_nothing_is_refused(app: Flask) -> None:
    """403 even for the supervisor: forgetting the mark must not open a door (D9)."""
    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "secret")

    answer = app.test_client().get("/api/v1/forgotten", headers=bearer("supervisor"))

    assert answer.status_code == 403
    assert "secret" not in answer.text


@pytest.mark.parametrize("role", BY_ROLE)
def test_each_role_enters_exactly_where_the_table_says(api: Api, role: Role) -> None:
    """The whole matrix role x route; 403 or not is all that is asked here."""
    refused = {}
    for method, path in ROUTES:
        body = a_body() if path.endswith("tickets") else {}
        who = BY_ROLE[role]
        answer = api.get(path, who) if method == "GET" else api.post(path, body, who)
        refused[(method, path)] = answer.status_code == 403

    assert refused == {route: need not in GRANTS[role] for route, need in ROUTES.items()}


@pytest.mark.parametrize("path", [path for _, path in ROUTES])
@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Basic b3A6eA==", "hl_operator"]
)
def test_without_a_token_nothing_opens(client: FlaskClient, path: str, header: str | None) -> None:
    """401 with what to do; the API knows no cookies."""
    headers = {} if header is None else {"Authorization": header}

    posted = path.endswith(("accept", "search"))
    answer = client.open(path, method="POST" if posted else "GET", headers=headers)

    if path != "/api/v1/tickets":  # which only takes POST
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert client.post("/api/v1/tickets", json=a_body(), headers=headers).status_code == 401


def test_a_revoked_token_opens_nothing(api: Api, world: World) -> None:
    """At once, not when some cache ends."""
    with world.act() as act:
        for token in act.session.query(Token).where(
            Token.user_id == world.people["operator"].user_id
        ):
            token.revoked_at = act.now

    assert api.post("/api/v1/tickets", a_body()).status_code == 401


def test_somebody_who_left_gets_in_no_more(api: Api, world: World) -> None:
    """Their tokens end with their account."""
    with world.act() as act:
        act.session.get_one(User, world.people["operator"].user_id).active = False

    assert api.post("/api/v1/tickets", a_body()).status_code == 401


def test_every_move_of_a_person_has_a_door() -> None:
    """Moves that only the system makes have none."""
    of_persons = {move for move, rule in MOVES.items() if rule.roles != {Role.SYSTEM}}

    assert set(DOORS) == of_persons


@pytest.mark.parametrize("move", ["review"])
def test_the_systems_own_moves_are_not_to_be_had(api: Api, move: str) -> None:
    """404 naming what there is, for the supervisor too."""
    answer = api.move(api.kept(), move, who="supervisor")

    assert answer.status_code == 404
    assert "accept" in answer.get_json(force=True)["detail"]
