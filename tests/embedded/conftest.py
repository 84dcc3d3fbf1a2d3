"""Folders for servers of our own: short, and passable for the system user that root needs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifier.bundle import default_path, write
from classifier.corpus_files import read_corpus
from classifier.cut import default_cutter
from classifier.format import pack
from classifier.train import train
from hotline.embedded_places import make_home, server_user

_SLICE = (
    40  # every so many-th text of the corpus: enough to be a bundle, too little to be waited for
)


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


@pytest.fixture(scope="session")
def small_bundle() -> bytes:
    """A bundle of a slice of the corpus, trained once in seconds."""
    return pack(train(read_corpus()[::_SLICE], cutter=default_cutter(), corpus="slice"))


@pytest.fixture
def taught_home(home: Path, small_bundle: bytes) -> Path:
    """An installation that finds its bundle and needn't train for a minute beside the test."""
    make_home(home, server_user())
    write(small_bundle, default_path(home))
    return home
