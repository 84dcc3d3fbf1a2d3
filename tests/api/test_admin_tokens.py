"""Tokens for other systems: given by administrators only, shown once, seen when last used, ended at once."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from models.tables.admin_changes import AdminChange
from models.tables.people import Token
from tests.api.browsing import browser_of
from tests.builders import World

_LIST = "/api/v1/queues/union/tickets"


def test_a_token_is_shown_once_used_and_taken_back(
    client: FlaskClient, app_client: FlaskClient, world: World
) -> None:
    """The page says when it was used last; after the end it opens nothing; both acts are in the history."""
    browser = browser_of(client, world, "admin")
    operator = str(world.people["operator"].user_id)

    page = browser.send("/admin/tokens", page="/admin/tokens", name="12345 平台", user_id=operator)
    found = re.search(r'<code class="secret"[^>]*>(hl_[^<]+)</code>', page.text)
    assert found is not None
    header = {"Authorization": f"Bearer {found.group(1)}"}
    unused = browser.get("/admin/tokens").text
    before = app_client.get(_LIST, headers=header).status_code
    used = browser.get("/admin/tokens").text
    with world.sessions() as session:
        token_id = session.scalars(select(Token.id).where(Token.name == "12345 平台")).one()
    ended = browser.send(f"/admin/tokens/{token_id}/revoke", page="/admin/tokens").text
    again = browser.send(f"/admin/tokens/{token_id}/revoke", page="/admin/tokens").text
    after = app_client.get(_LIST, headers=header).status_code

    assert (before, after) == (200, 401)
    assert found.group(1) not in unused
    assert _row(unused, "12345 平台").count("从未") == 1
    assert "2026-11-24 10:00" in _row(used, "12345 平台").split("</td>")[3]
    assert "令牌已撤销" in ended
    assert "已经撤销" in again
    with world.sessions() as session:
        kinds = session.scalars(select(AdminChange.kind).order_by(AdminChange.id)).all()
    assert kinds == ["token_created", "token_revoked"]


def test_only_administrators_give_tokens_and_only_for_who_works_on_tickets(
    client: FlaskClient, world: World
) -> None:
    """403 for the supervisor too: a token reads what its account reads. Slips are said; bent numbers do no harm."""
    entered = {
        who: browser_of(client, world, who).client.get("/admin/tokens").status_code
        for who in ("supervisor", "operator", "leader", "auditor")
    }
    browser = browser_of(client, world, "admin")
    own, auditor = (str(world.people[who].user_id) for who in ("admin", "auditor"))

    for form, status in (
        ({"name": "", "user_id": "1"}, 422),
        ({"name": "x" * 61, "user_id": "1"}, 422),
        ({"name": "用途", "user_id": "abc"}, 422),
        ({"name": "用途", "user_id": "999"}, 404),
        ({"name": "用途", "user_id": own}, 403),
        ({"name": "用途", "user_id": auditor}, 422),
    ):
        answer = browser.send("/admin/tokens", page="/admin/tokens", **form)
        assert answer.status_code == status, form
    gone = browser.send("/admin/tokens/99999/revoke", page="/admin/tokens").text

    assert set(entered.values()) == {403}
    assert "没有找到这个令牌" in gone


def _row(page: str, name: str) -> str:
    start = page.index(f"<tr><td>{name}")
    return page[start : page.index("</tr>", start)]
