"""Promises about reading by the batch: the same features as one by one, wherever the texts stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from classifier import features, redflags
from classifier.clean import fold, mask
from classifier.corpus_files import read_examples
from classifier.cut import default_cutter
from classifier.features import GRAMS, Reader
from classifier.finder import SEPARATOR, Finder, points_of
from classifier.fold_batch import fold_all
from classifier.lexicon import Lexicon, default_lexicon
from classifier.redflags_batch import scan_all

HELD_OUT = Path(__file__).parent / "held_out" / "held_out.jsonl"
STRANGE = ["", " ", "😀", "\ud800不想活了\udfff", "工资工资工资", "a b\nc", "拖欠工资。" * 200]
LETTERS = st.text("工资欠ab ", max_size=12)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Held-out texts and strange ones."""
    lines = HELD_OUT.read_text("utf-8").split("\n")
    return [example.text for example in read_examples(lines, name="held_out")] + STRANGE


@given(st.sets(LETTERS.filter(bool), max_size=8), LETTERS)
def test_the_finder_finds_every_word_wherever_it_stands(words: set[str], text: str) -> None:
    """Overlapping ones and one within another, each with its offsets."""
    known = sorted(words)

    hits = Finder(known).find(points_of(text))

    found = {(int(start), int(end), known[word]) for start, end, word in zip(*hits, strict=True)}
    there = {
        (hit, hit + len(w), w)
        for w in known
        for hit in range(len(text))
        if text[hit:].startswith(w)
    }
    assert found == there
    assert len(hits.starts) == len(there)


def test_grams_are_counted_as_scikit_learn_counts_them(texts: list[str]) -> None:
    """The same matrix as its character analyser makes over the same vocabulary."""
    folded = [mask(text) for text in fold_all(texts)]
    cutter, nothing = default_cutter(), Lexicon({})
    names = [n for n in features.candidates(texts, cutter, nothing) if n[0] == "c"]
    theirs = CountVectorizer(
        analyzer="char",
        ngram_range=(min(GRAMS), max(GRAMS)),
        vocabulary=[name[1:] for name in names],
        # Its own folding of blanks would join what stands apart.
        preprocessor=lambda text: re.sub(r"[\W_]", "\uffff", text),
    ).transform(folded)

    places = Reader(cutter, nothing, names).read(texts).places
    ours = np.zeros(theirs.shape, dtype=np.int64)
    np.add.at(ours, (places.texts, places.features), 1)

    assert len(names) > 5_000
    assert (ours == theirs.toarray()).all()


def test_words_and_concepts_are_found_as_one_by_one(texts: list[str]) -> None:
    """Every cut word and every word of the lexicon, once more where the first sentence names it."""
    cutter, lexicon = default_cutter(), default_lexicon()
    names = features.candidates(texts, cutter, lexicon)
    reading = Reader(cutter, lexicon, names).read(texts)
    for at in range(0, len(texts), 7):
        folded = mask(fold(texts[at]))
        own = reading.places_of(at)
        said = sorted(names[f] for f in reading.places.features[own] if names[f][0] != "c")

        words = [f"w{w}" for w in cutter.words(folded) if f"w{w}" in set(names)]
        hits = [
            (concept, place + len(word))
            for word in lexicon.words
            for place in range(len(folded))
            if folded.startswith(word, place)
            for concept in lexicon.concepts(word)
        ]
        first = min(60, *(p for p in (folded.find(e, 4) for e in "。!?;\n") if p >= 0), len(folded))
        concepts = [f"l{c}" for c, _ in hits] + [f"l{c}^" for c, end in hits if end <= first]
        assert said == sorted(words + concepts)


def test_neighbours_change_nothing(texts: list[str]) -> None:
    """A text's row is the same alone and in company."""
    cutter, lexicon = default_cutter(), default_lexicon()
    reader = Reader(cutter, lexicon, features.candidates(texts, cutter, lexicon))

    together = reader.read(texts).counts

    for at in range(0, len(texts), 11):
        assert (together[at] != reader.read([texts[at]]).counts).nnz == 0


def test_the_prefilter_of_the_danger_rules_drops_none(texts: list[str]) -> None:
    """Looking first for what every hit contains gives the same flags as trying every rule on every text."""
    spaced = [" ".join(text) for text in texts[:50]]

    assert scan_all(texts + spaced) == [redflags.scan(text) for text in texts + spaced]


def test_no_word_reaches_over_the_border_of_two_texts() -> None:
    """Folding never makes the separator, and no feature contains it."""
    assert fold_all(["工资\0拖欠"]) == [fold("工资\0拖欠")]
    assert SEPARATOR not in fold("工资\0拖欠")


def test_a_batch_is_folded_as_its_texts_are(texts: list[str]) -> None:
    """Two ways to fold, one spelling."""
    assert fold_all(texts) == [fold(text) for text in texts]


def test_danger_is_heard_without_numpy() -> None:
    """The web starts in less than a second: what it asks at intake loads neither numpy nor jieba."""
    program = "import sys, hotline.app; sys.exit(bool({'numpy', 'jieba'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
