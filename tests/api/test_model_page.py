"""模型: the bundle in use with what its thresholds cost, what people say of it, and every figure opens its tickets."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from hotline.reader import Reader
from models.domain.drift import Drift, moved
from models.domain.thresholds import Thresholds
from models.services import bundles, dispatch
from models.tables.tickets import Ticket
from tests.api.browsing import Browser, browser_of
from tests.builders import World, a_plea, a_verdict
from tests.fakes import FakeModel

MANIFEST: dict[str, Any] = {
    "texts": 9876,
    "corpus": "0123456789abcdef",
    "cutter": "jieba",
    "thresholds": {"abstain": 0.52, "alarm": 0.25, "cover": 0.95},
    "scores": {"parent": 0.871, "emergency_recall": 0.951, "false_alarms": 0.04},
    "table": [
        {"threshold": 0.5, "coverage": 0.81, "accuracy": 0.912},
        {"threshold": 0.55, "coverage": 0.74, "accuracy": 0.941},
    ],
    "alarms": [
        {"threshold": 0.2, "recall": 0.97, "false_per_1000": 71.0},
        {"threshold": 0.25, "recall": 0.953, "false_per_1000": 58.5},
    ],
}


def in_use(world: World) -> str:
    """A bundle that only says what it is."""
    with world.act() as act:
        return bundles.use(act.session, bundles.Trained(b"any", MANIFEST), act.now)


def decided(world: World, said: str, chosen: str) -> None:
    """The reader was not sure and named one category; the desk chose."""
    number = world.receive(a_plea(external_id=None)).number
    world.triage(a_verdict(category=said, abstained=True))
    with world.act("dispatcher") as act:
        dispatch.dispatch(act, number, dispatch.DispatchOrder(category=chosen, reason="看过"))


def test_the_bundle_in_use_and_the_price_of_its_thresholds(
    client: FlaskClient, world: World
) -> None:
    """Since when, from how many texts, and the rows in which the thresholds lie are marked."""
    used = in_use(world)

    page = browser_of(client, world, "supervisor").get("/model").text

    assert used[:12] in page
    assert "2026-11-24" in page
    assert "9,876 条" in page
    here = re.findall(r"<tr data-here>(.*?)</tr>", page)
    assert [re.sub(r"<[^>]+>", " ", row).split() for row in here] == [
        ["0.50", "在用", "81.0%", "91.2%"],
        ["0.25", "在用", "95.3%", "58.5"],
    ]


def test_people_s_judgement_by_week_opens_its_tickets(client: FlaskClient, world: World) -> None:
    """Two kept, one changed, three unsure; every figure's list has as many tickets."""
    in_use(world)
    for chosen in ("0102", "0102", "0401"):
        decided(world, "0102", chosen)
    browser = browser_of(client, world, "supervisor")

    page = browser.get("/model").text

    for label, count in (("人维持系统分类", 2), ("人改了系统分类", 1), ("系统拿不准", 3)):
        assert f"11-23 起一周 {label} {count} 件" in page
    assert "67%" in page
    for address, count in set(re.findall(r'<a href="([^"]+)" data-figure="(\d+)"', page)):
        assert f'data-total="{count}"' in browser.get(html.unescape(address)).text


def many(world: World, category: str, count: int, weeks_ago: int) -> None:
    """Copies of one ticket: drift is a matter of hundreds."""
    like = world.ticket(world.receive(a_plea(external_id=None)).number)
    row = {c.name: getattr(like, c.name) for c in Ticket.__table__.columns if c.name != "id"}
    row |= {"category": category, "received_at": world.clock.now() - timedelta(weeks=weeks_ago)}
    start = f"{category}-{weeks_ago}-"
    with world.act() as act:
        act.session.execute(insert(Ticket), [row | {"number": f"{start}{n}"} for n in range(count)])


def test_changed_calls_are_told_in_red_words_with_their_tickets(
    client: FlaskClient, world: World
) -> None:
    """Wages were all, social insurance is half: the supervisor reads what to do, and opens both spans."""
    many(world, "0102", 300, 8)
    many(world, "0102", 150, 1)
    many(world, "0401", 150, 1)
    browser = browser_of(client, world, "supervisor")

    page = browser.get("/model").text

    assert 'class="alert alert-danger" data-drift="strong">⚠ 事项的构成明显变化' in page
    rows = page[page.index("变化最大的分类</th>") :]
    rows = rows[: rows.index("</table>")]
    figures = re.findall(r'<a href="([^"]+)" data-figure="(\d+)"', rows)
    assert {"300", "150", "0"} <= {count for _, count in figures}
    for address, count in figures:
        assert f'data-total="{count}"' in browser.get(html.unescape(address)).text


