"""Corrections teach: what was wrong becomes right, the rest stays, a contradicted label is listed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from classifier.cut import default_cutter
from classifier.format import Bundle, pack
from classifier.learn.adapt import Correction, adapted, doubts
from classifier.learn.simulate import Judged, simulate
from classifier.model import Classifier
from models.domain.words import DemandType, Urgency
from tests.classifier.conftest import LINES

# The small model hears "社保" and says 0401; people of this invented place call it a matter for the union.
SAID = ("社保断缴了三个月想加入工会", "单位一直没给我交社保工会管不管", "没有缴社保找工会办理")


def test_a_correction_is_learnt_and_the_rest_stays(small_bundle: Bundle, small: Classifier) -> None:
    """The same format: it packs, loads and reads; the base is not touched."""
    before = small_bundle.weights.copy()
    corrections = [Correction(text, "1001") for text in SAID]

    taught = adapted(small_bundle, corrections, default_cutter())
    reader = Classifier.load(pack(taught))

    chances = reader.chances(list(SAID))
    assert (chances.argmax(axis=1) == small.bundle.manifest["codes"].index("1001")).all()
    assert np.array_equal(before, small_bundle.weights)
    assert taught.manifest["corrections"] == 3
    others = [
        line for code, lines in LINES.items() if code not in ("1001", "0401") for line in lines
    ]
    assert [v.category for v in reader.verdicts(others)] == [
        v.category for v in small.verdicts(others)
    ]


def test_what_people_say_of_demand_and_urgency_is_learnt_too(small_bundle: Bundle) -> None:
    """Where they said nothing about it, the model goes on believing what it believed."""
    asked = [f"{line}，请问一下" for line in LINES["1001"]]
    said = [Correction(text, "1001", 1.0, DemandType.HELP, Urgency.P2) for text in asked]
    unsaid = [Correction(text, "1001") for text in asked]

    taught, before, same = (
        Classifier(adapted(small_bundle, corrections, default_cutter()), default_cutter()).verdicts(
            asked[:1]
        )[0]
        for corrections in (said, [], unsaid)
    )

    assert (before.demand_type, before.urgency) == (DemandType.CONSULT, Urgency.P3)
    assert (taught.demand_type, taught.urgency) == (DemandType.HELP, Urgency.P2)
    assert (same.demand_type, same.urgency) == (before.demand_type, before.urgency)


def test_confidence_follows_what_the_corrections_show(small_bundle: Bundle) -> None:
    """Where all others would still say something else, answers are trusted less than before."""
    codes = sorted(LINES)
    wrong = [
        Correction(f"{line}，第{n}次", codes[(codes.index(code) + n + 1) % len(codes)])
        for code, lines in LINES.items()
        for n, line in enumerate(lines)
    ]
    text = [LINES["0102"][0]]

    taught = adapted(small_bundle, wrong, default_cutter())

    before = Classifier(small_bundle, default_cutter()).verdicts(text)[0].confidence
    mended = {**small_bundle.manifest, "calibration": taught.manifest["calibration"]}
    same_weights = Classifier(replace(small_bundle, manifest=mended), default_cutter())
    assert same_weights.verdicts(text)[0].confidence < before


def test_an_old_correction_moves_less(small_bundle: Bundle) -> None:
    """Newer weighs more."""
    text = SAID[0]
    at = small_bundle.manifest["codes"].index("1001")

    def chance(weight: float) -> float:
        taught = adapted(small_bundle, [Correction(text, "1001", weight)], default_cutter())
        return float(Classifier(taught, default_cutter()).chances([text])[0, at])

    assert chance(1.0) > chance(0.25)


def test_a_label_that_all_others_contradict_is_listed(small_bundle: Bundle) -> None:
    """Left out, it is what the others say with confidence that it is not."""
    wrong = Correction("厂里三个月没发工资，老板欠我工资不给", "1001")
    right = [Correction(line + "，请帮忙", "0102") for line in LINES["0102"]]

    assert doubts(small_bundle, [*right, wrong], default_cutter()) == [len(right)]


def test_the_simulation_learns_on_one_half_and_judges_the_other(small: Classifier) -> None:
    """With corrections it is no worse than without; sizes beyond the half are left out."""
    judged = [
        Judged(f"{line}，第{n}次问", frozenset({code}), frozenset({code}), code == "1301")
        for n in range(4)
        for code, lines in LINES.items()
        for line in lines
    ]

    steps = simulate(small, judged, default_cutter())

    assert [step.corrections for step in steps] == [0, 50]
    assert steps[1].accuracy >= steps[0].accuracy
