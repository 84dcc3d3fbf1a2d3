"""`hotline run`: everything on this machine with one command; Ctrl-C stops everything."""

from __future__ import annotations

import argparse
import os

from hotline import running
from hotline.cli_types import Subparsers
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    run_parser = subparsers.add_parser("run", help="在本机启动全部（没有给出地址时自带数据库）")
    run_parser.set_defaults(command=run)


def run(_arguments: argparse.Namespace) -> int:
    return running.run(settings_from(os.environ))
