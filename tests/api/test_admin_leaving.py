"""Nobody leaves while somebody's plea depends on them: all is handed over first, in one act."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from models.domain.roster import Duty
from models.domain.words import Queue
from models.queries import directory
from models.services import roster
from models.services.accept import accept
from models.services.assist import Question, assist
from models.tables.beside import Assist
from models.tables.clocks import Notice
from models.tables.duty import DutyRow
from tests.api.browsing import browser_of
from tests.api.managing import id_of, secret_on, send, user_of
from tests.builders import CITY, COUNTY, World


def test_somebody_with_open_tickets_stays_until_all_is_handed_over(
    client: FlaskClient, world: World
) -> None:
    """The page names every ticket, clock and duty; one act gives all of them to a colleague and ends the account."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept(act, number)
    user_id, follower = id_of(world, "social_security"), id_of(world, "leader")
    with world.act("supervisor") as act:
        roster.put_on_duty(act, Duty(user_id, act.now, act.now + timedelta(hours=8)))
    browser = browser_of(client, world, "supervisor")

    refused = send(browser, user_id, "deactivate")
    moved = send(browser, user_id, name="李", role="staff", unit_code=CITY, queue="social_security")
    done = send(browser, user_id, "hand-over", to=f"user:{follower}", then="deactivate")

    assert "不能停用" in refused
    assert "不能调岗" in moved
    assert f'href="/tickets/{number}"' in refused
    assert "办结 还剩" in refused
    assert "值班 1 次" in refused
    assert "账号已停用" in done
    assert not user_of(world, user_id).active
    assert world.ticket(number).accepted_by == follower
    assert world.ticket(number).status == "accepted"
    assert world.kinds(number)[-1] == "handed_on"
    with world.sessions() as session:
        told = session.scalars(select(Notice).where(Notice.user_id == follower)).all()
        duties = session.scalars(select(DutyRow).where(DutyRow.cancelled_at.is_(None))).all()
    assert any(one.kind == "handed_on" for one in told)
    assert [one.user_id for one in duties] == [follower]


def test_the_last_one_of_a_department_leaves_to_another_unit(
    client: FlaskClient, world: World
) -> None:
    """Unsigned tickets too: the same department of the city owns them, signs anew, and a new clock runs."""
    number = world.dispatched().number
    browser = browser_of(client, world, "supervisor")
    follower = id_of(world, "leader")
    send(browser, follower, "deactivate")
    user_id = id_of(world, "social_security")
    with world.sessions() as session:
        city = directory.unit_by_code(session, CITY)
        assert city is not None
        target = directory.department_at(session, city.id, Queue.SOCIAL_SECURITY)
        assert target is not None

    page = browser.get(f"/admin/users/{user_id}").text
    refused = send(browser, user_id, "deactivate")
    done = send(browser, user_id, "hand-over", to=f"department:{target.id}", then="deactivate")

    assert "最后一位在岗人员" in page
    assert number in page
    assert "不能停用" in refused
    assert "账号已停用" in done
    assert world.ticket(number).department_id == target.id
    assert world.ticket(number).status == "dispatched"


def test_an_answer_that_is_owed_goes_along(client: FlaskClient, world: World) -> None:
    """The last one of a department that was asked in 会办: the child task and its clock pass to the follower."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept(act, number)
    with world.act("social_security") as act:
        assist(act, number, Question("请工会说明困难职工档案。", Queue.UNION, COUNTY))
    user_id = id_of(world, "union")
    with world.sessions() as session:
        city = directory.unit_by_code(session, CITY)
        assert city is not None
        target = directory.department_at(session, city.id, Queue.UNION)
        assert target is not None
    browser = browser_of(client, world, "supervisor")

    page = browser.get(f"/admin/users/{user_id}").text
    done = send(browser, user_id, "hand-over", to=f"department:{target.id}", then="deactivate")

    assert "待答复的会办 1 项" in page
    assert "账号已停用" in done
    with world.sessions() as session:
        task = session.scalars(select(Assist)).one()
    assert (task.department_id, task.ended) == (target.id, None)
    assert world.kinds(number)[-1] == "handed_on"


def test_the_last_supervisor_of_the_line_cannot_leave(client: FlaskClient, world: World) -> None:
    """Rungs would reach nobody who decides."""
    browser = browser_of(client, world, "admin")

    said = send(browser, id_of(world, "supervisor"), "deactivate")
    below = send(browser, id_of(world, "city_supervisor"), "deactivate")

    assert "最后一位在岗督办" in said
    assert "账号已停用" in below


def test_the_end_of_an_account_ends_its_log_ins(
    client: FlaskClient, app_client: FlaskClient, world: World
) -> None:
    """At once; back at work only with a new first password."""
    theirs = browser_of(app_client, world, "callback")
    browser = browser_of(client, world, "admin")
    user_id = id_of(world, "callback")

    before = theirs.client.get("/call-backs").status_code
    send(browser, user_id, "deactivate")
    after = theirs.client.get("/call-backs").status_code
    back = send(browser, user_id, "reactivate")

    assert (before, after) == (200, 302)
    assert secret_on(back)
    assert user_of(world, user_id).must_change_password
    assert theirs.client.get("/call-backs").status_code == 302
