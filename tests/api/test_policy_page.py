"""The policy page: draft, rehearsal, publication, the way back; only the province's supervisors edit."""

from __future__ import annotations

from flask.testing import FlaskClient

from models.policy.lines import lines_of
from models.policy.load import default_body
from tests.api.browsing import browser_of
from tests.builders import World

QUICK = lines_of(default_body(), "clocks").replace("P3=24 hours", "P3=12 hours")


def test_draft_rehearsal_publication_and_the_way_back(client: FlaskClient, world: World) -> None:
    """The whole way of a limit; the running process takes it from its next act on."""
    first = world.dispatched().number
    browser = browser_of(client, world, "supervisor")

    drafted = browser.send("/policy/draft/clocks", page="/policy", text=QUICK).text
    changed = browser.get("/policy/draft/changes/changed").text
    published = browser.send("/policy/publish", page="/policy", reason="提速").text
    gone = browser.get("/policy/draft/changes/changed").status_code
    number = world.ticket(world.dispatched().number).number
    back = browser.send(_return_path(published), page="/policy").text

    assert "草稿预演" in drafted
    assert '<strong><a href="/policy/draft/changes/changed">1</a></strong> 个会不同' in drafted
    assert first in changed
    assert changed.count("<tr><td>") == 1
    assert gone == 404
    assert "提速" in published
    assert "新版本已生效" in published
    assert "已恢复该版本" in back
    assert number


def test_a_faulty_draft_comes_back_as_it_was_typed(client: FlaskClient, world: World) -> None:
    """With the line's fault; nothing is kept."""
    browser = browser_of(client, world, "supervisor")

    answer = browser.send("/policy/draft/clocks", page="/policy", text="accept | ordinary")

    assert answer.status_code == 422
    assert "时限第 1 行" in answer.text
    assert "accept | ordinary</textarea>" in answer.text
    assert "草稿预演" not in browser.get("/policy").text


def test_a_city_s_supervisor_reads_and_does_not_edit(client: FlaskClient, world: World) -> None:
    """It holds for the whole province."""
    browser = browser_of(client, world, "city_supervisor")

    page = browser.get("/policy").text
    refused = browser.send("/policy/publish", page="/policy", reason="我来").text

    assert "保存到草稿" not in page
    assert "由省级督办修改" in refused


def test_others_do_not_enter(client: FlaskClient, world: World) -> None:
    """Default deny."""
    assert browser_of(client, world, "operator").get("/policy").status_code == 403


def _return_path(page: str) -> str:
    start = page.index("/policy/return/")
    return page[start : page.index('"', start)]
