"""The command line: `hotline COMMAND`. Each command is a file in hotline/commands with `add(subparsers)`."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

from hotline import commands
from hotline.cli_types import Command
from models.domain.errors import HotlineError

INTERRUPTED = 130  # what shells expect after Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. Errors that people can mend are one sentence, no traceback."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    chosen = parser(given).parse_args(given)
    command: Command = chosen.command
    try:
        return command(chosen) or 0
    except HotlineError as error:
        print(f"hotline：{error.message}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `hotline classify | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing to flush at exit
        return 1
    except OSError as fault:
        if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(
            f"hotline：磁盘已满（{fault.filename or '写入时'}）。请腾出空间后再试。",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """The command that is asked for; all of them for the help. Loading one is ten times faster."""
    whole = argparse.ArgumentParser(prog="hotline", description="12351 职工维权热线：分派与督办")
    subparsers = whole.add_subparsers(metavar="命令", required=True)
    names = sorted(found.name for found in pkgutil.iter_modules(commands.__path__))
    # import_.py: a file can't bear a name that the language keeps for itself.
    asked = [n for n in names if given and n.rstrip("_") == given[0].replace("-", "_")]
    for name in asked or names:
        importlib.import_module(f"{commands.__name__}.{name}").add(subparsers)
    return whole


if __name__ == "__main__":
    sys.exit(main())
