"""Become another program that cannot outlive its parent: drop to a user, set the death signal, exec.

A script of its own (`python tether.py PARENT UID GID SIGNAL PROGRAM ARGUMENT...`) instead of a
`preexec_fn`, which is not safe in a program with threads.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_SAME_USER = -1


def main(parent: int, uid: int, gid: int, signal_number: int, *command: str) -> None:
    os.umask(0o077)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # our parent held them back while we were born
    if uid != _SAME_USER:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":  # after setuid, which clears it; macOS has nothing like it
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent has died already")
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    _parent, _uid, _gid, _signal = map(int, sys.argv[1:5])
    main(_parent, _uid, _gid, _signal, *sys.argv[5:])
