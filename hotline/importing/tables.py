"""CSV and XLSX: finds the row of column names, then a record per row with the line at which it begins."""

from __future__ import annotations

import csv
import itertools
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from hotline.importing.encodings import Lines, lines_of
from hotline.importing.records import CannotRead, Cell, Fault, Record

_TITLE_ROWS = 10  # exports like to put a title and a date above the names of the columns
_DELIMITERS = ",\t;|"
_LONGEST_CELL = 10_000_000

IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells without names yet."""

    line: int
    cells: Sequence[Cell]


def read_csv(
    path: Path, is_header: IsHeader, encoding: str | None = None
) -> Iterator[Record | Fault]:
    """Rows of a table in text; the delimiter is what the first lines use most."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = lines_of(path, encoding)
    start = "".join(itertools.islice(iter(lines), _TITLE_ROWS))
    lines.broken.clear()
    delimiter = max(_DELIMITERS, key=start.count)
    return _named(_csv_rows(lines, delimiter), is_header)


def read_xlsx(
    path: Path, is_header: IsHeader, sheet: str | None = None
) -> Iterator[Record | Fault]:
    """Rows of one sheet, the first unless another is named; line numbers are Excel's."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, EOFError) as fault:
        raise CannotRead(
            f"{path.name} 不是有效的 XLSX 文件，请用 Excel 或 WPS 另存后再试。"
        ) from fault
    if sheet is not None and sheet not in book.sheetnames:
        raise CannotRead(f"没有名为“{sheet}”的工作表。文件里有：{'、'.join(book.sheetnames)}。")
    chosen = book[sheet] if sheet is not None else book.worksheets[0]
    rows = (Row(n, list(cells)) for n, cells in enumerate(chosen.iter_rows(values_only=True), 1))
    return _named(rows, is_header)


def _csv_rows(lines: Lines, delimiter: str) -> Iterator[Row | Fault]:
    # strict: a quotation mark that is never closed would swallow every plea after it in silence.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield Fault(line, _told(str(fault)))
            continue
        if lines.broken.isdisjoint(range(line, reader.line_num + 1)):
            yield Row(line, cells)
        else:
            yield Fault(line, "含有无法识别的字节，请检查文件编码")


def _told(fault: str) -> str:
    if "end of data" in fault:
        return "引号没有闭合，从这一行到文件末尾都没有导入"
    if "field larger" in fault:
        return "单元格过大，多半是引号没有闭合"
    return "引号用法有误（单元格内的引号应写成两个）"


def _named(rows: Iterator[Row | Fault], is_header: IsHeader) -> Iterator[Record | Fault]:
    header = _header(rows, is_header)
    for row in rows:
        if isinstance(row, Fault):
            yield row
        elif any(_is_filled(cell) for cell in row.cells):
            # strict=False: exports leave out empty cells at the end, and add some without a name.
            named = {n: c for n, c in zip(header, row.cells, strict=False) if n}
            yield Record(row.line, named)


def _header(rows: Iterator[Row | Fault], is_header: IsHeader) -> list[str]:
    seen: list[list[str]] = []
    for row in itertools.islice(rows, _TITLE_ROWS):
        if isinstance(row, Fault):
            continue
        names = ["" if cell is None else str(cell).strip() for cell in row.cells]
        if is_header(names):
            return names
        seen.append([name for name in names if name])
    widest = max(seen, key=len, default=[])
    raise CannotRead(
        "没有找到诉求内容列。"
        + (f"文件的列：{'、'.join(widest)[:300]}。" if widest else "文件是空的。")
        + "请用 --map 列名=text 指明。"
    )


def _is_filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))
