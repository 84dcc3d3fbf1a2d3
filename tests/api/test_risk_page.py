"""风险监测: colours follow the table of domain.md 7.3, and every figure of the page opens its tickets."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from models.domain.risk import PERSONS, TICKETS, Colour, rise, step, together
from tests.api.browsing import browser_of
from tests.builders import World


@pytest.mark.parametrize(
    ("value", "colour"), [(2, 0), (3, 1), (4, 1), (5, 2), (9, 2), (10, 3), (99, 3)]
)
def test_an_employer_turns_yellow_orange_red(value: int, colour: int) -> None:
    """I1 at its edges."""
    assert step(value, TICKETS) is Colour(colour)


def test_two_oranges_are_a_red() -> None:
    """Indicators add up where they point the same way."""
    assert together([step(30, PERSONS), step(5, TICKETS)]) is Colour.RED
    assert together([Colour.YELLOW, Colour.ORANGE]) is Colour.ORANGE
    assert together([]) is Colour.NONE


@pytest.mark.parametrize(
    ("now", "before", "colour"),
    [(4, [0] * 8, 0), (5, [0] * 8, 1), (10, [1] * 8, 2), (20, [2] * 8, 3), (20, [20] * 8, 0), (50, [], 0)],
)  # fmt: skip
def test_a_rise_needs_height_and_number(now: int, before: list[int], colour: int) -> None:
    """Four tickets after eight quiet weeks are no alarm; twenty where twenty are usual are none either."""
    assert rise(now, before) is Colour(colour)


def test_every_figure_opens_its_tickets(client: FlaskClient, world: World) -> None:
    """An analyst sees the crowd about one employer and the tickets behind it."""
    for _ in range(5):
        world.dispatched(employer="某某建筑公司", persons=30)
    browser = browser_of(client, world, "analyst")

    page = browser.get("/risk").text

    row = page[page.index("某某建筑公司") - 200 : page.index("某某建筑公司")]
    assert "红色" in row
    for address, count in re.findall(r'<a href="([^"]+)" data-figure="(\d+)"', page):
        assert f'data-total="{count}"' in browser.get(html.unescape(address)).text
