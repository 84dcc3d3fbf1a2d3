"""The command as a person gives it, against an installation with a province."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from models.settings import Settings
from tests.builders import World

Hotline = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def hotline(world: World, settings: Settings) -> Hotline:
    """`hotline ...` against the test's servers."""
    environ = {n: v for n, v in os.environ.items() if not n.startswith("HOTLINE_")} | {
        "HOTLINE_HOME": str(settings.home),
        "HOTLINE_DATABASE_URL": settings.database_url,
        "HOTLINE_REDIS_URL": settings.redis_url,
    }

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hotline.cli", *map(str, arguments)],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run
