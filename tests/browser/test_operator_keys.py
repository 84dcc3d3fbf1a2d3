"""A call from zero to saved by keyboard alone; prints how long it took and how many keys."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from models.tables.desk_calls import DeskCall
from tests.browser.site import Site

_FIRST = "[data-key='1']"
PLEA = "俺在金水区一个饭店后厨干活，三个月没发工资了。"


def _at_the_desk(site: Site) -> Page:
    page = site.as_("operator")
    page.context.set_default_timeout(10_000)
    expect(page.locator(_FIRST)).to_be_focused()
    page.wait_for_load_state()
    return page


def test_a_call_from_zero_to_saved_by_keyboard(site: Site, capsys: object) -> None:
    """Kind, number, words, proposal, save; then the next call's first field has the focus."""
    page = _at_the_desk(site)
    began = time.perf_counter()

    page.keyboard.press("1")
    page.keyboard.type("13800001234")
    page.keyboard.press("Enter")
    page.keyboard.type(PLEA)
    expect(page.locator("[data-alternatives] button")).to_have_count(3)
    page.keyboard.press("Alt+1")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()
    keys = 1 + 11 + 1 + len(PLEA) + 1 + 1
    with capsys.disabled():  # type: ignore[attr-defined]
        print(f"\na call by keyboard: {time.perf_counter() - began:.1f} s, {keys} keystrokes")
    expect(page.locator(_FIRST)).to_be_focused()


def test_two_keys_for_a_silent_call_and_one_for_a_known_matter(site: Site) -> None:
    """6 Enter keeps a silent call; F6 chases the only open ticket of the number."""
    number = site.world.dispatched().number
    page = _at_the_desk(site)

    page.keyboard.press("6")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已记录：无声电话")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("1")
    page.keyboard.type("13800001234")
    expect(page.locator("#known")).to_contain_text(number)
    page.keyboard.press("F6")

    expect(page.get_by_role("status").filter(has_text=re.compile("已催办"))).to_be_visible()
    with site.world.sessions() as session:
        assert {call.kind for call in session.query(DeskCall)} == {"silent", "chase"}
