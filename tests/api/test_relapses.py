"""It happened again: the ended ticket comes back, or a new one is tied to it; likely duplicates show while typing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from models.domain.errors import LimitPassed, NotAllowed
from models.domain.words import Status
from models.queries import similar
from models.services import relapse
from models.tables.desk_calls import DeskCall
from models.tables.tickets import Ticket
from tests.api.browsing import Browser, browser_of
from tests.builders import World
from tests.services.standing import stand

DESK, KEY, PHONE = "/call-desk", "a-submission-key-of-a-form", "13800001234"
AGAIN = "老板又三个月没发工资了，找他就是推。"
_CALL = {"submission": KEY, "caller_phone": PHONE, "text": AGAIN}


@pytest.fixture
def desk(client: FlaskClient, world: World) -> Browser:
    """An operator's."""
    return browser_of(client, world, "operator")


def test_inside_thirty_days_the_ended_ticket_comes_back(desk: Browser, world: World) -> None:
    """By its own caller, with the words, once however often it is pressed; the department hears of it."""
    number = stand(world, Status.CLOSED)
    assert "再次发生：重办" in desk.send(f"{DESK}/look", DESK, caller_phone=PHONE).text

    refused = desk.send(f"{DESK}/relapse/{number}", DESK, submission=KEY, caller_phone=PHONE)
    for _ in range(2):
        desk.send(f"{DESK}/relapse/{number}", DESK, **_CALL)

    assert "请写明这次又发生了什么" in refused.text
    assert world.ticket(number).status == Status.REWORK
    assert world.kinds(number).count("reopened") == 1
    assert "来电人说同一诉求再次发生" in desk.get(f"/tickets/{number}").text
    with world.act() as act:
        assert act.session.query(Ticket).count() == 1
        assert [call.kind for call in act.session.query(DeskCall)] == ["relapse"]


def test_only_the_ticket_s_own_caller_brings_it_back(world: World) -> None:
    """Another number is new facts from elsewhere: a supervisor decides. After 30 days nobody does."""
    number = stand(world, Status.CLOSED)

    with pytest.raises(NotAllowed), world.act("operator") as act:
        relapse.relapse(act, number, "13900000000", AGAIN)
    world.clock.move(timedelta(days=31))
    with pytest.raises(LimitPassed), world.act("operator") as act:
        relapse.relapse(act, number, PHONE, AGAIN)


def test_later_a_new_ticket_is_tied_to_the_old_one(client: FlaskClient, world: World) -> None:
    """Each shows the other, with what happened there."""
    old = stand(world, Status.ARCHIVED)
    desk = browser_of(client, world, "operator")
    shown = desk.send(f"{DESK}/look", DESK, caller_phone=PHONE).text
    assert f'value="relapse:{old}"' in shown

    desk.send(DESK, DESK, **_CALL, linked=f"relapse:{old}", act="keep")

    new = _newest(world)
    assert world.kinds(new)[-1] == "relapse_of"
    assert world.kinds(old)[-1] == "relapsed"
    for here, there, label in ((new, old, "复发：原工单"), (old, new, "再次发生后登记的工单")):
        page = desk.get(f"/tickets/{here}").text
        assert label in page
        assert f"/tickets/{there}" in page
        assert "它的经过" in page


def test_a_ticket_of_somebody_else_is_not_tied(desk: Browser, world: World) -> None:
    """The form says so and keeps what was typed; nothing is half-kept."""
    other = stand(world, Status.CLOSED)

    form = _CALL | {"caller_phone": "13900000000", "linked": f"relapse:{other}", "act": "keep"}
    page = desk.send(DESK, DESK, **form).text

    assert "只能关联此号码已经办结的工单" in page
    assert AGAIN in page
    assert _newest(world) == other


def test_the_same_story_about_the_same_employer_is_shown_while_typing(
    desk: Browser, world: World
) -> None:
    """However the name is written; another story about it is not; the same caller's is chased."""
    number = world.dispatched(employer="河南省宏达砖厂有限公司").number
    ask = f"{DESK}/alike"
    story = "厂里三个月没发工资了，找老板他就是推脱"

    same = desk.send(ask, DESK, text=story, employer="宏达砖厂").text
    others = desk.send(ask, DESK, text="手被机器压伤了单位不给报工伤", employer="宏达砖厂").text
    caller = desk.send(ask, DESK, text=story, caller_phone=PHONE).text

    assert f'value="same:{number}"' in same
    assert number not in others
    assert f"{DESK}/chase/{number}" in caller


def test_a_suspected_duplicate_waits_for_the_dispatcher_with_one_button(
    desk: Browser, app_client: FlaskClient, world: World
) -> None:
    """An operator may not merge; what was seen at the call is not lost."""
    number = world.dispatched(employer="宏达砖厂").number
    form = _CALL | {"caller_phone": "13900000000", "employer": "宏达砖厂"}

    desk.send(DESK, DESK, **form, linked=f"same:{number}", act="keep")
    new = _newest(world)
    over = browser_of(app_client, world, "dispatcher")
    page = over.get(f"/tickets/{new}").text

    assert world.kinds(new)[-1] == "duplicate_suspected"
    assert f"并入 {number}" in page
    over.send(f"/tickets/{new}/merge", f"/tickets/{new}", into=number)
    assert world.ticket(new).status == Status.MERGED


def test_whoever_may_merge_merges_at_once(client: FlaskClient, world: World) -> None:
    """A dispatcher at the phone."""
    number = world.dispatched().number
    desk = browser_of(client, world, "dispatcher")

    desk.send(DESK, DESK, **_CALL, linked=f"same:{number}", act="keep")

    assert world.ticket(_newest(world)).status == Status.MERGED


def test_duplicates_are_found_by_indices(world: World) -> None:
    """However large the table: neither question walks through all tickets."""
    since, asked = world.clock.now() - timedelta(days=90), []
    with world.act("operator") as act:
        connection = act.session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
        similar.recent_of_employer(act.session, act.person, ("宏达", "河南宏达"), since, 20)
        similar.recent_of_phone(act.session, act.person, b"x" * 32, since, 20)
        questions = list(asked)
        act.session.execute(text("SET LOCAL enable_seqscan = off"))  # a small table is read whole
        plans = [
            "\n".join(connection.exec_driver_sql(f"EXPLAIN {sql}", values).scalars())
            for sql, values in questions
        ]

    assert "ix_ticket_employer_recent" in plans[0]
    assert "ix_caller_phone_index" in plans[1]


def _newest(world: World) -> str:
    with world.act() as act:
        return str(act.session.query(Ticket).order_by(Ticket.id.desc()).first().number)  # type: ignore[union-attr]
