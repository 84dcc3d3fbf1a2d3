"""The department's queue: groups in order, pages without a gap, filters and views, acts on many, files without formulas."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from hotline import export
from models.domain.queue_groups import bounds_at, group_of
from models.domain.words import PauseReason
from models.queries import work_queue
from models.queries.tickets import Filter
from models.queries.work_queue import Mark, Queue
from models.services import accept, suspend
from models.tables.trail import View
from tests.api.browsing import browser_of
from tests.builders import World

_EXPORTS = select(func.count()).select_from(View).where(View.what == "export")


def _several(world: World) -> list[str]:
    """Tickets in every group: late, pressing, accepted, paused, waiting."""
    late = world.dispatched().number
    world.clock.move(timedelta(days=3))
    accepted, paused = world.dispatched().number, world.dispatched().number
    for number in (accepted, paused):
        with world.act("social_security") as act:
            accept.accept(act, number)
    with world.act("supervisor") as act:
        until = act.now + timedelta(days=9)
        suspend.suspend(
            act, paused, suspend.Suspension(PauseReason.CALLER_PAPERS, until, "等工资流水")
        )
    waiting = world.dispatched(urgency=None).number
    return [late, accepted, paused, waiting]


def test_sql_and_rule_agree_about_groups(world: World) -> None:
    """Every row that a group's query finds belongs to that group by the rule, and each ticket is in one only."""
    _several(world)
    with world.act("social_security") as act:
        bounds = bounds_at(act.now, act.policy.calendar)
        queue = Queue(act.person, Filter(department_id=act.person.department_id), bounds)
        seen = []
        for group in work_queue.Group:
            rows = work_queue.page(act.session, queue, [group], after=None, limit=99)
            assert len(rows) == work_queue.count(act.session, queue, group)
            for ticket, clock in rows:
                assert group_of(ticket.status, clock.due_at, bounds) is group
                seen.append(ticket.number)

    assert len(seen) == len(set(seen)) == 4


def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    """Three rows a page or all at once: the same order, over the borders of groups too."""
    _several(world)
    for _ in range(6):
        world.dispatched()
    with world.act("social_security") as act:
        bounds = bounds_at(act.now, act.policy.calendar)
        queue = Queue(act.person, Filter(department_id=act.person.department_id), bounds)
        groups = tuple(work_queue.Group)
        whole = work_queue.page(act.session, queue, groups, after=None, limit=99)
        paged, mark = [], None
        while rows := work_queue.page(act.session, queue, groups, after=mark, limit=3):
            paged += rows
            ticket, clock = rows[-1]
            mark = Mark(group_of(ticket.status, clock.due_at, bounds), clock.due_at, clock.id)

    assert [row[0].number for row in paged] == [row[0].number for row in whole]
    assert len(whole) == 10


def test_the_page_shows_groups_in_their_order(client: FlaskClient, world: World) -> None:
    """Late on top, waiting at the end, with the columns that the work needs."""
    late, accepted, paused, waiting = _several(world)
    page = browser_of(client, world, "social_security").get("/department").text

    shown = re.findall(r'<tr data-number="([^"]+)"', page)
    assert shown[0] == late
    assert shown.index(accepted) < shown.index(paused) < shown.index(waiting)
    assert "工作日" in page or "工时" in page
    assert "测试social_security" in page


def test_a_filter_stands_in_the_address_and_can_be_kept(client: FlaskClient, world: World) -> None:
    """The view is a link; its name is the person's own, and nobody else's."""
    _several(world)
    browser = browser_of(client, world, "social_security")

    answer = browser.send(
        "/department/views", "/department", name="催办件", back="view=work&chased=1&evil=javascript"
    )

    assert 'href="/department?chased=1"' in answer.text
    assert "催办件" in answer.text
    assert "evil" not in answer.text
    assert "催办件" not in browser_of(client, world, "leader").get("/department").text


def test_views_are_limited_and_can_be_dropped(client: FlaskClient, world: World) -> None:
    """Twelve are enough; a name of nothing is none."""
    browser = browser_of(client, world, "social_security")
    for number in range(12):
        browser.send("/department/views", "/department", name=f"视图{number}", back="chased=1")

    assert (
        "最多保存 12 个"
        in browser.send("/department/views", "/department", name="多一个", back="").text
    )
    assert (
        "请填 1 至 20 字"
        in browser.send("/department/views", "/department", name=" ", back="").text
    )
    left = browser.send("/department/views/drop", "/department", name="视图3", back="").text
    assert "视图3" not in left
    assert "视图4" in left


@pytest.mark.parametrize("after", ["x", "late~1~1", "overdue~2026-01-01~1", "soon~now~-3", "~~"])
def test_a_made_up_place_in_the_list_is_refused(
    client: FlaskClient, world: World, after: str
) -> None:
    """Whoever edits the address reads a sentence, not a failure."""
    answer = browser_of(client, world, "social_security").get(f"/department?after={after}")

    assert answer.status_code == 422
    assert "请从列表第一页重新打开" in answer.text


