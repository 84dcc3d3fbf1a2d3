"""Challenger against champion on corrections that neither has seen; what is worse is not promoted, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.calibrate import ece
from classifier.corpus_files import Example
from classifier.labels import P1_CODES, PARENTS
from classifier.learn.adapt import Correction
from classifier.model import Classifier
from classifier.report import Share
from models.domain.words import Urgency

FEWEST = 20  # held-out corrections; with fewer nothing can be compared
ECE_MARGIN = 0.02  # a difference that so few texts can't tell from chance
FEWEST_IN_CATEGORY = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """One bundle on the held-out corrections, and how many of the corpus' emergencies it hears."""

    accuracy: Share
    ece: float
    recall: Share  # of emergencies among the held-out
    corpus_recall: Share
    by_parent: dict[str, Share]


def figures(
    classifier: Classifier, held_out: Sequence[Correction], corpus: Sequence[Example]
) -> Figures:
    """`corpus`: both bundles have seen it, so that only the difference between them means something."""
    verdicts = classifier.verdicts([one.text for one in held_out], explained=False)
    right = [v.category[:2] == one.code[:2] for one, v in zip(held_out, verdicts, strict=True)]
    heard = [v.emergency for one, v in zip(held_out, verdicts, strict=True) if one.code in P1_CODES]
    dangers = [example.text for example in corpus if example.urgency is Urgency.P1]
    known = [verdict.emergency for verdict in classifier.verdicts(dangers, explained=False)]
    return Figures(
        accuracy=_share(right),
        ece=ece(np.array(right, dtype=bool), np.array([v.confidence for v in verdicts])),
        recall=_share(heard),
        corpus_recall=_share(known),
        by_parent={
            parent: _share(
                [good for good, one in zip(right, held_out, strict=True) if one.code[:2] == parent]
            )
            for parent in PARENTS
        },
    )


def objections(champion: Figures, challenger: Figures) -> list[str]:
    """Why the challenger must not be promoted, in Chinese; empty if it may."""
    if challenger.accuracy.all < FEWEST:
        return [f"可供检验的新更正只有 {challenger.accuracy.all} 条，少于 {FEWEST} 条，无法比较。"]
    found = []
    if challenger.accuracy.good < champion.accuracy.good:
        found.append(f"正确率下降：{champion.accuracy} → {challenger.accuracy}。")
    if challenger.ece > champion.ece + ECE_MARGIN:
        found.append(f"置信度误差变大：{champion.ece:.4f} → {challenger.ece:.4f}。")
    if challenger.recall.good < champion.recall.good:
        found.append(f"更正中的紧急事件漏得更多：{champion.recall} → {challenger.recall}。")
    if challenger.corpus_recall.good < champion.corpus_recall.good:
        found.append(
            f"语料中的紧急事件漏得更多：{champion.corpus_recall} → {challenger.corpus_recall}。"
        )
    return found + [
        f"类别 {parent} 明显变差：{before} → {after}。"
        for parent, before in champion.by_parent.items()
        if (after := challenger.by_parent[parent]).all >= FEWEST_IN_CATEGORY
        and after.interval[1] < before.interval[0]
    ]


def _share(values: Sequence[bool]) -> Share:
    return Share(sum(values), len(values))
