"""Promises about the training texts: many voices, no copies of one another, no sentence machine."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from importlib import resources
from pathlib import Path

import pytest

from classifier.corpus_files import Example, read_corpus, read_examples
from classifier.labels import CODES, P1_CODES
from models.domain.words import DemandType, Urgency

HELD_OUT = Path(__file__).parent / "held_out"
FEWEST = 25  # texts of the rarest category; the goal is 60
NEAR = 0.6  # share of common 5-character shingles from which two texts are one
OPENING = 8  # characters
GREETING = re.compile(
    r"^(?:喂|你好|您好|请问|想问一下|咨询一下|我想|那个|尊敬的领导|领导|律师|嗯)+"
)
_WORDLESS = re.compile(r"[\W_]")
_SKELETON_OF = re.compile(r"[0-9a-z一二三四五六七八九十百千万两]+")


def bare(text: str) -> str:
    return _WORDLESS.sub("", text)


def shingles(text: str) -> set[str]:
    plain = bare(text)
    return {plain[at : at + 5] for at in range(max(1, len(plain) - 4))}


def lines() -> list[dict[str, str]]:
    folder = resources.files("classifier") / "corpus"
    files = sorted(folder.iterdir(), key=lambda source: source.name)
    return [json.loads(line) for f in files for line in f.read_text("utf-8").splitlines() if line]


def test_no_text_is_nearly_another() -> None:
    """Shingles: also between categories, and between what is learnt and what is held out."""
    held = [example.text for example in held_out()]
    texts = [entry["text"] for entry in lines()] + held
    sets = [shingles(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    twins = []
    for at, own in enumerate(sets):
        shared = Counter(other for shingle in own for other in holders[shingle])
        twins += [
            (texts[at][:20], texts[other][:20])
            for other, many in shared.most_common(1)
            if many > NEAR * len(own | sets[other])
        ]
        for shingle in own:
            holders[shingle].append(at)

    assert not twins


@pytest.mark.parametrize("code", CODES)
def test_no_opening_is_worn_out(code: str) -> None:
    """First characters after a greeting; operators' notes do begin alike and are exempt."""
    own = [
        entry for entry in lines_of(code) if entry.get("style") not in ("note", "call", "operator")
    ]
    openings = Counter(bare(GREETING.sub("", entry["text"]))[:OPENING] for entry in own)
    most = max(4, len(own) * 3 // 100)

    assert [one for one, many in openings.items() if one and many > most] == []


@pytest.mark.parametrize("code", CODES)
def test_no_two_sentences_share_a_skeleton(code: str) -> None:
    """A sentence whose numbers are blotted out is a skeleton; five of one kind are a machine's."""
    skeletons = Counter(
        skeleton
        for entry in lines_of(code)
        for skeleton in {
            _SKELETON_OF.sub("#", sentence)
            for sentence in re.split(r"[。!?！？；\n]", entry["text"])
        }
        if len(skeleton) >= 12
    )

    assert [one for one, many in skeletons.items() if many > 4] == []


def test_every_category_is_taught() -> None:
    """69 files, none of them thin, and labels that never contradict one another."""
    examples = read_corpus()
    many = Counter(example.code for example in examples)

    assert min(many[code] for code in CODES) >= FEWEST
    assert all(
        (e.code in P1_CODES) == (e.urgency is Urgency.P1) == (e.demand_type is DemandType.EMERGENCY)
        for e in examples
    )


def lines_of(code: str) -> list[dict[str, str]]:
    source = resources.files("classifier") / "corpus" / f"{code}.jsonl"
    return [json.loads(line) for line in source.read_text("utf-8").splitlines() if line]


def held_out() -> list[Example]:
    return [
        example
        for file in sorted(HELD_OUT.glob("*.jsonl"))
        for example in read_examples(file.read_text("utf-8").split("\n"), name=file.name)
    ]
