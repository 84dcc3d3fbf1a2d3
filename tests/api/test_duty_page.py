"""The page 值班表: supervisors and leaders put people on duty; what is wrong is said in words."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.api.browsing import browser_of
from tests.builders import World


def test_a_supervisor_puts_somebody_on_duty_and_cancels_it(
    client: FlaskClient, world: World
) -> None:
    """In Beijing time; the list shows who is on duty now."""
    browser = browser_of(client, world, "supervisor")
    person = world.people["social_security"]

    listed = browser.send(
        "/duty",
        page="/duty",
        user_id=str(person.user_id),
        starts_at="2026-11-24T09:00",
        ends_at="2026-11-24T21:00",
    ).text
    cancelled = browser.send("/duty/1/cancel", page="/duty").text

    assert "已排班" in listed
    assert "值班中" in listed
    assert "2026-11-24 09:00 至 2026-11-24 21:00" in listed
    assert "已取消这次值班" in cancelled
    assert "还没有排班" in cancelled


def test_a_slip_is_said(client: FlaskClient, world: World) -> None:
    """An end before the begin, no time, somebody who does not exist."""
    browser = browser_of(client, world, "supervisor")
    good = {"user_id": "1", "starts_at": "2026-11-24T09:00", "ends_at": "2026-11-24T21:00"}

    for change, said in (
        ({"ends_at": "2026-11-24T08:00"}, "结束时间应晚于开始时间"),
        ({"starts_at": "morgen"}, "请填写值班的开始和结束时间"),
        ({"user_id": "x"}, "请从名单中选择值班人员"),
        ({"user_id": "999"}, "没有找到这位同事"),
    ):
        assert said in browser.send("/duty", page="/duty", **(good | change)).text


def test_a_leader_sees_the_own_department_only(client: FlaskClient, world: World) -> None:
    """And staff see the list without a form."""
    page = browser_of(client, world, "leader").get("/duty").text

    assert "测试social_security（" in page
    assert "测试union（" not in page
    assert "<h2>排班</h2>" not in browser_of(client, world, "union").get("/duty").text
