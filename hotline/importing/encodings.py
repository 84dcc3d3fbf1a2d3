"""UTF-8 or GB18030: decided over the whole file, so that one broken byte does not turn every word into another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hotline.importing.records import CannotRead

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class Lines:
    """Decoded lines of a file; `broken` collects the numbers of those whose bytes made no sense."""

    path: Path
    encoding: str
    broken: set[int] = field(default_factory=set)

    def __iter__(self) -> Iterator[str]:
        with self.path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                body = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
                try:
                    yield body.decode(self.encoding)
                except UnicodeDecodeError:
                    self.broken.add(number)
                    yield body.decode(self.encoding, "replace")


def lines_of(path: Path, chosen: str | None = None) -> Lines:
    """The lines in the encoding that was chosen, or in the one that fits most of them.

    Chinese text in GB18030 is hardly ever valid UTF-8, while UTF-8 is often valid (nonsense) GB18030: UTF-8
    is taken unless most of the lines that are not plain ASCII refuse it.
    """
    if chosen:
        return Lines(path, chosen)
    fitting = refusing = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if number == 1 and raw.startswith(_UTF16_MARKS):
                raise CannotRead(
                    "文件是 UTF-16 编码，请另存为 UTF-8 或 GB18030（GBK）的 CSV 再导入。"
                )
            if raw.isascii():
                continue
            try:
                raw.decode("utf-8")
                fitting += 1
            except UnicodeDecodeError:
                refusing += 1
    return Lines(path, "gb18030" if refusing > fitting else "utf-8")
