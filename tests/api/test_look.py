"""Dark mode and large type: the system's wish until somebody chooses; kept in a cookie; pages stay light in bytes."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.api.browsing import browser_of
from tests.builders import World

FIRST_PAGE_BYTES = 150 * 1024  # gzipped, with every style and script that it asks for


def test_the_system_decides_until_somebody_chooses(client: FlaskClient) -> None:
    """Without a choice the dark colours are linked for those whose system is dark."""
    assert 'media="(prefers-color-scheme: dark)"' in client.get("/log-in").text


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [("theme", "dark", 'media="all"'), ("type", "large", 'class="large-type"')],
)
def test_a_choice_is_kept(
    client: FlaskClient, world: World, name: str, value: str, shown: str
) -> None:
    """Chosen once by a plain form, without a script, it holds on every page."""
    browser = browser_of(client, world, "supervisor")

    page = browser.send("/look", "/notices", **{name: value, "next": "/notices"})

    assert page.request.path == "/notices"
    assert shown in page.text
    assert shown in browser.get("/log-in").text


def test_light_links_no_dark_colours_and_nonsense_is_ignored(
    client: FlaskClient, world: World
) -> None:
    """Only known words get into the cookie."""
    browser = browser_of(client, world, "supervisor")

    light = browser.send("/look", "/notices", theme="light", next="/notices").text
    after = browser.send("/look", "/notices", theme="x; y", next="//elsewhere").text

    assert "dark.css" not in light
    assert "dark.css" not in after


@pytest.mark.parametrize(
    ("who", "path"),
    [("", "/log-in"), ("supervisor", "/"), ("operator", "/"), ("social_security", "/")],
)
def test_a_first_page_is_small(client: FlaskClient, world: World, who: str, path: str) -> None:
    """Offices behind a thin line: the page with all that it links, gzipped, under 150 KB."""
    for _ in range(60):
        world.receive()
    world.triage()
    browser = browser_of(client, world, who) if who else None
    page = (browser.get(path) if browser else client.get(path)).text
    linked = re.findall(r'(?:href|src)="(/static/[^"]+|/[^"]*bootstrap[^"]*)"', page)

    whole = [page.encode(), *(_loaded(client, address) for address in set(linked))]

    assert len(linked) >= 3
    assert sum(len(gzip.compress(part)) for part in whole) < FIRST_PAGE_BYTES


def _loaded(client: FlaskClient, address: str) -> bytes:
    with client.get(address) as answer:  # closes the file behind it
        return answer.data
