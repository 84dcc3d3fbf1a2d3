"""`make screenshots`: the demonstration in a real Chromium, every page at two widths, into docs/pages.

Starts `hotline run` in a folder of its own, waits until its workers have read everything, and ends it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from hotline.demo.people import PASSWORD

TARGET = Path(__file__).parents[2] / "docs" / "pages"
SIZES = {"wide": (1366, 768), "phone": (390, 844)}
PAGES = (
    ("log-in", "", "/log-in"),
    ("call-desk", "operator", "/call-desk"),
    ("department", "social", "/department"),
    ("ticket", "social", "first of the list"),
    ("dispatch-desk", "dispatcher", "/dispatch-desk"),
    ("supervision", "supervisor", "/supervision"),
    ("wall", "wall", "/wall"),
    ("risk", "analyst", "/risk"),
    ("model", "supervisor", "/model"),
    ("call-backs", "callback", "/call-backs"),
    ("call-back", "callback", "first of the list"),
    ("notices", "supervisor", "/notices"),
    ("search", "supervisor", "/search"),
    ("me", "social", "/me"),
    ("users", "admin", "/admin/users"),
    ("units", "admin", "/admin/units"),
    ("taxonomy", "admin", "/admin/taxonomy"),
    ("templates", "admin", "/admin/templates"),
    ("status", "admin", "/admin/status"),
    ("track", "", "/track"),
)
_CALL = "我们十来个人在新乡一个工地贴砖，八月份到现在工钱一分没给，包工头电话也不接了，项目部说钱早拨下去了。"
_READ_WITHIN_MS = 600_000
_LOOK_EVERY_MS = 3_000


def main() -> None:
    """Run, shoot, stop."""
    home = Path(tempfile.mkdtemp(prefix="hl-"))
    home.chmod(0o711)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = os.environ | {"HOTLINE_HOME": str(home / "var"), "HOTLINE_BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "hotline.cli", "run"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            if not any("已就绪" in line for line in running.stdout):
                sys.exit("hotline run did not become ready")
            with sync_playwright() as playwright:
                program = shutil.which("chromium")
                browser = playwright.chromium.launch(
                    executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
                )
                _shoot(browser, f"http://127.0.0.1:{port}")
                browser.close()
        finally:
            running.send_signal(signal.SIGTERM)
            running.communicate()
    shutil.rmtree(home, ignore_errors=True)


def _shoot(browser: Browser, address: str) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    _wait_until_read(browser.new_page(base_url=address))
    for width, (across, down) in SIZES.items():
        for name, who, path in PAGES:
            context = browser.new_context(
                base_url=address, locale="zh-CN", viewport={"width": across, "height": down}
            )
            page = context.new_page()
            _open(page, who, path)
            page.screenshot(path=TARGET / f"{name}-{width}.png")
            print(TARGET.name, f"{name}-{width}.png", flush=True)
            context.close()


def _open(page: Page, who: str, path: str) -> None:
    if who:
        _log_in(page, who)
    if path.startswith("/"):
        page.goto(path)
    else:
        page.locator("table.list a").first.click()
    if path == "/call-desk":
        _type_a_call(page)
    if path == "/search":
        page.locator("#search-words").fill("工地 欠薪")
        page.keyboard.press("Enter")
        page.locator(".hits, .panel").first.wait_for()


def _log_in(page: Page, who: str) -> None:
    page.goto("/log-in")
    page.get_by_label("登录名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def _wait_until_read(page: Page) -> None:
    """The first run trains the model; until then the reader's place on the desk is not empty."""
    _log_in(page, "dispatcher")
    for _ in range(_READ_WITHIN_MS // _LOOK_EVERY_MS):
        page.goto("/dispatch-desk")
        if page.get_by_role("link", name="系统研判中 0").count():
            break
        page.wait_for_timeout(_LOOK_EVERY_MS)
    else:
        sys.exit("the workers did not read the demonstration in time")
    page.context.close()


def _type_a_call(page: Page) -> None:
    """The web loads the model at its first question: ask again until there is an answer."""
    for _ in range(_READ_WITHIN_MS // _LOOK_EVERY_MS):
        page.get_by_label("来电人说了什么").fill("")
        page.get_by_label("来电人说了什么").fill(_CALL)
        page.wait_for_timeout(_LOOK_EVERY_MS)
        if page.locator("[data-confidence]").inner_text():
            return
    sys.exit("no suggestion came in time")


if __name__ == "__main__":
    main()
