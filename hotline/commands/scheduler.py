"""`hotline scheduler`: the loop that looks what is due and rings; several at once do no harm."""

from __future__ import annotations

import argparse
import os

from hotline.cli_types import Subparsers
from models.settings import settings_from
from workers import scheduler


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("scheduler", help="启动时限巡查（到期升级、补敲门铃）")
    parser.set_defaults(command=run)


def run(_arguments: argparse.Namespace) -> None:
    scheduler.run(settings_from(os.environ).complete())
