"""The call desk keeps what is typed, asks what is missing, and obeys the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from models.tables.drafts import Draft
from tests.browser.site import Site

TYPED = "俺在许昌一个砖厂干活，四个月没发工资了，"


def _type(page: Page, words: str = TYPED) -> None:
    page.get_by_label("来电人说了什么").press_sequentially(words)
    expect(page.locator("#saved")).to_contain_text("草稿已保存")


def test_a_draft_survives_a_killed_browser(site: Site) -> None:
    """Another browser, another log-in: the words are still there, and go on as one ticket."""
    page = site.as_("operator")
    _type(page)
    page.context.close()

    again = site.as_("operator")
    again.get_by_role("link", name="继续：").click()
    expect(again.get_by_label("来电人说了什么")).to_have_value(TYPED)
    again.get_by_role("button", name="保存并派单").click()

    expect(again.get_by_role("status").filter(has_text="已登记")).to_be_visible()
    expect(again.get_by_text("没有保存的登记")).to_have_count(0)


def test_two_drafts_side_by_side(site: Site) -> None:
    """Two windows, two calls: neither overwrites the other."""
    first = site.as_("operator")
    _type(first, "第一个来电，说的是社保断缴。")
    second = first.context.new_page()
    second.goto("/call-desk")
    _type(second, "第二个来电，说的是工伤没报。")

    second.goto("/call-desk")

    expect(second.get_by_role("link", name="继续：")).to_have_count(2)


def test_a_draft_is_for_its_writer_and_sealed(site: Site) -> None:
    """Colleagues do not see it, and the table does not hold a readable word of it."""
    _type(site.as_("operator"))

    other = site.as_("dispatcher")
    other.goto("/call-desk")

    expect(other.get_by_text("没有保存的登记")).to_have_count(0)
    with site.world.sessions() as session:
        sealed = session.query(Draft).one().body_sealed
    assert "砖厂".encode() not in sealed


def test_the_checklist_fills_itself(site: Site) -> None:
    """What the text says is ticked; what is missing stands first."""
    page = site.as_("operator")
    _type(page)

    asked = page.locator(".asked li")
    expect(asked.filter(has_text="欠了几个月：4")).to_have_class("known")
    expect(asked.first).to_have_class("open")
    page.get_by_label("用人单位").fill("某某砖厂")
    expect(asked.filter(has_text="用人单位全称：某某砖厂")).to_have_class("known")


def test_keys_choose_and_save(site: Site) -> None:
    """Alt+2 takes the second proposal, Alt+0 leaves it to the desk, Ctrl+Enter saves."""
    page = site.as_("operator")
    _type(page)
    expect(page.locator("[data-alternatives] button")).to_have_count(3)

    page.keyboard.press("Alt+2")
    expect(page.get_by_label("分类", exact=True)).to_have_value("0101")
    page.keyboard.press("Alt+0")
    expect(page.get_by_label("分类", exact=True)).to_have_value("")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()


def test_the_emergency_key_sends_at_once(site: Site) -> None:
    """F9 in the middle of a sentence: P1, dispatched."""
    page = site.as_("operator")
    _type(page, "人在楼顶上")

    page.keyboard.press("F9")

    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()
    expect(page.locator("table.list").last).to_contain_text("特急")
    expect(page.locator("table.list").last).to_contain_text("待签收")


def test_an_input_method_is_not_interrupted(site: Site) -> None:
    """While Chinese is being composed, Ctrl+Enter belongs to the input method."""
    page = site.as_("operator")
    page.get_by_label("来电人说了什么").fill("工资")

    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true}))"
    )

    page.wait_for_timeout(300)
    assert page.url.endswith("/call-desk")
    expect(page.get_by_label("来电人说了什么")).to_have_value("工资")


def test_one_key_inserts_the_ready_answer(site: Site) -> None:
    """F8 opens the direct answer and writes the best text into it; the operator may still change it."""
    page = site.as_("operator")
    _type(page)
    expect(page.locator("#answers button").first).to_contain_text("单位拖欠工资")

    page.keyboard.press("F8")

    expect(page.get_by_label("答复内容")).to_have_value(re.compile("^工资应当按月足额发"))
    expect(page.get_by_label("答复内容")).to_be_focused()


def test_danger_opens_its_card(site: Site) -> None:
    """While the sentence is being typed: the card of this danger, and no other."""
    page = site.as_("operator")
    _type(page, "我在楼顶上，不想活了。")

    expect(page.locator("#cards details[open] summary")).to_have_text(["轻生、自伤"])
    expect(page.get_by_text("您现在安全吗？身边有人吗？")).to_be_visible()
