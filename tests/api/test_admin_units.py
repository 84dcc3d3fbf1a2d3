"""Units: found, changed, moved in the tree, and ended only when no ticket, person or unit hangs on them."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from models.domain.permissions import GRANTS, Permission
from models.domain.words import Role
from models.queries import directory
from models.tables.people import Unit, User
from tests.api.browsing import Browser, browser_of
from tests.builders import CITY, COUNTY, OTHER_CITY, PROVINCE, World, a_plea

NEW = {
    "code": "410106",
    "name": "上街区总工会",
    "place": "上街区",
    "level": "county",
    "parent_code": CITY,
    "phone": "0371-68920000",
}


def _unit(world: World, code: str) -> Unit:
    with world.sessions() as session:
        found = directory.unit_by_code(session, code)
        assert found is not None
        return found


def _send(browser: Browser, unit_id: int, act: str = "", **form: str) -> str:
    page = f"/admin/units/{unit_id}"
    version = re.search(r'name="version" value="(\d+)"', browser.get(page).text)
    form.setdefault("version", version.group(1) if version else "")
    return browser.send(f"{page}/{act}" if act else page, page=page, **form).text


def _empty(world: World, code: str) -> None:
    """Nobody works there any more."""
    with world.act() as act:
        unit = directory.unit_by_code(act.session, code)
        assert unit is not None
        for user in act.session.scalars(select(User).where(User.unit_id == unit.id)):
            user.active = False


def test_only_who_administers_enters(client: FlaskClient, world: World) -> None:
    """And a county's supervisor neither sees nor edits the province."""
    entered = {
        who: browser_of(client, world, who).client.get("/admin/units").status_code
        for who in ("operator", "union", "leader", "callback", "analyst", "auditor", "admin")
    }
    browser = browser_of(client, world, "city_supervisor")
    province, other = _unit(world, PROVINCE), _unit(world, OTHER_CITY)

    assert entered.pop("admin") == 200
    assert set(entered.values()) == {403}
    assert Permission.ADMINISTER in GRANTS[Role.SUPERVISOR]
    assert "洛阳市总工会" not in browser.get("/admin/units").text
    for unit in (province, other):
        assert browser.client.get(f"/admin/units/{unit.id}").status_code == 404
        sent = browser.send(
            f"/admin/units/{unit.id}", page="/admin/units", version="1", level="city", name="我的"
        )
        assert sent.status_code == 404
    refused = browser.send("/admin/units", page="/admin/units", **(NEW | {"parent_code": PROVINCE}))
    assert "管辖范围内正在使用的上级单位" in refused.text


def test_a_new_unit_has_its_five_departments(client: FlaskClient, world: World) -> None:
    """Its tickets are routed to it from the first account on; until then the city takes them."""
    browser = browser_of(client, world, "admin")

    page = browser.send("/admin/units", page="/admin/units", **NEW).text
    received = world.receive(a_plea(region_code="410106"))
    world.triage()

    assert "已建立上街区总工会" in page
    assert page.count("无人</span>") == 5
    assert world.ticket(received.number).unit_id == _unit(world, CITY).id
    assert "0371-68920000" in browser.get("/admin/units?words=410106").text


def test_slips_are_said_at_their_fields(client: FlaskClient, world: World) -> None:
    """And nothing typed is lost."""
    browser = browser_of(client, world, "admin")

    for change, said in (
        ({"code": COUNTY}, "已有单位"),
        ({"code": "12"}, "6 至 12 位数字"),
        ({"code": "４１０１０６"}, "6 至 12 位数字"),
        ({"name": ""}, "请填写单位名称"),
        ({"place": "地" * 41}, "最多 40 个字"),
        ({"level": "country"}, "请从列表中选择层级"),
        ({"level": "city"}, "层级应低于上级单位"),
        ({"parent_code": "0"}, "上级单位"),
        ({"phone": "<b>1</b>"}, "电话只能含数字"),
    ):
        page = browser.send("/admin/units", page="/admin/units", **(NEW | change))
        assert page.status_code == 422, change
        assert said in page.text, change
        assert change.get("name", NEW["name"]) in page.text


def test_who_is_second_is_told_what_stands_there_now(client: FlaskClient, world: World) -> None:
    """Names of departments too; the history says from what to what."""
    browser = browser_of(client, world, "city_supervisor")
    unit = _unit(world, COUNTY)
    form = {"level": "county", "parent_code": CITY, "name": unit.name, "place": unit.place}

    first = _send(browser, unit.id, **form, phone="12351", **{"department-legal": "法律援助中心"})
    late = _send(browser, unit.id, **form, phone="110", version="1")

    assert "已保存" in first
    assert "电话 （空） → 12351" in first
    assert "司法科室 司法法律援助科 → 法律援助中心" in first
    assert "已被别人修改过" in late
    assert "现在的值：12351" in late
    assert 'value="110"' in late


def test_a_unit_moves_with_what_is_below_it(client: FlaskClient, world: World) -> None:
    """The line above is drawn anew; no circle, no supervisor who moves units into the own range."""
    browser = browser_of(client, world, "admin")
    city, county = _unit(world, CITY), _unit(world, COUNTY)
    form = {"name": county.name, "place": county.place, "level": "county"}

    circle = _send(
        browser, city.id, name=city.name, place=city.place, level="city", parent_code=COUNTY
    )
    moved = _send(browser, county.id, **form, parent_code=OTHER_CITY)
    refused = _send(
        browser_of(client, world, "supervisor"), county.id, **form, parent_code=PROVINCE
    )

    assert "没有保存" in circle
    assert "上级 410100 → 410300" in moved
    assert "请由系统管理员办理" in refused
    with world.sessions() as session:
        line = directory.codes_above(session, county.id)
    assert line == [COUNTY, OTHER_CITY, PROVINCE]


def test_a_unit_ends_when_nothing_hangs_on_it(client: FlaskClient, world: World) -> None:
    """People first, tickets in one act to another unit; from then on nothing is routed to it."""
    number = world.dispatched().number
    browser = browser_of(client, world, "supervisor")
    unit = _unit(world, COUNTY)

    refused = _send(browser, unit.id, "deactivate")
    _empty(world, COUNTY)
    handed = _send(browser, unit.id, "hand-over", to=CITY)
    ended = _send(browser, unit.id, "deactivate")
    later = world.dispatched(external_id="later").number

    assert f'href="/tickets/{number}"' in refused
    assert "测试social_security" in refused
    assert "已移交全部在办工单（1 件）" in handed
    assert "单位已停用" in ended
    assert world.ticket(number).unit_id == _unit(world, CITY).id
    assert world.kinds(number)[-1] == "handed_on"
    assert world.ticket(later).unit_id == _unit(world, CITY).id
    assert "恢复使用" in browser.get(f"/admin/units/{unit.id}").text
    assert "单位已恢复使用" in _send(browser, unit.id, "reactivate")


def test_what_stays_is_not_ended(client: FlaskClient, world: World) -> None:
    """The province, the own unit, a city with counties; a bent follower takes nothing."""
    number = world.dispatched().number
    browser = browser_of(client, world, "city_supervisor")
    city, county = _unit(world, CITY), _unit(world, COUNTY)

    own = _send(browser, city.id, "deactivate")
    for to in ("", COUNTY, PROVINCE, "x", "999999"):
        assert "请从列表中选择接手的单位" in _send(browser, county.id, "hand-over", to=to)
    whole = _send(browser_of(client, world, "admin"), city.id, "deactivate")

    assert "不能停用" in own
    assert "金水区总工会" in whole
    assert _unit(world, CITY).active
    assert world.ticket(number).unit_id == county.id
