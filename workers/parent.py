"""A process that must not outlive its parent: a worker without a supervisor would be stopped by nobody."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """SIGTERM comes when `parent` ends, however it ends; SystemExit if it has ended already."""
    if (
        sys.platform == "linux"
    ):  # macOS has nothing like it; there the supervisor's own SIGTERM must do
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent has died already")
