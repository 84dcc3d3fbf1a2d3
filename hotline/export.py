"""The queue as a file for a spreadsheet: no caller, no originals, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from importlib import import_module

Row = Sequence[str]
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What makes a spreadsheet compute a cell (OWASP, CSV injection); full-width twins are turned by some of them.
_RUNS = re.compile(r"^[\s\x00-\x20]*[=+\-@|%＝＋－＠]|^[\t\r\n]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_CELL = 32_000  # a spreadsheet's own limit is 32,767


def harmless(value: str) -> str:
    """The value so that it is read and never run: an apostrophe in front says "these are words"."""
    clean = _UNWRITABLE.sub("", value)[:_LONGEST_CELL]
    return f"'{clean}" if _RUNS.match(clean) else clean


def as_csv(head: Row, rows: Sequence[Row]) -> bytes:
    """UTF-8 with a mark in front, without which Chinese Excel reads it as GBK."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(head)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return page.getvalue().encode("utf-8-sig")


def as_xlsx(head: Row, rows: Sequence[Row]) -> bytes:
    """One sheet; every cell is a string, whatever it looks like."""
    # Loaded for the first file: it brings numpy with it, and the web should answer before.
    openpyxl, styles = import_module("openpyxl"), import_module("openpyxl.styles")
    cell_of = import_module("openpyxl.cell").WriteOnlyCell
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("工单")
    sheet.freeze_panes = "A2"
    title = [cell_of(sheet, value=name) for name in head]
    for cell in title:
        cell.font = styles.Font(bold=True)
    sheet.append(title)
    for row in rows:
        cells = [cell_of(sheet, value=harmless(value)) for value in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()
