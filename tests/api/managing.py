"""What tests of the administration pages do again and again."""

from __future__ import annotations

import re

from models.tables.people import User
from tests.api.browsing import Browser
from tests.builders import World


def id_of(world: World, who: str) -> int:
    found = world.people[who].user_id
    assert found is not None
    return found


def user_of(world: World, user_id: int) -> User:
    with world.sessions() as session:
        return session.get_one(User, user_id)


def secret_on(page: str) -> str:
    found = re.search(r'<code class="secret"[^>]*>([^<]+)</code>', page)
    assert found is not None, "no first password on the page"
    return found.group(1)


def send(browser: Browser, user_id: int, act: str = "", **form: str) -> str:
    page = f"/admin/users/{user_id}"
    version = re.search(r'name="version" value="(\d+)"', browser.get(page).text)
    form.setdefault("version", version.group(1) if version else "")
    return browser.send(f"{page}/{act}" if act else page, page=page, **form).text
