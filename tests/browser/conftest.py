"""One real Chromium per test process, and a site per test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from models.domain.verdict import Reason
from models.settings import Settings
from tests.browser.site import Site, served
from tests.builders import World, a_verdict


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = shutil.which("chromium")
    assert program, "chromium is missing: .ci/browser installs it, `make test` calls that"
    with sync_playwright() as playwright:
        # Root needs --no-sandbox; a container's /dev/shm is small.
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


@pytest.fixture
def site(settings: Settings, world: World, browser: Browser) -> Iterator[Site]:
    """The application, served; at the end no page may have complained."""
    verdict = a_verdict(
        because=(Reason("没发工资", 1.4),),
        alternatives=(("0102", 0.81), ("0101", 0.1), ("0103", 0.04)),
    )
    with served(settings, world, browser, verdict) as site:
        yield site
        assert site.faults == []
