"""Accounts: who may manage whom, first passwords, and that nobody leaves while somebody's plea depends on them."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from models.domain.permissions import GRANTS, Permission
from models.domain.roster import Duty
from models.domain.words import Queue, Role
from models.queries import directory
from models.services import roster
from models.services.accept import accept
from models.services.assist import Question, assist
from models.tables.admin_changes import AdminChange
from models.tables.beside import Assist
from models.tables.clocks import Notice
from models.tables.duty import DutyRow
from models.tables.people import User
from tests.api.browsing import Browser, browser_of
from tests.builders import CITY, COUNTY, PROVINCE, World

BY_ROLE = {
    Role.OPERATOR: "operator",
    Role.DISPATCHER: "dispatcher",
    Role.STAFF: "union",
    Role.LEADER: "leader",
    Role.SUPERVISOR: "supervisor",
    Role.CALLBACK: "callback",
    Role.ANALYST: "analyst",
    Role.ADMIN: "admin",
    Role.AUDITOR: "auditor",
    Role.WALL: "wall",
}
NEW = {"login": "wang.x", "name": "王新", "role": "staff", "unit_code": COUNTY, "queue": "legal"}


def _id(world: World, who: str) -> int:
    found = world.people[who].user_id
    assert found is not None
    return found


def _user(world: World, user_id: int) -> User:
    with world.sessions() as session:
        return session.get_one(User, user_id)


def _secret(page: str) -> str:
    found = re.search(r'<code class="secret"[^>]*>([^<]+)</code>', page)
    assert found is not None, "no first password on the page"
    return found.group(1)


def _send(browser: Browser, user_id: int, act: str = "", **form: str) -> str:
    page = f"/admin/users/{user_id}"
    version = re.search(r'name="version" value="(\d+)"', browser.get(page).text)
    form.setdefault("version", version.group(1) if version else "")
    return browser.send(f"{page}/{act}" if act else page, page=page, **form).text


def test_each_role_enters_exactly_where_the_table_says(client: FlaskClient, world: World) -> None:
    """403 for everybody who does not administer, whatever the method."""
    user_id = _id(world, "union")
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
    first = _secret(page.text)
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
    above = browser.client.get(f"/admin/users/{_id(world, 'operator')}")
    beside = browser.client.get(f"/admin/users/{_id(world, 'other_supervisor')}")
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
    own = _id(world, "admin")

    page = browser.get(f"/admin/users/{own}").text
    sent = browser.send(f"/admin/users/{own}/deactivate", page=f"/admin/users/{own}", version="1")

    assert "这是您自己的账号" in page
    assert "停用账号</button>" not in page
    assert sent.status_code == 403
    assert _user(world, own).active


def test_two_who_edit_at_once_lose_nothing(client: FlaskClient, world: World) -> None:
    """The second is told what the first wrote; what was typed stands in the form, and a second save goes through."""
    browser = browser_of(client, world, "admin")
    user_id = _id(world, "social_security")
    form = {"name": "李一", "role": "staff", "unit_code": COUNTY, "queue": "social_security"}

    _send(browser, user_id, **form)
    late = _send(browser, user_id, **(form | {"name": "李二", "version": "1"}))
    again = _send(browser, user_id, **(form | {"name": "李二"}))

    assert "已被别人修改过" in late
    assert 'value="李二"' in late
    assert "现在的值：李一" in late
    assert "已保存" in again
    assert _user(world, user_id).name == "李二"


def test_somebody_with_open_tickets_stays_until_all_is_handed_over(
    client: FlaskClient, world: World
) -> None:
    """The page names every ticket, clock and duty; one act gives all of them to a colleague and ends the account."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept(act, number)
    user_id, follower = _id(world, "social_security"), _id(world, "leader")
    with world.act("supervisor") as act:
        roster.put_on_duty(act, Duty(user_id, act.now, act.now + timedelta(hours=8)))
    browser = browser_of(client, world, "supervisor")

    refused = _send(browser, user_id, "deactivate")
    moved = _send(
        browser, user_id, name="李", role="staff", unit_code=CITY, queue="social_security"
    )
    done = _send(browser, user_id, "hand-over", to=f"user:{follower}", then="deactivate")

    assert "不能停用" in refused
    assert "不能调岗" in moved
    assert f'href="/tickets/{number}"' in refused
    assert "办结 还剩" in refused
    assert "值班 1 次" in refused
    assert "账号已停用" in done
    assert not _user(world, user_id).active
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
    follower = _id(world, "leader")
    _send(browser, follower, "deactivate")
    user_id = _id(world, "social_security")
    with world.sessions() as session:
        city = directory.unit_by_code(session, CITY)
        assert city is not None
        target = directory.department_at(session, city.id, Queue.SOCIAL_SECURITY)
        assert target is not None

    page = browser.get(f"/admin/users/{user_id}").text
    refused = _send(browser, user_id, "deactivate")
    done = _send(browser, user_id, "hand-over", to=f"department:{target.id}", then="deactivate")

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
    user_id = _id(world, "union")
    with world.sessions() as session:
        city = directory.unit_by_code(session, CITY)
        assert city is not None
        target = directory.department_at(session, city.id, Queue.UNION)
        assert target is not None
    browser = browser_of(client, world, "supervisor")

    page = browser.get(f"/admin/users/{user_id}").text
    done = _send(browser, user_id, "hand-over", to=f"department:{target.id}", then="deactivate")

    assert "待答复的会办 1 项" in page
    assert "账号已停用" in done
    with world.sessions() as session:
        task = session.scalars(select(Assist)).one()
    assert (task.department_id, task.ended) == (target.id, None)
    assert world.kinds(number)[-1] == "handed_on"


def test_the_last_supervisor_of_the_line_cannot_leave(client: FlaskClient, world: World) -> None:
    """Rungs would reach nobody who decides."""
    browser = browser_of(client, world, "admin")

    said = _send(browser, _id(world, "supervisor"), "deactivate")
    below = _send(browser, _id(world, "city_supervisor"), "deactivate")

    assert "最后一位在岗督办" in said
    assert "账号已停用" in below


def test_the_end_of_an_account_ends_its_log_ins(
    client: FlaskClient, app_client: FlaskClient, world: World
) -> None:
    """At once; back at work only with a new first password."""
    theirs = browser_of(app_client, world, "callback")
    browser = browser_of(client, world, "admin")
    user_id = _id(world, "callback")

    before = theirs.client.get("/call-backs").status_code
    _send(browser, user_id, "deactivate")
    after = theirs.client.get("/call-backs").status_code
    back = _send(browser, user_id, "reactivate")

    assert (before, after) == (200, 302)
    assert _secret(back)
    assert _user(world, user_id).must_change_password
    assert theirs.client.get("/call-backs").status_code == 302


def test_a_bent_follower_takes_nothing(client: FlaskClient, world: World) -> None:
    """Nothing is half done: tickets and account stay."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept(act, number)
    user_id = _id(world, "social_security")

    browser = browser_of(client, world, "admin")
    for to in ("", "user:", "user:999", "department:999", "user:1;x", "x" * 500):
        _send(browser, user_id, "hand-over", to=to, then="deactivate")

    assert _user(world, user_id).active
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
    user_id = _id(world, "legal")
    form = {"name": "赵改名", "role": "leader", "unit_code": COUNTY, "queue": "legal"}

    page = _send(browser, user_id, **form)

    assert "姓名已改" in page
    assert "科室经办 → 科室负责人" in page
    assert "测试admin" in page
    with world.sessions() as session:
        row = session.scalars(select(AdminChange).where(AdminChange.user_id == user_id)).one()
    assert "赵" not in str(row.codes)
