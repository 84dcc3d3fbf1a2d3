"""A release that hears fewer emergencies does not pass: the program's own bundle against texts by another writer."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.corpus_files import Example, read_examples
from classifier.faithful import faithfulness
from classifier.model import Classifier
from classifier.report import Report, report
from models.domain.verdict import Verdict
from models.policy.load import default_policy

HELD_OUT = Path(__file__).parent / "held_out"
# What the bundle reached when it was last improved. Raise these when it gets better; never lower them
# without saying in the commit what was bought with it.
EMERGENCY_RECALL = 0.90
FALSE_PER_1000 = 80.0
PARENT = 0.85
FAITHFUL = 0.9


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """The held-out texts: another writer's, never learnt from."""
    return [
        example
        for file in sorted(HELD_OUT.glob("*.jsonl"))
        for example in read_examples(file.read_text("utf-8").split("\n"), name=file.name)
    ]


@pytest.fixture(scope="module")
def reader(own_bundle_path: Path) -> Classifier:
    """The reader that ships."""
    return Classifier.load(own_bundle_path)


@pytest.fixture(scope="module")
def verdicts(reader: Classifier, examples: list[Example]) -> list[Verdict]:
    """What it says of them."""
    return reader.verdicts([example.text for example in examples])


@pytest.fixture(scope="module")
def measured(examples: list[Example], verdicts: list[Verdict]) -> Report:
    """How good that is."""
    return report(examples, verdicts, default_policy().taxonomy)


def test_no_release_hears_fewer_emergencies(measured: Report) -> None:
    """Recall on the held-out texts, rules and model together, at its recorded price."""
    assert measured.shares["emergency_recall"].value >= EMERGENCY_RECALL
    assert measured.figures["false_per_1000"] <= FALSE_PER_1000


def test_no_release_sends_more_texts_to_the_wrong_door(measured: Report) -> None:
    """Parents right, and the truth among the alternatives in 95 of 100 cases."""
    assert measured.shares["parent"].value >= PARENT
    assert measured.shares["among_alternatives"].value >= 0.95


def test_the_shown_reasons_are_those_that_decided(
    reader: Classifier, examples: list[Example], verdicts: list[Verdict]
) -> None:
    """Without its three strongest words a category becomes less likely, nine times in ten."""
    share = faithfulness(reader, [example.text for example in examples], verdicts)

    assert share.value >= FAITHFUL


def test_the_card_tells_what_matters() -> None:
    """docs/model-card.md is made by `make card`; its parts, not its figures, are promised here."""
    card = (Path(__file__).parents[2] / "docs" / "model-card.md").read_text("utf-8")

    for part in (
        "## 模型",
        "## 留出文本上的成绩",
        "紧急事件召回率",
        "每千条误报",
        "## 警报",
        "## 不确定时交给人",
        "## 不能指望它做的",
    ):
        assert part in card
