"""The catalogue's page: all 69 matters, their numbers open their tickets, and names change through the policy's draft."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from models.domain.permissions import GRANTS, Permission
from tests.api.browsing import Browser, browser_of
from tests.builders import World


def _send(browser: Browser, code: str, **form: str) -> str:
    page = f"/admin/taxonomy/{code}"
    return browser.send(page, page=page, **form).text


def test_all_matters_stand_there_and_numbers_open_their_tickets(
    client: FlaskClient, world: World
) -> None:
    """14 groups, 69 matters; who may not read tickets sees the number alone; who does not administer: 403."""
    numbers = {world.dispatched().number for _ in range(2)}

    page = browser_of(client, world, "supervisor").get("/admin/taxonomy").text
    link = re.search(r'<a href="([^"]+)">2 件</a>', page)
    assert link is not None
    listed = client.get(link.group(1).replace("&amp;", "&")).text
    alone = browser_of(client, world, "admin").get("/admin/taxonomy").text
    entered = {
        who: browser_of(client, world, who).client.get("/admin/taxonomy").status_code
        for who in ("operator", "leader", "auditor", "analyst")
    }

    assert "14 个大类，69 个分类" in page
    assert all(number in listed for number in numbers)
    assert "2 件" in alone
    assert "/figures/tickets" not in alone
    assert set(entered.values()) == {403}
    assert Permission.ADMINISTER not in GRANTS[world.people["leader"].role]


def test_a_name_changes_when_the_draft_is_published(client: FlaskClient, world: World) -> None:
    """Not before; then everywhere, and what is not offered any more cannot be chosen by hand."""
    browser = browser_of(client, world, "supervisor")

    saved = _send(browser, "0102", name="单位拖欠工资", scope="迟发、不发工资", active="no")
    before = browser.get("/admin/taxonomy").text
    browser.send("/policy/publish", page="/policy", reason="名称更清楚")
    after = browser.get("/admin/taxonomy").text
    number = world.dispatched().number
    ticket = browser.get(f"/tickets/{number}").text

    assert "已存入政策草稿" in saved
    assert "0102 企业拖欠工资" in before
    assert "1 个分类的修改尚未发布" in before
    assert "0102 单位拖欠工资" in after
    assert "不可选" in after
    assert '<option value="0102"' not in ticket
    assert '<option value="0101"' in ticket


def test_slips_and_strangers_change_nothing(client: FlaskClient, world: World) -> None:
    """Codes are fixed; names are short, unique and on one line; a city's supervisor and an administrator only look."""
    browser = browser_of(client, world, "supervisor")
    good = {"name": "新名称", "scope": "提示", "active": "yes"}

    for change, said in (
        ({"name": ""}, "请填写分类名称"),
        ({"name": "名" * 31}, "最多 30 个字"),
        ({"name": "加班工资"}, "另一个分类已经叫这个名称"),
        ({"scope": "提" * 81}, "最多 80 个字"),
    ):
        assert said in _send(browser, "0102", **(good | change)), change
    missing = browser.send("/admin/taxonomy/9999", page="/admin/taxonomy/0102", **good)
    for who in ("city_supervisor", "admin"):
        other = browser_of(client, world, who)
        sent = other.send("/admin/taxonomy/0102", page="/me", **good)
        assert sent.status_code == 403, who
        assert "存入政策草稿</button>" not in other.get("/admin/taxonomy/0102").text
    bent = [client.get(f"/admin/taxonomy/{code}").status_code for code in ("..", "0000", "x" * 99)]

    assert missing.status_code == 404
    assert set(bent) == {404}
    assert "尚未发布" not in browser_of_again(client).get("/admin/taxonomy").text


def browser_of_again(client: FlaskClient) -> Browser:
    """The supervisor's log-in once more."""
    client.set_cookie("hotline_login", "cookie of supervisor")
    return Browser(client)
