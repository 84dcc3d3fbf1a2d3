"""Promises of the command line: what a person can mend is one sentence, never a traceback."""

from __future__ import annotations

import os
import pkgutil
import socket
import subprocess
import sys
from pathlib import Path

from hotline import commands
from hotline.embedded_places import locked, make_home, server_user


def hotline(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `hotline` as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "hotline.cli", *arguments],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_names_every_command() -> None:
    """A command that is added as a file is found without a list to forget."""
    told = hotline("--help")

    names = {
        module.name.rstrip("_").replace("_", "-")
        for module in pkgutil.iter_modules(commands.__path__)
    }
    assert told.returncode == 0
    assert names <= set(told.stdout.split())


def test_busy_port_is_one_sentence_and_starts_nothing(home: Path) -> None:
    """The sentence names the setting to change; no database was made for nothing."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        told = hotline("run", HOTLINE_HOME=str(home), HOTLINE_BIND=f"127.0.0.1:{port}")

    assert told.returncode == 1
    assert "占用" in told.stderr
    assert "HOTLINE_BIND" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not home.exists()


def test_second_run_on_the_same_home_is_one_sentence(home: Path) -> None:
    """Two programs on one data folder would be the end of it."""
    make_home(home, server_user())
    with locked(home, "postgres"), socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()

        told = hotline("run", HOTLINE_HOME=str(home), HOTLINE_BIND=f"127.0.0.1:{port}")

    assert told.returncode == 1
    assert "HOTLINE_HOME" in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_all_faulty_settings_are_one_sentence() -> None:
    told = hotline("migrate", HOTLINE_BIND="x", HOTLINE_WORKERS="0")

    assert told.returncode == 1
    assert "HOTLINE_BIND" in told.stderr
    assert "HOTLINE_WORKERS" in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_serving_without_addresses_says_what_is_missing(home: Path) -> None:
    told = hotline("serve", HOTLINE_HOME=str(home))

    assert told.returncode == 1
    assert "HOTLINE_DATABASE_URL" in told.stderr
    assert len(told.stderr.splitlines()) == 1