def test_many_are_claimed_and_each_says_what_became_of_it(
    client: FlaskClient, world: World
) -> None:
    """One was taken by a colleague, one is not ours: the other two are ours all the same."""
    mine = [world.dispatched().number for _ in range(2)]
    taken = world.dispatched().number
    with world.act("leader") as act:
        accept.accept(act, taken)

    browser = browser_of(client, world, "social_security")
    page = browser.get("/department").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = client.post(
        "/department/bulk",
        data={
            "csrf_token": token[1],
            "number": [*mine, taken, "20200101-000001"],
            "move": "accept",
            "reason": "",
        },
    )

    assert "办成 2 件，没有办成 2 件" in answer.text
    assert "测试leader刚刚操作过" in answer.text
    assert "没有找到工单 20200101-000001" in answer.text
    assert all(world.ticket(number).status == "accepted" for number in mine)


def test_a_bulk_return_needs_its_reason_for_each(client: FlaskClient, world: World) -> None:
    """The same form as for one ticket: without a reason nothing is returned, and each says so."""
    number = world.dispatched().number
    browser = browser_of(client, world, "social_security")

    bare = browser.send("/department/bulk", "/department", number=number, move="return")
    assert "没有办成 1 件" in bare.text
    assert world.ticket(number).status == "dispatched"

    whole = browser.send(
        "/department/bulk",
        "/department",
        number=number,
        move="return",
        reason="属仲裁范围",
        law_basis="劳动争议调解仲裁法第二条",
        suggested_queue="legal",
    )
    assert "：办成 1 件" in whole.text, whole.text
    assert world.ticket(number).status == "return_requested"


def test_what_is_no_act_for_many_is_refused(client: FlaskClient, world: World) -> None:
    """A reply to fifty workers at once would be a reply to none."""
    number = world.dispatched().number
    browser = browser_of(client, world, "social_security")

    for form in ({"move": "reply", "number": number}, {"move": "accept"}):
        answer = browser.send("/department/bulk", "/department", **form)
        assert "批量办理" in answer.text
    assert world.ticket(number).status == "dispatched"


def test_the_loser_of_a_claim_reads_who_won(client: FlaskClient, world: World) -> None:
    """Asked by the script: the row as it is now, and the winner's name."""
    number = world.dispatched().number
    with world.act("leader") as act:
        accept.accept(act, number)
    browser = browser_of(client, world, "social_security")
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/department").text)
    assert token

    told = client.post(
        f"/department/claim/{number}",
        data={"csrf_token": token[1]},
        headers={"Accept": "application/json"},
    ).json

    assert told is not None
    assert told["done"] is False
    assert "测试leader" in told["words"]
    assert "测试leader" in told["row"]


def test_rows_are_told_anew_and_only_what_is_new_here_is_called_new(
    client: FlaskClient, world: World
) -> None:
    """A ticket of another department is neither drawn nor announced."""
    here, new = world.dispatched().number, world.dispatched().number
    browser = browser_of(client, world, "social_security")

    told = browser.get(f"/department/rows?shown={here}&heard={new},{here},20200101-1").json

    assert told is not None
    assert list(told["rows"]) == [here]
    assert told["fresh"] == [new]
    other = browser_of(client, world, "city_legal").get(
        f"/department/rows?shown={here}&heard={new}"
    )
    assert other.json is not None
    assert (other.json["rows"], other.json["fresh"]) == ({}, [])


def test_the_file_holds_no_formula_and_no_caller(client: FlaskClient, world: World) -> None:
    """A plea that begins with "=" is words, in both kinds of file; the phone never leaves the compartment."""
    evil = '=HYPERLINK("http://x","点我") 厂里欠薪，我电话13800009999'
    number = world.dispatched(text=evil, employer="@SUM(A1) 某厂").number
    browser = browser_of(client, world, "social_security")

    flat = browser.send("/department/export", "/department", format="csv", number=number)
    book = browser.send("/department/export", "/department", format="xlsx")

    rows = list(csv.reader(io.StringIO(flat.data.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(book.data)).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line]
    for values in (rows[1], [cell.value for cell in cells]):
        assert any(str(value).startswith("'=HYPERLINK") for value in values)
        assert any(str(value).startswith("'@SUM") for value in values)
        assert not any("13800009999" in str(value) for value in values)
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert "attachment" in flat.headers["Content-Disposition"]
    with world.sessions() as session:
        assert session.scalar(_EXPORTS) == 2


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+86",
        "-2",
        "@x",
        "\t=1",
        " =1",
        "|calc",
        "%0A=1",
        "＝1",
        "\r=1",
        "=cmd|' /C calc'!A0",
    ],
)
def test_whatever_a_spreadsheet_would_run_gets_an_apostrophe(value: str) -> None:
    """OWASP's list, and the full-width twins that a Chinese keyboard makes."""
    assert export.harmless(value).startswith("'")


@pytest.mark.parametrize("value", ["", "某厂", "3", "2026-11-24 10:00", "a=b", "河南省-郑州"])
def test_plain_words_stay_as_they_are(value: str) -> None:
    """Nobody wants apostrophes everywhere."""
    assert export.harmless(value) == value
