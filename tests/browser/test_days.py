"""One call as its people see it, in a real Chromium: logged, accepted, returned, answered, called back, closed."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from models.services.escalate import fire_due
from tests.browser.site import Site
from tests.builders import World, a_plea, a_red_flag

PLEA = "俺在金水区一个饭店后厨干活，三个月没发工资了，老板一直说再等等。"


def _log_call(page: Page, plea: str = PLEA) -> tuple[str, str]:
    """Type a call and save it; number and code as the page tells them."""
    page.get_by_label("来电人说了什么").fill(plea)
    page.get_by_label("来电号码").fill("13800001234")
    page.get_by_label("单位所在地").select_option(value="410105")
    page.get_by_role("button", name="保存并派单").click()
    told = page.get_by_role("status").first.inner_text()
    found = re.search(r"已登记 (\S+)，查询码 (\S+?)。", told)
    assert found, told
    return found[1], found[2]


def _move(page: Page, name: str, **typed: str) -> None:
    """Open one act on the ticket page, fill it and press its button; the page must say that it is done."""
    act = page.locator("details.act").filter(has=page.get_by_text(name, exact=True)).first
    act.locator("summary").click()
    for field, value in typed.items():
        control = act.locator(f"[name={field}]")
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value=value)
        else:
            control.fill(value)
    act.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(f"已{name}")


def test_one_call_from_the_form_to_the_closed_case(site: Site) -> None:
    """Operator, department, dispatch desk, call-back and at last the worker who asks."""
    number, code = _log_call(site.as_("operator"))
    site.world.triage()

    staff = site.as_("social_security")
    staff.get_by_role("link", name=number).click()
    _move(staff, "签收")
    _move(staff, "退单", reason="劳动合同争议，应由司法受理", law_basis="劳动争议调解仲裁法第二条")
    desk = site.as_("dispatcher")
    desk.goto(f"/tickets/{number}")
    _move(desk, "退单审核", agreed="false", reason="欠薪属人社监察职责，请办理")
    staff.goto(f"/tickets/{number}")
    _move(staff, "签收")
    _move(staff, "答复", answer="已责令单位月底前付清。", solved="true", confirmed="true")
    after = site.as_("callback")
    after.goto(f"/tickets/{number}")
    _move(after, "回访", reached="true", solved="true", satisfied="true", words="钱到账了，谢谢")
    if site.world.ticket(number).status != "closed":
        after.goto(f"/tickets/{number}")
        _move(after, "办结")

    worker = site.page()
    worker.goto("/track")
    worker.get_by_label("工单号").fill(number)
    worker.get_by_label("查询码").fill(code)
    worker.get_by_role("button", name="查询").click()
    expect(worker.locator("h2").first).to_contain_text("办结")
    expect(worker.get_by_text("已责令单位月底前付清。")).to_be_visible()
    assert "经办" not in worker.inner_text("main")


def test_danger_goes_out_at_once_and_climbs_alone(site: Site) -> None:
    """Nobody takes it: the supervisor sees it, and the number opens exactly the tickets that it counts."""
    world: World = site.world
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    world.receive()
    world.clock.move(timedelta(minutes=40))
    with world.act() as act:
        while fire_due(act, 100):
            act.session.flush()

    page = site.as_("supervisor")
    page.get_by_role("link", name=re.compile("已升级")).click()

    rows = page.locator("table.list tbody tr")
    assert page.locator("[data-total]").get_attribute("data-total") == str(rows.count()) == "1"
    expect(rows.first).to_contain_text(number)
    expect(rows.first).to_contain_text("督办")


def test_a_refused_call_keeps_what_was_typed(site: Site) -> None:
    """The fault is said beside the field, and every word is still there."""
    page = site.as_("operator")
    page.get_by_label("来电人说了什么").fill(PLEA)
    page.get_by_label("涉及人数").fill("好几个")
    page.get_by_label("用人单位").fill("某某饭店")

    page.get_by_role("button", name="保存并派单").click()

    expect(page.get_by_role("alert")).to_contain_text("已填内容都还在")
    expect(page.get_by_label("来电人说了什么")).to_have_value(PLEA)
    expect(page.get_by_label("涉及人数")).to_have_value("好几个")
    expect(page.get_by_label("用人单位")).to_have_value("某某饭店")


def test_the_suggestion_comes_while_typing(site: Site) -> None:
    """Category, confidence and the words that decided, without a key pressed for it."""
    page = site.as_("operator")

    page.get_by_label("来电人说了什么").press_sequentially("三个月没发工资", delay=5)

    box = page.locator("#suggestion")
    expect(box).to_contain_text("0102")
    expect(box).to_contain_text("93%")
    expect(box).to_contain_text("没发工资")


def _tab_to(page: Page, there: str) -> None:
    """Press Tab until the cursor stands where it should; fifty places are more than the form has before it."""
    for _ in range(50):
        if page.evaluate(there):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {there}")


def test_a_call_by_keyboard_alone(site: Site) -> None:
    """The cursor stands at the kinds of call; Tab and Enter are enough."""
    page = site.as_("operator")

    _tab_to(page, "document.activeElement.name === 'text'")
    page.keyboard.type(PLEA)
    _tab_to(page, "document.activeElement.textContent === '保存并派单'")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("已登记")


def test_reading_and_saving_need_no_javascript(site: Site) -> None:
    """An old browser, a broken script: the form still keeps the plea."""
    page = site.as_("operator", javascript=False)

    number, _ = _log_call(page)

    page.goto(f"/tickets/{number}")
    expect(page.get_by_text("三个月没发工资了")).to_be_visible()


def test_two_people_press_accept(site: Site) -> None:
    """One has it; the other reads who, and is no worse off."""
    number = site.world.dispatched().number
    first, second = site.as_("social_security"), site.as_("leader")
    for page in (first, second):
        page.goto(f"/tickets/{number}")

    _move(first, "签收")
    late = second.locator("details.act").filter(has=second.get_by_text("签收", exact=True))
    late.locator("summary").click()
    late.get_by_role("button", name="签收", exact=True).click()

    expect(second.locator("main")).to_contain_text("测试social_security")
    assert site.world.kinds(number).count("accepted") == 1
