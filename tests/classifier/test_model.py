"""Promises about verdicts: the same alone and in a batch, in order, explained by the caller's words."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from classifier.model import Classifier
from models.domain.thresholds import Thresholds
from models.domain.words import Urgency

ODD = [
    "",
    "   \n\t",
    "\x00",
    "\ud800",
    "不想活了\udfff",
    "。。。！！！",
    "😀😀",
    "a",
    "工",
    "test 123",
    "〔电话1〕〔身份证1〕",
    "المساعدة",
    "工资" * 10_000,
    "x" * 1_000_000,
    "\n".join(["没发工资"] * 5000),
]
PLAIN = [
    "公司三个月没发工资",
    "我被辞退了",
    "怎么加入工会",
    "社保没有交",
    "物业乱收费",
    "想从桥上跳下去",
]


def test_a_text_gets_the_same_verdict_alone_and_in_company(small: Classifier) -> None:
    """Batches are for speed: neighbours must never change an answer."""
    texts = (PLAIN + ODD) * 2

    together = small.verdicts(texts)

    assert together == [small.verdicts([text])[0] for text in texts]


def test_unexplained_verdicts_lack_reasons_and_facts_only(small: Classifier) -> None:
    """Who only counts answers may leave the telling out; nothing else changes."""
    told = small.verdicts(PLAIN + ODD)

    bare = small.verdicts(PLAIN + ODD, explained=False)

    assert bare == [replace(one, because=(), entities={}) for one in told]


def test_order_is_kept_over_many_batches(small: Classifier) -> None:
    """The first verdict belongs to the first text, the last to the last."""
    texts = [PLAIN[at % 5] for at in range(1300)]

    categories = [verdict.category for verdict in small.verdicts(texts)]

    assert categories == categories[:5] * 260


def test_reading_needs_no_training_library() -> None:
    """The web starts in a second: scikit-learn is loaded for training only."""
    program = "import sys, classifier.model, classifier.bundle; sys.exit('sklearn' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_threads_may_share_a_reader(small: Classifier) -> None:
    """The web's threads ask one reader at once and get what one thread gets."""
    alone = small.verdicts(PLAIN)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(small.verdicts, [PLAIN] * 40))

    assert all(said == alone for said in answers)


def test_no_texts_no_verdicts(small: Classifier) -> None:
    """An empty batch is a batch."""
    assert small.verdicts([]) == []


@pytest.mark.parametrize("text", ODD, ids=lambda text: f"{len(text)} characters")
def test_odd_texts_get_an_answer(small: Classifier, text: str) -> None:
    """Nothing that a channel can deliver breaks the reader."""
    verdict = small.verdicts([text])[0]

    assert verdict.emergency == (verdict.urgency is Urgency.P1)
    assert 0 <= verdict.category_confidence <= verdict.confidence <= 1


@pytest.mark.parametrize("text", ["", "  ", "。。。", "\x00\ud800"])
def test_silence_goes_to_a_person(small: Classifier, text: str) -> None:
    """Nothing said is 1404 with no confidence at all: the desk decides."""
    verdict = small.verdicts([text])[0]

    assert (verdict.category, verdict.abstained) == ("1404", True)


@pytest.mark.parametrize("text", PLAIN)
def test_the_reasons_are_words_of_the_text(small: Classifier, text: str) -> None:
    """`because` quotes the caller: every word stands in the text, strongest first."""
    reasons = small.verdicts([text])[0].because

    assert reasons
    assert all(reason.word in text for reason in reasons)
    positive = [reason.weight for reason in reasons if reason.weight > 0]
    assert positive == sorted(positive, reverse=True)


@pytest.mark.parametrize("text", PLAIN[:5])
def test_taking_away_the_strongest_reason_weakens_the_answer(small: Classifier, text: str) -> None:
    """The reasons are the model's own: without the first word its category is less likely."""
    verdict = small.verdicts([text])[0]
    without = small.verdicts([text.replace(verdict.because[0].word, "，")])[0]

    before = dict(verdict.alternatives)[verdict.category]
    assert dict(without.alternatives).get(verdict.category, 0.0) < before


def test_reasons_are_in_the_callers_spelling(small: Classifier) -> None:
    """A text in traditional characters is explained in traditional characters."""
    text = "公司拖欠薪資，老闆不發工資"
    verdict = small.verdicts([text])[0]

    assert verdict.category == "0102"
    assert all(reason.word in text for reason in verdict.because)


def test_facts_and_flags_come_with_the_verdict(small: Classifier) -> None:
    """What the rules saw is shown beside what the model believes."""
    verdict = small.verdicts(["老板跑路了，我们二十多个工人三个月工资没发"])[0]

    assert {"persons": 20, "months": 3}.items() <= verdict.entities.items()
    assert [flag.rule for flag in verdict.red_flags] == ["flight-01"]
    assert verdict.urgency is Urgency.P2
    assert len(verdict.bundle) == 64


def test_a_given_threshold_decides_what_is_left_to_people(small: Classifier) -> None:
    """1 leaves everything that is no emergency, 0 nothing; what is said of the text stays the same."""
    everything = small.verdicts(PLAIN, Thresholds(abstain_below=1.0))
    nothing = small.verdicts(PLAIN, Thresholds(abstain_below=0.0))

    assert all(verdict.abstained != verdict.emergency for verdict in everything)
    assert not any(verdict.abstained for verdict in nothing)
    assert [v.category for v in everything] == [v.category for v in small.verdicts(PLAIN)]


def test_a_given_alarm_threshold_makes_an_emergency_whole(small: Classifier) -> None:
    """Emergency, P1 and category move together; what a rule heard alarms at any threshold."""
    low = small.verdicts(PLAIN, Thresholds(alarm_at=1e-9))
    high = small.verdicts(PLAIN, Thresholds(alarm_at=1.0))

    assert all(verdict.emergency and verdict.urgency is Urgency.P1 for verdict in low)
    assert [verdict.emergency for verdict in high] == [False] * 5 + [True]


def test_the_bundle_s_own_thresholds_hold_where_none_is_given(small: Classifier) -> None:
    """Given or not given, the same numbers say the same."""
    own = small.bundle.manifest["thresholds"]

    given = small.verdicts(PLAIN, Thresholds(own["abstain"], own["alarm"]))

    assert given == small.verdicts(PLAIN)
