"""Folders for servers of our own: short, and passable for the system user that root needs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home() -> Iterator[Path]:
    """An own installation folder. (pytest's tmp_path is closed to other users, by its own choice.)"""
    folder = Path(tempfile.mkdtemp(prefix="hotline-"))
    folder.chmod(0o711)
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def said() -> list[str]:
    """Sentences that were said; pass `said.append`."""
    return []
