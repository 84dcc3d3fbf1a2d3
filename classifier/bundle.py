"""The bundle that belongs to this program: trained at first use, kept in HOTLINE_HOME.

No binary stands in git or in the wheel; the corpus does. Its hash is in the file's name, so a
program with other texts, words or another cutter trains its own and harms nobody else's.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from classifier import features
from classifier.corpus_files import corpus_hash, words_hash
from classifier.cut import cutter_name
from classifier.format import MARK, unpack
from models.domain.errors import BundleInvalid

TRAINING_LIMIT = 1800  # seconds; usually it takes one or two minutes, on a drowned machine twelve
_PART = "."  # before the name of a file that isn't whole yet
Say = Callable[[str], None]
_ROOT = Path(__file__).resolve().parent.parent


def default_path(home: Path) -> Path:
    """Where this program's own bundle stands, trained or not."""
    parts = (corpus_hash(), words_hash(), cutter_name(), str(features.VERSION), MARK.decode())
    fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return home / f"bundle-{fingerprint[:16]}.hcb"


def ensure_default(home: Path, say: Say) -> Path:
    """The default bundle's path; trains it when it is missing or broken. Two at once do no harm.

    Raises BundleInvalid when training fails or `home` can't be written.
    """
    path = default_path(home)
    if _is_whole(path):
        return path
    with _alone(home):
        if not _is_whole(path):  # another process may have trained it while we waited
            say("第一次使用，正在训练分类模型，约需一两分钟……")
            for part in home.glob(f"{_PART}{path.name}-*"):
                part.unlink()  # of a training that was killed while it wrote; we hold the lock
            _train(path)
            say("分类模型已训练好。")
    return path


def write(raw: bytes, path: Path) -> None:
    """Put the file in place whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f"{_PART}{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _is_whole(path: Path) -> bool:
    try:
        unpack(path.read_bytes())
    except (OSError, BundleInvalid):
        return False
    return True


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One trainer at a time in this home; the lock dies with its process."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = (home / "bundle.lock").open("a")
    except (PermissionError, FileExistsError, NotADirectoryError) as fault:
        hint = "请用 HOTLINE_HOME 指定一个可写的文件夹"
        raise BundleInvalid(f"不能在 {home} 存放分类模型：{fault.strerror}。{hint}。") from fault
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _train(path: Path) -> None:
    """In a process of its own: its memory is given back, and the web's threads don't wait for it.

    It holds one end of a pipe whose other end only we have: however we die, the kernel closes it,
    and the training ends too.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *_python_path()])}
    tether, held = os.pipe()
    try:
        done = subprocess.run(  # noqa: S603 - our own module with our own path
            [sys.executable, "-m", "classifier.train", str(path), str(tether)],
            env=environment,
            pass_fds=(tether,),
            capture_output=True,
            text=True,
            timeout=TRAINING_LIMIT,
            check=False,
        )
    finally:
        os.close(tether)
        os.close(held)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["没有说明"]
        raise BundleInvalid(f"分类模型训练失败：{reason[0]}")


def _python_path() -> list[str]:
    return [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
