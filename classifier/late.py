"""The reader for processes that begin without it: numpy, scipy and jieba are loaded where the first text is read.

A web process that imports them answers half a second of processor time later than it could.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.model import Classifier
    from classifier.search_words import ReaderWords


def own_reader(home: Path, say: Callable[[str], None]) -> Classifier:
    """The program's own bundle, trained first if it is missing; raises BundleInvalid as `ensure_default` does."""
    bundle, model = import_module("classifier.bundle"), import_module("classifier.model")
    reader: Classifier = model.Classifier.load(bundle.ensure_default(home, say))
    return reader


@cache
def search_words() -> ReaderWords:
    """What the search box needs of the reader, from the first question on."""
    words: ReaderWords = import_module("classifier.search_words").reader_words()
    return words


def reader_of(body: bytes) -> Classifier:
    """A reader with the bundle that these bytes are; raises BundleInvalid as `Classifier.load` does."""
    reader: Classifier = import_module("classifier.model").Classifier.load(body)
    return reader


def own_bundle(home: Path, say: Callable[[str], None]) -> tuple[bytes, Mapping[str, Any]]:
    """The program's own bundle and its manifest, trained first if it is missing."""
    bundle, form = import_module("classifier.bundle"), import_module("classifier.format")
    raw = bundle.ensure_default(home, say).read_bytes()
    return raw, form.unpack(raw).manifest
