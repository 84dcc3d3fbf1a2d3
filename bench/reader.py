"""`python -m bench.reader`: how fast texts are read, beside jieba's own cutting rate in the same run.

Uses the default bundle (trained at first use) and the held-out texts; needs no server.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.report import Line, percentile, tell
from classifier.bundle import ensure_default
from classifier.corpus_files import read_corpus
from classifier.cut import default_cutter, python_cutter
from classifier.model import Classifier
from models.settings import settings_from

TEXTS = 2_000
SINGLE = 500
MEGABYTE = 1_000_000
_ROUNDS = 3  # taken in turns, the best of each counts: others work on this machine, too


def main() -> int:
    path = ensure_default(settings_from(os.environ).home, lambda said: print(said, file=sys.stderr))
    texts = [example.text for example in read_corpus()][:: max(1, 6_000 // TEXTS)][:TEXTS]
    tell(measure(path, texts))
    return 0


def measure(path: Path, texts: Sequence[str]) -> list[Line]:
    """Rates in texts a second, times in milliseconds."""
    load = _seconds(lambda: Classifier.load(path, cutter=default_cutter()))
    reader = Classifier.load(path)
    python, fast = python_cutter(), default_cutter()
    reader.verdicts(texts[:100])  # warm
    rounds = [
        [
            len(texts) / _seconds(act)
            for act in (
                lambda: [python.words(text) for text in texts],
                lambda: [fast.words(text) for text in texts],
                lambda: reader.verdicts(texts, explained=False),
                lambda: reader.verdicts(texts),
            )
        ]
        for _ in range(_ROUNDS)
    ]
    jieba, cut, bare, batch = (max(column) for column in zip(*rounds, strict=True))
    single = [_seconds(partial(reader.verdicts, [text])) for text in texts[:SINGLE]]
    return [
        Line("reader", "jieba's own cutting", jieba, "texts/s"),
        Line("reader", "cutting as we do", cut, "texts/s"),
        Line("reader", "verdicts in a batch", bare, "texts/s"),
        Line("reader", "with reasons and facts", batch, "texts/s"),
        Line("reader", "verdicts against jieba's cutting", bare / jieba, "times", at_least=5),
        Line("reader", "with reasons and facts, against it", batch / jieba, "times"),
        Line("reader", "one text, p50", 1000 * percentile(single, 50), "ms"),
        Line("reader", "one text, p99", 1000 * percentile(single, 99), "ms", at_most=3),
        Line("reader", "loading the bundle", load, "s", at_most=0.5),
        Line("reader", "size of the bundle", path.stat().st_size / MEGABYTE, "MB", at_most=20),
    ]


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
