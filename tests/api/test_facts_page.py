"""The section 法定时效 on the ticket's page."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.api.browsing import browser_of
from tests.builders import World


def test_a_clerk_writes_a_fact_and_reads_the_last_day(client: FlaskClient, world: World) -> None:
    """What is missing is asked; then the date stands there with its article and the caution."""
    number = world.dispatched().number
    browser = browser_of(client, world, "operator")

    before = browser.get(f"/tickets/{number}").text
    after = browser.send(
        f"/tickets/{number}/facts", page=f"/tickets/{number}", kind="left", on="2026-03-10"
    ).text

    assert "劳动关系是否已经终止？哪一天终止？" in before
    assert "仅供参考，以法律规定为准" in before
    assert "截止 2027-03-10" in after
    assert "第二十七条" in after


def test_a_slip_is_said_and_keeps_nothing(client: FlaskClient, world: World) -> None:
    """A day in the future is refused in words, on the same page."""
    number = world.dispatched().number
    browser = browser_of(client, world, "operator")

    answer = browser.send(
        f"/tickets/{number}/facts", page=f"/tickets/{number}", kind="left", on="2030-01-01"
    ).text

    assert "不晚于今天" in answer
    assert "2030-01-01" not in answer


def test_who_only_looks_has_no_form(client: FlaskClient, world: World) -> None:
    """The analyst reads the limits and writes nothing."""
    number = world.dispatched().number

    page = browser_of(client, world, "analyst").get(f"/tickets/{number}").text

    assert "法定时效" in page
    assert "登记日期事实" not in page.replace("登记日期事实后会自动计算", "")
