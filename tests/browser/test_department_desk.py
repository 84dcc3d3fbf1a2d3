"""The department's queue by keyboard alone: walk, claim, select, ask for help; two who press c; input methods."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.site import NARROW, Site

_COMPOSED = """() => {
  const event = new KeyboardEvent("keydown", { key: "c", isComposing: true, bubbles: true });
  document.activeElement.dispatchEvent(event);
}"""


def _desk(site: Site, who: str) -> Page:
    """The queue of this person, when its scripts have come and its stream is open."""
    page = site.as_(who)
    page.context.set_default_timeout(8_000)
    expect(page.locator("#news")).to_have_attribute("data-heard", "yes")
    return page


def _here(page: Page) -> str:
    """The number of the row in which the keyboard stands."""
    return str(page.evaluate("document.activeElement.closest('tr')?.dataset.number ?? ''"))


def test_a_queue_is_worked_through_by_keyboard_alone(site: Site) -> None:
    """Down, select, claim, open: no mouse, no Tab, and the answer stands on the page."""
    numbers = [site.world.dispatched().number for _ in range(3)]
    page = _desk(site, "social_security")

    page.keyboard.press("j")
    assert _here(page) == numbers[0]
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#chosen")).to_contain_text("已选 1 件")
    page.keyboard.press("k")
    page.keyboard.press("c")
    expect(page.locator("#chosen")).to_contain_text(f"{numbers[0]}：已签收")
    expect(page.locator(f"tr[data-number='{numbers[0]}']")).to_contain_text("办理中")
    assert _here(page) == numbers[0]
    page.keyboard.press("o")

    page.wait_for_url(f"**/tickets/{numbers[0]}")
    assert site.world.ticket(numbers[0]).status == "accepted"
    assert site.world.ticket(numbers[1]).status == "dispatched"


def test_help_opens_and_keys_rest_meanwhile(site: Site) -> None:
    """While the help is read nothing is claimed; Escape closes it."""
    number = site.world.dispatched().number
    page = _desk(site, "social_security")

    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("快捷键")
    page.keyboard.press("c")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    assert site.world.ticket(number).status == "dispatched"


def test_an_input_method_and_a_text_field_trigger_nothing(site: Site) -> None:
    """Pinyin is made of letters: neither composing nor typing may claim a ticket."""
    number = site.world.dispatched().number
    page = _desk(site, "social_security")

    page.keyboard.press("j")
    page.evaluate(_COMPOSED)
    page.keyboard.press("/")
    page.keyboard.type("cxt")
    expect(page.locator("#find-number")).to_have_value("cxt")

    page.wait_for_timeout(300)
    assert site.world.ticket(number).status == "dispatched"


def test_two_press_c_on_the_same_row(site: Site) -> None:
    """One has it; the other reads who, in the row itself and without a new page."""
    number = site.world.dispatched().number
    pages = [_desk(site, "social_security"), _desk(site, "leader")]
    for page in pages:
        page.keyboard.press("j")

    for page in pages:
        page.keyboard.press("c")

    expect(pages[0].locator("#chosen")).to_contain_text("已签收")
    expect(pages[1].locator("#chosen")).to_contain_text("测试social_security刚刚操作过")
    expect(pages[1].locator(f"tr[data-number='{number}']")).to_contain_text("测试social_security")
    assert site.world.kinds(number).count("accepted") == 1


def test_a_colleagues_claim_changes_the_row_where_it_stands(site: Site) -> None:
    """No bar, no jump: the row says within a second whose it is."""
    number = site.world.dispatched().number
    page = _desk(site, "social_security")
    leader = _desk(site, "leader")
    leader.keyboard.press("j")

    leader.keyboard.press("c")

    expect(page.locator(f"tr[data-number='{number}']")).to_contain_text("测试leader", timeout=3_000)
    expect(page.locator("#news")).to_be_hidden()


def test_claiming_needs_no_javascript(site: Site) -> None:
    """The button in the row is a form; on a phone too."""
    number = site.world.dispatched().number
    page = site.as_("social_security", NARROW, javascript=False)

    page.get_by_role("button", name=f"签收 {number}").click()

    expect(page.get_by_role("status").first).to_contain_text("已签收")
    assert site.world.ticket(number).status == "accepted"
