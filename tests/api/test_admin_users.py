"""Accounts: who may manage whom, first passwords, and that nobody leaves while somebody's plea depends on them."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from models.domain.permissions import GRANTS, Permission
from models.services.accept import accept
from models.tables.admin_changes import AdminChange
from models.tables.people import User
from tests.api.browsing import Browser, browser_of
from tests.api.managing import id_of, secret_on, send, user_of
from tests.builders import BY_ROLE, CITY, COUNTY, PROVINCE, World

NEW = {"login": "wang.x", "name": "王新", "role": "staff", "unit_code": COUNTY, "queue": "legal"}


def test_each_role_enters_exactly_where_the_table_says(client: FlaskClient, world: World) -> None:
    """403 for everybody who does not administer, whatever the method."""
    user_id = id_of(world, "union")
    entered = {}
    for role, who in BY_ROLE.items():
        browser = browser_of(client, world, who)
        answers = [browser.client.get(path) for path in ("/admin/users", f"/admin/users/{user_id}")]
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/").text)
        assert token is not None
        form = {"csrf_token": token.group(1), "version": "-1"}
        answers += [
            browser.client.post(f"/admin/users/{user_id}{act}", data=form)
            for act in ("", "/reset", "/reactivate", "/deactivate", "/hand-over")
        ]
        entered[role] = {one.status_code != 403 for one in answers}

    assert entered == {role: {Permission.ADMINISTER in GRANTS[role]} for role in BY_ROLE}


def test_a_new_account_logs_in_once_and_must_choose_a_password(
    client: FlaskClient, app_client: FlaskClient, world: World
) -> None:
    """The first password opens the password page and nothing else; after the change everything else."""
    page = browser_of(client, world, "admin").send("/admin/users", page="/admin/users", **NEW)
    first = secret_on(page.text)
    newcomer = Browser(app_client)

    newcomer.send("/log-in", page="/log-in", login="wang.x", password=first)
    anywhere = newcomer.get("/department").text
    weak = newcomer.send(
        "/me/password", page="/me/password", old=first, new="short", again="x"
    ).text
    chosen = "Gute-Nacht-9-Sterne"
    done = newcomer.send(
        "/me/password", page="/me/password", old=first, new=chosen, again=chosen
    ).text

    assert "您正在使用初始密码" in anywhere
    assert "密码至少 10 位" in weak
    assert "两次输入的新密码不一致" in weak
    assert "密码已修改" in done
    assert newcomer.client.get("/department").status_code == 200
    assert first not in page.headers.get("Set-Cookie", "")
    assert "no-store" in page.headers["Cache-Control"]
    with world.sessions() as session:
        kinds = session.scalars(select(AdminChange.kind).order_by(AdminChange.id)).all()
    assert kinds == ["user_created", "password_changed"]


_SLIPS: tuple[tuple[dict[str, str], str], ...] = (
    ({"login": "operator"}, "已被使用"),
    ({"login": "Größe!"}, "登录名用小写字母"),
    ({"login": ""}, "登录名用小写字母"),
    ({"login": "x" * 61}, "登录名用小写字母"),
    ({"name": "  "}, "请填写姓名"),
    ({"name": "王" * 61}, "最多 60 个字"),
    ({"name": "王\u202e新"}, "不能显示的字符"),
    ({"role": "system"}, "您不能在"),
    ({"role": "king"}, "请从列表中选择角色"),
    ({"queue": ""}, "科室经办必须指定科室"),
    ({"queue": "kitchen"}, "请从列表中选择科室"),
    ({"role": "auditor"}, "不属于科室"),
    ({"unit_code": "999999"}, "请从列表中选择您管辖范围内的单位"),
    ({"unit_code": "' OR 1=1 --"}, "请从列表中选择您管辖范围内的单位"),
)


def test_a_slip_is_said_and_nothing_typed_is_lost(client: FlaskClient, world: World) -> None:
    """With the fault at its field; no account is made."""
    browser = browser_of(client, world, "admin")

    for change, said in _SLIPS:
        typed = NEW | {"name": "王新<script>"} | change
        page = browser.send("/admin/users", page="/admin/users", **typed)
        assert said in page.text, change
        assert "<script>" not in page.text
        assert page.status_code in (403, 422), change

    with world.sessions() as session:
        logins = set(session.scalars(select(User.login)))
    assert logins == set(world.people)


def test_nobody_reaches_above_or_beside_the_own_unit(client: FlaskClient, world: World) -> None:
    """A city's supervisor sees city and county only, appoints no administrator and no colleague of the own rank."""
    browser = browser_of(client, world, "city_supervisor")

    listed = browser.get("/admin/users").text
    above = browser.client.get(f"/admin/users/{id_of(world, 'operator')}")
    beside = browser.client.get(f"/admin/users/{id_of(world, 'other_supervisor')}")
    refused = [
        browser.send("/admin/users", page="/admin/users", **(NEW | change)).status_code
        for change in (
            {"unit_code": PROVINCE},
            {"role": "admin", "queue": ""},
            {"role": "auditor", "queue": ""},
            {"role": "supervisor", "queue": "", "unit_code": CITY},
        )
    ]
    below = browser.send(
        "/admin/users", page="/admin/users", **(NEW | {"role": "supervisor", "queue": ""})
    )

    assert "测试city_union" in listed
    assert "测试operator" not in listed
    assert (above.status_code, beside.status_code) == (404, 404)
    assert refused == [422, 403, 403, 403]
    assert "初始密码" in below.text