def test_without_a_bundle_the_page_says_who_dispatches(client: FlaskClient, world: World) -> None:
    """The first minute of an installation."""
    page = browser_of(client, world, "supervisor").get("/model").text

    assert "还没有模型在使用" in page
    assert 'data-drift="unknown"' in page


def test_others_do_not_enter(client: FlaskClient, world: World) -> None:
    """Supervisors choose thresholds, nobody else."""
    assert browser_of(client, world, "operator").get("/model").status_code == 403


def publish(browser: Browser, lines: str) -> None:
    """Draft and publication of thresholds, as a supervisor does it."""
    browser.send("/policy/draft/reader", page="/policy", text=lines)
    browser.send("/policy/publish", page="/policy", reason="少误报")


def test_the_page_says_whose_threshold_is_in_force(client: FlaskClient, world: World) -> None:
    """The policy's where it has a line, else the bundle's own; the marked row follows."""
    in_use(world)
    browser = browser_of(client, world, "supervisor")
    before = browser.get("/model").text

    publish(browser, "reader.abstain_below | 0.56")
    after = browser.get("/model").text

    assert before.count("（模型自带，") == 2
    assert after.count("（模型自带，") == 1
    assert "<strong>0.56</strong> 的工单进派单审核（政策设定，模型自带 0.52" in after
    assert 'href="/policy#part-reader"' in after
    assert '<tr data-here><th scope="row">0.55' in after
    assert "reader.abstain_below | 0.56</textarea>" in browser.get("/policy").text


def test_a_threshold_outside_of_0_and_1_is_not_kept(client: FlaskClient, world: World) -> None:
    """It comes back as it was typed, with its fault."""
    browser = browser_of(client, world, "supervisor")

    answer = browser.send("/policy/draft/reader", page="/policy", text="reader.alarm_at | 30")

    assert answer.status_code == 422
    assert "应大于 0、不超过 1" in answer.text


def test_the_call_desk_asks_under_the_published_thresholds(
    build: Callable[..., Flask], world: World
) -> None:
    """What operators see while a caller speaks is what triage will do."""
    model = FakeModel(a_verdict())
    reader = Reader(lambda: model)
    reader.warm().join(10)
    client = build(reader=reader).test_client()
    publish(
        browser_of(client, world, "supervisor"),
        "reader.abstain_below | 0.7\nreader.alarm_at | 0.4",
    )

    browser_of(client, world, "operator").send("/call-desk/suggest", page="/call-desk", text="工资")

    assert model.thresholds == Thresholds(0.7, 0.4)


@pytest.mark.parametrize(
    ("before", "now", "drift"),
    [
        ({"01": 600, "04": 300}, {"01": 200, "04": 100}, Drift.NONE),
        ({"01": 600, "04": 300}, {"01": 145, "04": 155}, Drift.SLIGHT),
        ({"01": 600, "04": 300}, {"01": 100, "04": 200}, Drift.STRONG),
        ({"01": 900}, {"01": 200, "14": 100}, Drift.STRONG),
        ({"01": 600, "04": 300}, {"04": 20}, Drift.UNKNOWN),
        ({}, {}, Drift.UNKNOWN),
    ],
)
def test_the_index_tells_a_change_from_chance(
    before: dict[str, int], now: dict[str, int], drift: Drift
) -> None:
    """The usual limits 0.1 and 0.2; few tickets say nothing."""
    assert moved(before, now).drift is drift


def test_the_index_is_the_known_formula() -> None:
    """Sum of (new - old) x ln(new / old)."""
    found = moved({"01": 500, "04": 500}, {"01": 250, "04": 750})

    assert found.index == pytest.approx(0.2747, abs=1e-4)


def test_doubted_labels_are_listed_and_answered_with_one_press(
    client: FlaskClient, world: World
) -> None:
    """Each opens its ticket; what was answered is gone from the list."""
    number = world.receive(a_plea(external_id=None)).number
    world.triage(a_verdict(category="0401", abstained=True))
    with world.act() as act:
        bundles.use(act.session, bundles.Trained(b"x", MANIFEST | {"doubtful": [number]}), act.now)
    browser = browser_of(client, world, "supervisor")

    page = browser.get("/model").text
    after = browser.send(f"/model/doubts/{number}", page="/model", kind="dropped").text
    again = browser.send(f"/model/doubts/{number}", page="/model", kind="nonsense").text

    assert f'href="/tickets/{number}"' in page
    assert "已记下" in after
    assert f'href="/tickets/{number}"' not in after
    assert "请选择" in again
