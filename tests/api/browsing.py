"""How tests use the pages: as somebody who has logged in and sends forms as a browser would."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hotline.identity import COOKIE
from models.keys import token_hash
from models.tables.people import Login
from tests.builders import World


@dataclass(frozen=True)
class Browser:
    """Opens pages and sends forms with the token that the page carries."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, follow_redirects=True)

    def send(self, path: str, page: str, **form: str) -> TestResponse:
        """Send a form that stands on `page`."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert found is not None, f"no form on {page}"
        data = form | {"csrf_token": found.group(1)}
        return self.client.post(path, data=data, follow_redirects=True)


def browser_of(client: FlaskClient, world: World, who: str) -> Browser:
    """A browser in which this person has logged in."""
    with world.act() as act:
        user_id = world.people[who].user_id
        assert user_id is not None
        act.session.add(
            Login(
                user_id=user_id,
                secret_hash=token_hash(f"cookie of {who}"),
                created_at=act.now,
                seen_at=act.now,
            )
        )
    client.set_cookie(COOKIE, f"cookie of {who}")
    return Browser(client)
