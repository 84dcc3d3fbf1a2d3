"""Servers go away, lines are slow, rows arrive: nothing typed is lost, nothing is missed, nothing jumps."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from hotline.pages.look import COOKIE
from models.tables.tickets import Ticket
from tests.browser.site import Site
from tests.services.ways import replied

_FIRST, _SECOND = "俺在许昌一个砖厂干活，四个月没发工资了，", "老板说厂子要卖了，让俺们等。"
_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_PATIENCE = 60_000  # milliseconds: a busy machine is no failure of the page
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_DARK_AND_LARGE = {
    "operator": ("/call-desk",),
    "social_security": ("/department", "/tickets/{number}"),
    "supervisor": ("/supervision",),
    "callback": ("/call-backs", "/call-backs/{answered}"),
}


def _text(page: Page):  # type: ignore[no-untyped-def]  # Playwright's locator
    return page.get_by_label("来电人说了什么")


def _forgive_the_line(site: Site) -> None:
    """What a browser says about a server that is not there is expected here, and nothing else."""
    assert all("net::ERR" in fault for fault in site.faults), site.faults
    site.faults.clear()


def test_what_is_typed_outlives_the_web_server(site: Site) -> None:
    """It says that nothing is saved, saves by itself when the server is back, and another browser goes on with it."""
    page = site.as_("operator")
    _text(page).press_sequentially(_FIRST)
    expect(page.locator("#saved")).to_contain_text("草稿已保存", timeout=_PATIENCE)

    site.stop()
    _text(page).press_sequentially(_SECOND)
    expect(page.locator("#saved")).to_contain_text("草稿没有保存上", timeout=_PATIENCE)
    site.start()
    expect(page.locator("#saved")).to_contain_text("草稿已保存", timeout=_PATIENCE)
    page.context.close()
    again = site.as_("operator")
    again.get_by_role("link", name="继续：").click()

    expect(_text(again)).to_have_value(_FIRST + _SECOND)
    _forgive_the_line(site)


def test_news_of_a_restart_are_heard_after_it(site: Site) -> None:
    """What happened while no server was there arrives by itself, each ticket once, without a new page."""
    page = site.as_("supervisor")
    news = page.locator("#news")
    expect(news).to_have_attribute("data-heard", "yes")
    site.world.receive()
    expect(news).to_contain_text("1 件工单有新动态", timeout=_PATIENCE)

    site.stop()
    for _ in range(3):
        site.world.receive()
    site.start()

    expect(news).to_contain_text("4 件工单有新动态", timeout=_PATIENCE)
    _forgive_the_line(site)


def test_a_slow_line_says_so_and_loses_nothing(site: Site) -> None:
    """Two seconds a way: the draft's saving is shown, and two presses keep the call once, whole."""
    page = site.as_("operator")
    line = page.context.new_cdp_session(page)
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 2000,
            "downloadThroughput": 20_000,
            "uploadThroughput": 20_000,
        },
    )

    _text(page).press_sequentially(_FIRST)
    expect(page.locator("#saved")).to_contain_text("正在保存草稿", timeout=_PATIENCE)
    expect(page.locator("#saved")).to_contain_text("草稿已保存", timeout=_PATIENCE)
    _text(page).press_sequentially(_SECOND)
    page.evaluate(
        "document.getElementById('keep').click(); document.getElementById('keep').click()"
    )

    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible(timeout=_PATIENCE)
    with site.world.sessions() as session:
        assert [ticket.text for ticket in session.query(Ticket)] == [_FIRST + _SECOND]


def test_rows_that_arrive_move_nothing(site: Site) -> None:
    """A new ticket and a colleague's claim, on the queue that somebody reads (CLS below 0.02)."""
    first = site.world.dispatched().number
    page = site.page()
    page.add_init_script(_SHIFTS)
    page.context.add_cookies([{"name": COOKIE, "value": "light.normal", "url": site.address}])
    other = site.as_("leader")
    page.goto("/log-in")
    page.get_by_label("登录名").fill("social_security")
    page.get_by_label("密码").fill("Correct-Horse-12351")
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#news")).to_have_attribute("data-heard", "yes")

    site.world.dispatched()
    expect(page.locator("#news")).to_contain_text("1 条新工单")
    other.goto("/department")
    other.get_by_role("button", name=f"签收 {first}").click()
    expect(page.locator(f"tr[data-number='{first}']")).to_contain_text("测试leader")

    assert page.evaluate("window.shifted") < 0.02


def test_the_main_pages_are_readable_dark_and_large(site: Site) -> None:
    """Contrast, names and sizes hold in the other look too (axe, WCAG 2.2 AA)."""
    number, answered = site.world.dispatched().number, replied(site.world)
    faults: list[str] = []

    for who, paths in _DARK_AND_LARGE.items():
        page = site.as_(who)
        page.context.add_cookies([{"name": COOKIE, "value": "dark.large", "url": site.address}])
        for path in paths:
            page.goto(path.format(number=number, answered=answered))
            assert page.locator("html.large-type").count() == 1
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": _STANDARDS}})
            faults += [
                f"{path} {fault['id']}: {fault['nodes'][0]['html'][:160]}"
                for fault in found.response["violations"]
            ]

    assert faults == []


def test_the_wall_lives_without_javascript(site: Site) -> None:
    """A browser of a television: the page asks for itself again; here after one second instead of twenty."""
    page = site.as_("wall", javascript=False)
    asked: list[str] = []

    def hurry(route: Route) -> None:
        answer = route.fetch()
        asked.append(route.request.url)
        route.fulfill(response=answer, body=answer.text().replace('content="20"', 'content="1"'))

    page.route("**/wall", hurry)
    page.goto("/wall")
    page.wait_for_timeout(3_500)

    assert len(asked) > 1
