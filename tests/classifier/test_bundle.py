"""Promises about the bundle: data only, any changed byte is refused, same corpus same bundle."""

from __future__ import annotations

import dataclasses
import fcntl
import io
import os
import select
import stat
import subprocess
import sys
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from classifier.bundle import default_path, ensure_default, write
from classifier.corpus_files import Example, read_examples
from classifier.cut import Cutter, default_cutter
from classifier.format import MARK, Bundle, pack, unpack
from classifier.model import Classifier
from classifier.train import train
from models.domain.errors import BundleInvalid, InvalidInput


def test_what_is_packed_is_unpacked(small_bundle: Bundle) -> None:
    """Weights are stored in half precision and were measured so: nothing changes on the way."""
    again = unpack(pack(small_bundle))

    assert np.array_equal(again.weights, small_bundle.weights)
    assert again.vocabulary.names == small_bundle.vocabulary.names
    assert dict(again.manifest) == dict(small_bundle.manifest)


def test_the_same_corpus_gives_the_same_bytes(
    small_bundle: Bundle, small_examples: list[Example]
) -> None:
    """Two hosts that train get one bundle, known by one sha256."""
    again = train(small_examples, cutter=default_cutter(), corpus="small")

    assert pack(again) == pack(small_bundle)


@pytest.mark.parametrize("place", [0, 20, 60, 500, -200, -1])
def test_any_changed_byte_is_refused(small_bundle: Bundle, place: int) -> None:
    """A damaged or altered bundle never speaks."""
    raw = bytearray(pack(small_bundle))
    raw[place] ^= 1

    with pytest.raises(BundleInvalid):
        unpack(bytes(raw))


@pytest.mark.parametrize("raw", [b"", b"x", MARK, MARK + b"0" * 32, b"\x80\x04K\x01."])
def test_what_is_no_bundle_is_refused(raw: bytes) -> None:
    """Empty, cut short, or a pickle: one clear error."""
    with pytest.raises(BundleInvalid):
        unpack(raw)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    """The sentence names the file."""
    with pytest.raises(BundleInvalid, match="nowhere"):
        Classifier.load(tmp_path / "nowhere.hcb")


@pytest.mark.parametrize("name", ["codes", "demand_types", "features", "words"])
def test_a_bundle_for_another_program_is_refused(small_bundle: Bundle, name: str) -> None:
    """Other labels, words or features would be read as ours and answer nonsense."""
    manifest = {**small_bundle.manifest, name: "other"}

    with pytest.raises(BundleInvalid, match=name):
        unpack(pack(dataclasses.replace(small_bundle, manifest=manifest)))


def test_a_bundle_of_another_cutter_is_refused(small_bundle: Bundle) -> None:
    """Other cuts are other words."""
    other = Cutter(name="other 1.0", cut=list)

    with pytest.raises(BundleInvalid, match=r"other 1\.0"):
        Classifier.load(pack(small_bundle), cutter=other)


def test_weights_of_the_wrong_shape_are_refused(small_bundle: Bundle) -> None:
    """A well-formed archive with the wrong arrays is no bundle."""
    with pytest.raises(BundleInvalid, match="weights"):
        unpack(pack(dataclasses.replace(small_bundle, weights=small_bundle.weights[1:])))


def test_the_file_holds_no_objects(small_bundle: Bundle) -> None:
    """Every array is plain numbers, so loading can run no code."""
    content = pack(small_bundle)[len(MARK) + 32 :]

    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        kinds = {arrays[name].dtype.kind for name in arrays.files}

    assert kinds <= {"f", "u"}


def test_writing_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """The old file stays until the new one is complete; no crumbs remain."""
    path = tmp_path / "a" / "bundle.hcb"
    write(b"one", path)
    write(b"two", path)

    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_home_that_cannot_be_is_said(tmp_path: Path) -> None:
    """The sentence names the folder and the setting that chooses another."""
    (tmp_path / "file").write_text("")

    with pytest.raises(BundleInvalid, match="HOTLINE_HOME"):
        ensure_default(tmp_path / "file" / "home", lambda _sentence: None)


def test_too_little_to_learn_from_is_said() -> None:
    """No corpus, no model: an error that a person understands."""
    with pytest.raises(InvalidInput):
        train([], cutter=default_cutter(), corpus="")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "a"}',
        '{"text": "a", "code": "9999", "demand_type": "Q", "urgency": "P3"}',
        '{"text": " ", "code": "0101", "demand_type": "Q", "urgency": "P3"}',
        '{"text": "a", "code": "0101", "demand_type": "?", "urgency": "P3"}',
    ],
)
def test_a_bad_training_line_is_named(line: str) -> None:
    """File and line stand in the message."""
    with pytest.raises(InvalidInput, match=r"x\.jsonl 第 2 行"):
        read_examples(["", line], name="x.jsonl")


def test_two_processes_may_want_the_default_bundle_at_once(own_bundle_path: Path) -> None:
    """Web and worker start together over a broken file: one trains, both get the same whole one."""
    unpack(own_bundle_path.read_bytes())

    assert not [*own_bundle_path.parent.glob(".*")]


def test_a_training_ends_with_the_program_that_wanted_it(tmp_path: Path) -> None:
    """kill -9 in the middle of it: the training stops, nothing half-written remains, the lock is free."""
    crumb = (
        tmp_path / f".{default_path(tmp_path).name}-crumb"
    )  # of a training killed while it wrote
    crumb.write_bytes(b"half")
    program = "import sys; from pathlib import Path; from classifier.bundle import ensure_default; ensure_default(Path(sys.argv[1]), print)"
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) as asking:
        training = _child_of(asking.pid)
        asking.kill()
    with training:
        assert select.select([training], [], [], 30)[0]

    with (tmp_path / "bundle.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert [file.name for file in tmp_path.iterdir()] == ["bundle.lock"]


def _child_of(pid: int) -> IO[bytes]:
    """A handle of the child's process that becomes readable when it ends."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    while not (found := children.read_text().split()):
        select.select([], [], [], 0.05)
    return os.fdopen(os.pidfd_open(int(found[0])), "rb")
