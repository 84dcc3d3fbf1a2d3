"""Who took an emergency over stands on the ticket, with its time."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.api.browsing import browser_of
from tests.builders import World, a_plea, a_red_flag


def test_a_hand_over_is_an_event_and_stands_on_the_page(client: FlaskClient, world: World) -> None:
    """The event holds the line, never a name; the page shows both."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    desk = browser_of(client, world, "operator")

    page = desk.send(
        f"/call-desk/hand-over/{number}", "/call-desk", line="110", taken_by="接警员王某"
    ).text
    desk.send(f"/call-desk/hand-over/{number}", "/call-desk", line="114")

    written = [event for event in world.events(number) if event.kind == "handed_over"]
    assert [event.codes["line"] for event in written] == ["110"]
    assert "王某" not in str(written[0].codes)
    assert "接警员王某" in page
    assert "移交" in page
