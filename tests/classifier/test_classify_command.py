"""Promises of `hotline classify`: every good line is answered in order, every bad one is named."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.bundle import write
from classifier.format import Bundle, pack
from classifier.model import Classifier
from hotline.commands.classify import answer
from models.policy.load import default_policy

FIELDS = [
    "id", "category", "queue", "co_handlers", "demand_type", "urgency", "confidence",
    "abstained", "emergency", "red_flags", "because", "entities",
]  # fmt: skip


class Run:
    """One run over given lines: status, answers, complaints."""

    def __init__(self, classifier: Classifier, *lines: bytes) -> None:
        out, self.complaints = io.BytesIO(), list[str]()
        taxonomy = default_policy().taxonomy
        self.status = answer(classifier, taxonomy, lines=lines, out=out, say=self.complaints.append)
        self.raw = out.getvalue()
        self.answers = [json.loads(line) for line in self.raw.decode().splitlines()]


def line(identity: object, text: object) -> bytes:
    """One input line."""
    return json.dumps({"id": identity, "text": text}).encode() + b"\n"


def test_an_answer_has_exactly_the_promised_fields(small: Classifier) -> None:
    """Names and order of design 5: others parse this."""
    run = Run(small, line("a", "公司三个月没发工资，我们二十多个工人"))

    [said] = run.answers
    assert run.status == 0
    assert list(said) == FIELDS
    assert (said["category"], said["queue"]) == ("0102", "social_security")
    assert said["urgency"] == "P2"
    spans = said["entities"].pop("spans")
    assert said["entities"] == {"persons": 20, "months": 3}
    assert [span["kind"] for span in spans] == ["months_owed", "persons"]
    assert set(said["because"][0]) == {"word", "weight"}


def test_an_emergency_goes_to_the_emergency_queue(small: Classifier) -> None:
    """Emergency <=> P1 <=> queue emergency, with its red flags shown."""
    [said] = Run(small, line(1, "我不想活了")).answers

    assert (said["emergency"], said["urgency"], said["queue"]) == (True, "P1", "emergency")
    assert said["red_flags"][0]["word"] == "不想活"


BAD = [
    (b"{", "JSON"),
    (b"[1]", "JSON"),
    (b"null", "JSON"),
    (b'{"text": "a"}', "id"),
    (b'{"id": true, "text": "a"}', "id"),
    (b'{"id": "x"}', "text"),
    (b'{"id": "x", "text": 5}', "text"),
    (b'{"id": "x", "text": null}', "text"),
    (b'{"id": "x", "text": ["a"]}', "text"),
    (b'\xff\xfe{"id": "x", "text": "a"}', "UTF-8"),
    (b"[" * 100_000, "JSON"),
]


@pytest.mark.parametrize(("bad", "names"), BAD, ids=lambda value: repr(value)[:20])
def test_a_bad_line_is_named_and_the_others_are_answered(
    small: Classifier, bad: bytes, names: str
) -> None:
    """One broken row in a night's export must not cost the rest."""
    run = Run(small, line(1, "被辞退了"), bad + b"\n", line(3, "没交社保"))

    assert [said["id"] for said in run.answers] == [1, 3]
    assert run.status == 1
    [complaint] = run.complaints
    assert complaint.startswith("第 2 行")
    assert names in complaint


ODD = [
    "",
    "\x00",
    "\ud800",
    "工资\udfff没发",
    "\u2028",
    "a\nb",
    "😀",
    "x" * 1_000_000,
    "没发工资" * 60_000,
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: f"{len(text)} characters")
def test_odd_texts_are_answered_with_valid_json(small: Classifier, text: str) -> None:
    """Empty, NUL, lone surrogates, a megabyte: an answer, in valid UTF-8, on one line."""
    run = Run(small, line("odd", text))

    assert (run.status, len(run.answers)) == (0, 1)
    assert run.raw.count(b"\n") == 1


def test_an_id_comes_back_as_it_was(small: Classifier) -> None:
    """Numbers stay numbers, odd strings stay odd."""
    ids = [0, -5, 10**30, "", "号", "\ud800", '"']

    assert [said["id"] for said in Run(small, *(line(i, "工资") for i in ids)).answers] == ids


def test_order_is_kept_over_many_lines_and_blank_ones_are_passed_over(small: Classifier) -> None:
    """A thousand lines with blanks between: the same order, no complaint."""
    lines = [part for at in range(1000) for part in (line(at, f"工资{at}没发"), b"\n")]

    run = Run(small, *lines)

    assert [said["id"] for said in run.answers] == list(range(1000))
    assert (run.status, run.complaints) == (0, [])


def test_a_byte_order_mark_is_forgiven(small: Classifier) -> None:
    """Files saved by an office program begin with one."""
    assert Run(small, b"\xef\xbb\xbf" + line("a", "工资")).status == 0


def test_the_command_needs_no_server(small_bundle: Bundle, tmp_path: Path) -> None:
    """The real program, a pipe in, a pipe out, exit status 1 for a bad line."""
    write(pack(small_bundle), tmp_path / "small.hcb")

    done = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "classify", "--bundle", tmp_path / "small.hcb"],
        input=line("a", "公司拖欠工资") + b"broken\n" + line("b", "没交社保"),
        capture_output=True,
        check=False,
    )

    assert [json.loads(said)["id"] for said in done.stdout.splitlines()] == ["a", "b"]
    assert done.stderr.decode().startswith("第 2 行")
    assert done.returncode == 1
