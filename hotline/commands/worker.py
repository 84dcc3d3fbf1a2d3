"""`hotline worker`: the hands that empty the queues."""

from __future__ import annotations

import argparse
import os

from hotline.cli_types import Subparsers
from models.settings import settings_from
from workers import supervisor


def add(subparsers: Subparsers) -> None:
    worker = subparsers.add_parser("worker", help="启动处理队列的进程（个数见 HOTLINE_WORKERS）")
    worker.set_defaults(command=run)


def run(_arguments: argparse.Namespace) -> None:
    supervisor.run(settings_from(os.environ).complete())