def test_nobody_changes_the_own_account_here(client: FlaskClient, world: World) -> None:
    """No form, and a sent one is refused."""
    browser = browser_of(client, world, "admin")
    own = id_of(world, "admin")

    page = browser.get(f"/admin/users/{own}").text
    sent = browser.send(f"/admin/users/{own}/deactivate", page=f"/admin/users/{own}", version="1")

    assert "这是您自己的账号" in page
    assert "停用账号</button>" not in page
    assert sent.status_code == 403
    assert user_of(world, own).active


def test_two_who_edit_at_once_lose_nothing(client: FlaskClient, world: World) -> None:
    """The second is told what the first wrote; what was typed stands in the form, and a second save goes through."""
    browser = browser_of(client, world, "admin")
    user_id = id_of(world, "social_security")
    form = {"name": "李一", "role": "staff", "unit_code": COUNTY, "queue": "social_security"}

    send(browser, user_id, **form)
    late = send(browser, user_id, **(form | {"name": "李二", "version": "1"}))
    again = send(browser, user_id, **(form | {"name": "李二"}))

    assert "已被别人修改过" in late
    assert 'value="李二"' in late
    assert "现在的值：李一" in late
    assert "已保存" in again
    assert user_of(world, user_id).name == "李二"


def test_a_bent_follower_takes_nothing(client: FlaskClient, world: World) -> None:
    """Nothing is half done: tickets and account stay."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept(act, number)
    user_id = id_of(world, "social_security")

    browser = browser_of(client, world, "admin")
    for to in ("", "user:", "user:999", "department:999", "user:1;x", "x" * 500):
        send(browser, user_id, "hand-over", to=to, then="deactivate")

    assert user_of(world, user_id).active
    assert world.ticket(number).accepted_by == user_id


def test_addresses_that_somebody_bent_do_no_harm(client: FlaskClient, world: World) -> None:
    """Percent signs search for percent signs; odd pages and numbers give an empty page or 404, never an error."""
    browser = browser_of(client, world, "admin")

    listed = [
        browser.client.get("/admin/users", query_string=query)
        for query in (
            {"words": "%"},
            {"words": "'; DROP TABLE app_user; --"},
            {"after": "x.y"},
            {"after": "410000.99999999999999999999"},
            {"role": "king", "unit": "9" * 40, "active": "maybe"},
        )
    ]
    missing = [browser.client.get(f"/admin/users/{n}").status_code for n in ("0", "9" * 30, "x")]

    assert [one.status_code for one in listed] == [200] * 5
    assert "没有符合条件的账号" in listed[0].text
    assert all(code in (404, 422) for code in missing)


def test_the_words_of_the_history_name_no_person(client: FlaskClient, world: World) -> None:
    """Codes and offices only; the page says who, when and what."""
    browser = browser_of(client, world, "admin")
    user_id = id_of(world, "legal")
    form = {"name": "赵改名", "role": "leader", "unit_code": COUNTY, "queue": "legal"}

    page = send(browser, user_id, **form)

    assert "姓名已改" in page
    assert "科室经办 → 科室负责人" in page
    assert "测试admin" in page
    with world.sessions() as session:
        row = session.scalars(select(AdminChange).where(AdminChange.user_id == user_id)).one()
    assert "赵" not in str(row.codes)
