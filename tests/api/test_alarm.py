"""The red banner: whoever supervises hears on every page that the scheduler or the auditor is silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.queries import beats
from tests.api.browsing import browser_of
from tests.builders import World

PAGES = ("/supervision", "/policy", "/tickets", "/notices", "/duty")


def _beat(world: World, *loops: str) -> None:
    with world.act() as act:
        for loop in loops:
            beats.beat(act.session, f"{loop}:one", act.now, {})


@pytest.mark.parametrize("path", PAGES)
def test_silence_is_said_on_every_page(client: FlaskClient, world: World, path: str) -> None:
    """Zammad 1631: the alarm is about work done, and nobody has to open a certain page to see it."""
    browser = browser_of(client, world, "supervisor")
    _beat(world, "scheduler", "auditor")
    well = browser.get(path).text
    world.clock.move(timedelta(minutes=4))

    silent = browser.get(path).text

    assert "心跳已停" not in well
    assert "自动核查已停" not in well
    assert "调度心跳已停 4分" in silent
    assert "自动核查已停 4分" in silent


def test_who_cannot_act_on_it_is_not_alarmed(client: FlaskClient, world: World) -> None:
    """An operator in the middle of a call has other things to do."""
    assert "心跳已停" not in browser_of(client, world, "operator").get("/tickets").text
