"""Opens a file by what it is and makes its rows pleas."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotline.importing.columns import mapping_of
from hotline.importing.json_lines import read_json_lines
from hotline.importing.pleas import PleaMaker
from hotline.importing.records import CannotRead, Fault, Record
from hotline.importing.tables import read_csv, read_xlsx
from models.domain.policy import Policy
from models.services.plea import Plea

_JSON = (".jsonl", ".ndjson", ".json")
_TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Asked:
    """What the person asked for on the command line."""

    path: Path
    wishes: Mapping[str, str]
    source: str
    encoding: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Opened:
    """A file being read: its columns and fields, and its rows."""

    mapping: Mapping[str, str]
    unused: tuple[str, ...]
    source: str
    records: Iterator[Record | Fault]

    def rows(self, policy: Policy) -> Iterator[tuple[int, Plea] | Fault]:
        """The rows as pleas with their line numbers, read once; `policy` says which categories there are."""
        maker = PleaMaker(policy, self.mapping, self.source)
        return (_made(maker, record) for record in self.records)


def opened(asked: Asked) -> Opened:
    """Read the names of the columns; raises CannotRead if no column holds words."""
    if not asked.path.is_file():
        raise CannotRead(f"没有文件 {asked.path}。")
    records = _records(asked)
    names = _names(asked)
    mapping = mapping_of(names, asked.wishes)
    if "text" not in mapping.values():
        raise CannotRead(
            f"没有找到诉求内容列。文件的列：{'、'.join(names)[:300]}。请用 --map 列名=text 指明。"
        )
    unused = tuple(name for name in names if name and name not in mapping)
    return Opened(mapping, unused, asked.source, records)


def _made(maker: PleaMaker, record: Record | Fault) -> tuple[int, Plea] | Fault:
    if isinstance(record, Fault):
        return record
    plea = maker.plea(record)
    return plea if isinstance(plea, Fault) else (record.line, plea)


def _records(asked: Asked) -> Iterator[Record | Fault]:
    def is_header(names: Sequence[str]) -> bool:
        return "text" in mapping_of(names, asked.wishes).values()

    kind = asked.path.suffix.lower()
    if kind in _JSON:
        return read_json_lines(asked.path, asked.encoding)
    if zipfile.is_zipfile(asked.path):
        return read_xlsx(asked.path, is_header, asked.sheet)
    if kind in _TABLES:
        return read_csv(asked.path, is_header, asked.encoding)
    raise CannotRead(f"不认识 {asked.path.name} 的格式，可以导入 JSONL、CSV 和 XLSX。")


def _names(asked: Asked) -> list[str]:
    """Columns in the order in which they first appear: JSON lines need not all have the same."""
    names: dict[str, None] = {}
    for record in _records(asked):
        if isinstance(record, Record):
            names.update(dict.fromkeys(record.cells))
            if asked.path.suffix.lower() not in _JSON:
                break
    return list(names)
