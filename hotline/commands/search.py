"""`hotline search rebuild`: every ticket anew into the search index; after a kill it goes on where it was."""

from __future__ import annotations

import argparse
import os
import sys
import time

from hotline.cli_types import Subparsers
from hotline.embedded import servers_for
from models.queries import search_index
from models.settings import Settings, settings_from
from workers import runtime
from workers.indexing import Indexer, tools

_BATCH = 500
_TELL_EVERY_SECONDS = 2.0


def add(subparsers: Subparsers) -> None:
    command = subparsers.add_parser("search", help="维护全文检索的索引")
    command.add_argument("what", choices=["rebuild"], help="rebuild：重建全部工单的索引")
    command.add_argument(
        "--missing", action="store_true", help="只补缺少或过期的，不动已是最新的（快得多）"
    )
    command.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    with servers_for(settings_from(os.environ), _say) as settings:
        return rebuild(settings, whole=not arguments.missing)


def rebuild(settings: Settings, *, whole: bool) -> int:
    """Batch by batch, each a transaction of its own; exit status 1 if a ticket could not be indexed."""
    built = runtime.build(settings)
    with built.sessions() as session:
        tickets, _rows = search_index.totals(session)
    indexer = Indexer(built, tools(), _BATCH)
    began = told = time.monotonic()
    seen = rows = 0
    more = True
    while more:
        done = indexer.rebuild(whole=whole)
        more, rows, seen = done.more, rows + done.rows, seen + _BATCH
        if time.monotonic() - told >= _TELL_EVERY_SECONDS:
            told = time.monotonic()
            _say(
                f"已处理 {min(seen, tickets)} / {tickets} 件（每秒 {seen / (told - began):.0f} 件）……"
            )
    print(
        f"检索索引已重建：写入 {rows} 件，共 {tickets} 件，用时 {time.monotonic() - began:.0f} 秒。"
    )
    if indexer.broken:
        _say(f"有 {len(indexer.broken)} 件没有编入索引，编号见日志（ticket_not_indexed）。")
    return 1 if indexer.broken else 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
