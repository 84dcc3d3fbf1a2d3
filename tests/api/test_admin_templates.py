"""Reply templates: who writes them, versions, preview on a real ticket, and use in a ticket's forms."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from hotline.identity import COOKIE
from models.domain.permissions import GRANTS, Permission
from models.services.accept import accept
from tests.api.browsing import Browser, browser_of
from tests.builders import World, a_plea

NEW = {
    "name": "欠薪答复",
    "use": "reply",
    "category": "0102",
    "text": "工单 {编号}：{单位}已办理，用人单位 {用人单位}。",
}


def _back(client: FlaskClient, who: str) -> Browser:
    """The log-in of somebody who has one already."""
    client.set_cookie(COOKIE, f"cookie of {who}")
    return Browser(client)


def _accepted(world: World, **plea: object) -> str:
    number = world.dispatched(**plea).number
    with world.act("social_security") as act:
        accept(act, number)
    return number


def _made(browser: Browser, **changes: str) -> str:
    return browser.send("/admin/templates/new", page="/admin/templates/new", **(NEW | changes)).text


def test_leaders_supervisors_and_administrators_write_templates(
    client: FlaskClient, world: World
) -> None:
    """403 for the others; a leader does not touch another unit's, nobody one outside the subtree."""
    for who, person in world.people.items():
        answer = browser_of(client, world, who).client.get("/admin/templates")
        allowed = Permission.TEMPLATES in GRANTS[person.role]
        assert (answer.status_code == 200) == allowed, who
        assert answer.status_code in (200, 403), who
    _made(_back(client, "city_supervisor"))

    leader = _back(client, "leader").client.get("/admin/templates/1").status_code
    beside = _back(client, "other_supervisor").client.get("/admin/templates/1")

    assert leader == 404
    assert beside.status_code == 404


def test_a_slip_is_said_with_its_place_and_what_was_typed_stays(
    client: FlaskClient, world: World
) -> None:
    """Unknown placeholders, unknown use or matter; markup stays text."""
    browser = browser_of(client, world, "leader")

    for change, said in (
        ({"text": "第一行\n{姓名}您好<script>"}, "第 2 行第 1 字：没有占位符 {姓名}"),
        ({"name": ""}, "请填写模板名称"),
        ({"use": "letter"}, "请从列表中选择用途"),
        ({"category": "9999"}, "请从列表中选择分类"),
    ):
        answer = browser.send("/admin/templates/new", page="/admin/templates/new", **(NEW | change))
        assert answer.status_code == 422, change
        assert said in answer.text, change
        assert "<script>" not in answer.text
    assert "还没有单位模板" in browser.get("/admin/templates").text


def test_versions_are_kept_and_the_second_writer_is_told(client: FlaskClient, world: World) -> None:
    """Old words stay readable; nothing typed is lost."""
    browser = browser_of(client, world, "leader")
    _made(browser)

    page = browser.send(
        "/admin/templates/1",
        page="/admin/templates/1",
        version="1",
        **(NEW | {"text": "二 {编号}"}),
    ).text
    late = browser.send(
        "/admin/templates/1",
        page="/admin/templates/1",
        version="1",
        **(NEW | {"text": "三 {编号}"}),
    ).text
    ended = browser.send(
        "/admin/templates/1/switch", page="/admin/templates/1", version="2", active="no"
    ).text

    assert "第 2 版" in page
    assert "用人单位 {用人单位}" in page
    assert "已被别人修改过" in late
    assert "三 {编号}" in late
    assert "现在的值：二 {编号}" in late
    assert "已停用" in ended


def test_a_preview_shows_a_real_ticket_and_keeps_nothing(client: FlaskClient, world: World) -> None:
    """Only a ticket that the writer sees; without one an example."""
    number = world.dispatched(employer="中原建筑公司").number
    browser = browser_of(client, world, "leader")
    form = NEW | {"act": "preview"}

    sample = browser.send("/admin/templates/new", page="/admin/templates/new", **form).text
    real = browser.send(
        "/admin/templates/new", page="/admin/templates/new", **form, number=number
    ).text
    hidden = browser_of(client, world, "other_supervisor").send(
        "/admin/templates/new", page="/admin/templates/new", **form, number=number
    )

    assert "工单 20261124-000123：金水区总工会已办理" in sample
    assert f"工单 {number}：金水区总工会已办理，用人单位 中原建筑公司" in real
    assert 'value="欠薪答复"' in real
    assert hidden.status_code == 422
    assert "无权查看" in hidden.text
    assert "还没有单位模板" in _back(client, "leader").get("/admin/templates").text


def test_a_template_is_filled_in_and_counted(client: FlaskClient, world: World) -> None:
    """Without a script: 填入 keeps what was typed; the count goes up when the form is sent, the other fields stand."""
    _made(browser_of(client, world, "leader"))
    number = _accepted(world, employer="中原建筑公司")
    browser = browser_of(client, world, "social_security")
    page = f"/tickets/{number}"

    offered = browser.get(page).text
    filled = browser.send(
        f"{page}/fill/reply", page=page, template="own:1", answer="您好。", internal="已核实"
    ).text
    bent = browser.send(f"{page}/fill/reply", page=page, template="own:999")
    odd = browser.send(f"{page}/fill/merge", page=page, template="own:1")
    words = re.search(r'<textarea[^>]*name="answer"[^>]*>([^<]*)</textarea>', filled)
    assert words is not None
    sent = browser.send(
        f"{page}/reply",
        page=page,
        template="own:1",
        answer=words.group(1),
        contacted_at="2026-11-24T10:00",
        contact_way="phone",
        confirmed="true",
        solved="true",
    ).text

    assert offered.index("欠薪答复") < offered.index("社保：未缴、少缴")
    assert f"您好。\n\n工单 {number}：金水区总工会已办理" in words.group(1)
    assert ">已核实</textarea>" in filled
    assert (bent.status_code, odd.status_code) == (404, 404)
    assert "已答复" in sent
    assert "使用 1 次" in _back(client, "leader").get("/admin/templates/1").text


def test_words_of_a_template_hold_nothing_of_the_caller(client: FlaskClient, world: World) -> None:
    """The package's templates on a ticket with a named caller: neither name nor number."""
    number = world.receive(a_plea()).number
    world.triage()
    with world.act("social_security") as act:
        accept(act, number)

    page = browser_of(client, world, "social_security").get(f"/tickets/{number}").text

    assert "张某某" not in page
    assert "13800001234" not in page
