"""Cut Chinese text into words: rjieba where its wheel exists, jieba itself elsewhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from importlib import import_module, metadata, resources
from pathlib import Path
from types import ModuleType

import jieba

try:
    rust: ModuleType | None = import_module("rjieba")
except ImportError:  # no wheel for this platform
    rust = None

_WORDS = resources.files("classifier") / "words"
_FREQUENCY = 2000  # high enough to win against the pieces of a compound


def user_words() -> tuple[str, ...]:
    """The labour words of words/userdict.txt, one a line, `#` starts a comment."""
    lines = (_WORDS / "userdict.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines for word in line.split("#")[0].split())


class Cutter:
    """Cuts texts; `name` goes into the bundle's manifest, because another cutter reads other words."""

    def __init__(
        self,
        *,
        name: str,
        cut: Callable[[str], Iterable[str]],
        finer: Callable[[str], Iterable[str]] | None = None,
    ) -> None:
        self.name = name
        self._cut = cut
        self._finer = finer or cut

    def words(self, text: str) -> list[str]:
        """The words in order; joined they are `text` again."""
        return list(self._cut(text))

    def all_words(self, text: str) -> list[str]:
        """The words and the shorter words inside them: 拖欠 工资 拖欠工资."""
        return list(self._finer(text))


def rust_cutter() -> Cutter | None:
    """The Rust port: 20 times faster, or None where no wheel exists."""
    if rust is None:
        return None
    engine = rust.Jieba()
    for word in user_words():
        engine.add_word(word, _FREQUENCY, "n")
    return Cutter(name=cutter_name(), cut=engine.cut, finer=engine.cut_for_search)


def python_cutter(cache_folder: Path | None = None) -> Cutter:
    """jieba itself, with a tokenizer and a cache file of our own (jieba #274: /tmp is shared)."""
    engine = jieba.Tokenizer()
    engine.tmp_dir = str(cache_folder or _private_folder())
    engine.cache_file = "hotline-jieba.cache"
    engine.initialize()
    for word in user_words():
        engine.add_word(word, _FREQUENCY, "n")
    return Cutter(name=_name("jieba"), cut=engine.cut, finer=engine.cut_for_search)


def cutter_name() -> str:
    """The name of the default cutter, without starting it."""
    return _name("jieba" if rust is None else "rjieba")


def default_cutter() -> Cutter:
    """The fastest cutter that this machine has."""
    return rust_cutter() or python_cutter()


def _name(package: str) -> str:
    return f"{package} {metadata.version(package)}"


def _private_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"hotline-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
