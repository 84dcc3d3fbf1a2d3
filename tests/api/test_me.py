"""我的账号: password, log-ins and notices of one's own, and nobody else's."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.keys import token_hash
from models.tables.clocks import Notice
from models.tables.people import Login, User
from tests.api.browsing import browser_of
from tests.builders import World

OLD, NEW = "Correct-Horse-12351", "Neues-Wort-98"


@pytest.fixture
def known(world: World, known_hash: str) -> World:
    """Everybody has the password `OLD`."""
    with world.act() as act:
        act.session.execute(update(User).values(password_hash=known_hash))
    return world


def test_the_page_says_who_i_am(client: FlaskClient, world: World) -> None:
    """Name, role, unit, department, and how pages look; every role but the wall has one."""
    page = browser_of(client, world, "union").get("/me").text

    for words in ("测试union", "科室经办", "金水区总工会", "工会权益保障科", "深色", "本次登录"):
        assert words in page
    for who in ("operator", "admin", "auditor", "analyst", "callback", "supervisor"):
        assert browser_of(client, world, who).client.get("/me").status_code == 200
    assert browser_of(client, world, "wall").client.get("/me").status_code == 403


def test_a_new_password_asks_for_the_old_one_and_ends_other_log_ins(
    client: FlaskClient, known: World
) -> None:
    """This log-in goes on; every slip is named, and no password comes back in a page."""
    world, browser = known, browser_of(client, known, "operator")
    with world.act() as act:
        act.session.add(
            Login(
                user_id=world.people["operator"].user_id or 0,
                secret_hash=token_hash("elsewhere"),
                created_at=act.now,
                seen_at=act.now,
            )
        )

    for form, said in (
        ({"old": "wrong", "new": NEW, "again": NEW}, "原密码不对"),
        ({"old": OLD, "new": "short", "again": "short"}, "密码至少 10 位"),
        ({"old": OLD, "new": OLD, "again": OLD}, "与原密码相同"),
        ({"old": OLD, "new": "Operator-12351", "again": "Operator-12351"}, "不能包含登录名"),
        ({"old": OLD, "new": NEW, "again": NEW + "x"}, "两次输入的新密码不一致"),
    ):
        answer = browser.send("/me/password", page="/me/password", **form)
        assert answer.status_code == 422
        assert said in answer.text
        assert NEW not in answer.text
    done = browser.send("/me/password", page="/me/password", old=OLD, new=NEW, again=NEW)

    assert "密码已修改" in done.text
    with world.sessions() as session:
        running = session.scalars(select(Login.secret_hash).where(Login.ended_at.is_(None))).all()
    assert [bytes(one) for one in running] == [token_hash("cookie of operator")]
    assert "本人修改密码" in browser.get("/me").text


def test_other_log_ins_end_with_one_press(client: FlaskClient, world: World) -> None:
    """Mine stays, other people's stay."""
    browser = browser_of(client, world, "union")
    with world.act() as act:
        for who in ("union", "legal"):
            act.session.add(
                Login(
                    user_id=world.people[who].user_id or 0,
                    secret_hash=token_hash(f"second {who}"),
                    created_at=act.now,
                    seen_at=act.now,
                )
            )

    page = browser.send("/me/logins/end-others", page="/me").text

    assert "已结束其他 1 处登录" in page
    with world.sessions() as session:
        ended = session.scalars(select(Login.user_id).where(Login.ended_at.is_not(None))).all()
    assert ended == [world.people["union"].user_id]


def test_notices_are_counted_opened_and_read(client: FlaskClient, world: World) -> None:
    """The frame counts what is unread; opening the ticket reads its notices; a page cannot read a later one."""
    first, second = world.dispatched().number, world.dispatched().number
    with world.act() as act:
        act.session.execute(update(Notice).values(sent_at=act.now))
    browser = browser_of(client, world, "social_security")
    mine = _notices(world, "social_security")
    theirs = _notices(world, "leader")

    before = browser.get("/notices?show=unread").text
    browser.get(f"/tickets/{first}")
    opened = browser.get("/notices?show=unread").text
    browser.send("/notices/read", page="/notices", one=str(theirs[0].id))
    read = browser.send("/notices/read", page="/notices", upto=str(mine[-1].id), show="unread").text

    assert len(mine) == 2
    assert 'class="count">2' in before
    assert first in before
    assert 'class="count">1' in opened
    assert first not in opened
    assert second in opened
    assert "没有未读提醒" in read
    assert 'class="count"' not in read
    assert first in browser.get("/notices").text
    assert all(one.read_at is None for one in _notices(world, "leader"))
    assert browser.client.get("/notices?before=x&show=y").status_code == 200


def _notices(world: World, who: str) -> list[Notice]:
    with world.sessions() as session:
        query = select(Notice).where(Notice.user_id == world.people[who].user_id)
        return list(session.scalars(query.order_by(Notice.id)))
