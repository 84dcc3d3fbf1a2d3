"""The reader: texts in, verdicts out. Loads a bundle; needs no database, no Redis, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier import entities, facts, features
from classifier.because import because
from classifier.calibrate import calibrated, certainty
from classifier.cut import Cutter, default_cutter
from classifier.decide import Answer, Evidence, alternatives, believed, decide
from classifier.features import Reader, Reading
from classifier.fold_batch import fold_all
from classifier.format import Bundle, check_cutter, unpack
from classifier.labels import CODES
from classifier.lexicon import default_lexicon
from classifier.redflags_batch import scan_all
from models.domain.errors import BundleInvalid
from models.domain.thresholds import OWN, Thresholds, chosen
from models.domain.verdict import Reason, Verdict
from models.domain.words import DemandType, Urgency

EMPTY_CATEGORY = "1404"  # 重复、无效、骚扰: nothing was written
_BATCH = 512  # texts read at once; bounds the memory that an endless input takes
Array = NDArray[np.float64]


class Classifier:
    """A loaded bundle with its cutter. Threads may share it: it only reads."""

    def __init__(self, bundle: Bundle, cutter: Cutter) -> None:
        check_cutter(bundle, cutter.name)
        self.bundle = bundle
        self._reader = Reader(cutter, default_lexicon(), bundle.vocabulary.names)

    @classmethod
    def load(cls, source: bytes | Path | str, *, cutter: Cutter | None = None) -> Classifier:
        """From a bundle's bytes or file. Raises BundleInvalid when anything doesn't fit."""
        return cls(unpack(_bytes_of(source)), cutter or default_cutter())

    def verdicts(
        self, texts: Sequence[str], thresholds: Thresholds = OWN, *, explained: bool = True
    ) -> list[Verdict]:
        """One verdict a text, in order; a text's verdict doesn't depend on its neighbours.

        Not `explained`, it lacks `because` and `entities`: whoever only counts answers gets them twice as fast.
        """
        return [
            verdict
            for start in range(0, len(texts), _BATCH)
            for verdict in self._batch(texts[start : start + _BATCH], thresholds, explained)
        ]

    def chances(self, texts: Sequence[str]) -> Array:
        """Probability of each code, one row a text; what the rules say is left out."""
        rows = features.matrix(self._reader.read(texts).counts, self.bundle.vocabulary)
        return probabilities(self.bundle, rows)[0]

    def _batch(
        self, texts: Sequence[str], thresholds: Thresholds, explained: bool
    ) -> list[Verdict]:
        folded = fold_all(texts)
        reading = self._reader.read(texts, folded)
        rows = features.matrix(reading.counts, self.bundle.vocabulary)
        codes, demands, urgencies, danger = probabilities(self.bundle, rows)
        listed = alternatives(codes, cover=self.bundle.manifest["thresholds"]["cover"])
        beliefs = believed(codes, demands, urgencies, danger, np.diff(rows.indptr))
        said = zip(beliefs, scan_all(texts, folded), listed, folded, strict=True)
        verdicts = []
        for at, (belief, flags, likely, plain) in enumerate(said):
            short = plain[: entities.LONGEST]
            groups = entities.groups(short)
            found = facts.as_entities(texts[at], plain, groups) if explained else {}
            if not reading.says_something(at):
                verdicts.append(self._nothing_said(found))
                continue
            evidence = Evidence(belief, flags, entities.most(groups))
            answer = decide(evidence, alarm_at=self._alarm_at(thresholds))
            because = self._because(reading, at, rows, codes[at], answer) if explained else ()
            verdicts.append(self._verdict(answer, evidence, thresholds, likely, because, found))
        return verdicts

    def _alarm_at(self, thresholds: Thresholds) -> float:
        return chosen(thresholds.alarm_at, self.bundle.manifest["thresholds"]["alarm"])

    def _verdict(
        self,
        answer: Answer,
        evidence: Evidence,
        thresholds: Thresholds,
        likely: tuple[tuple[str, float], ...],
        because: tuple[Reason, ...],
        found: dict[str, object],
    ) -> Verdict:
        manifest = self.bundle.manifest
        abstain_below = chosen(thresholds.abstain_below, manifest["thresholds"]["abstain"])
        confidence = certainty(answer, manifest["calibration"])
        return Verdict(
            category=answer.category,
            demand_type=answer.demand_type,
            urgency=answer.urgency,
            confidence=round(confidence, 4),
            category_confidence=round(_code_confidence(answer, evidence, confidence), 4),
            abstained=not answer.emergency and confidence < abstain_below,
            emergency=answer.emergency,
            red_flags=evidence.flags,
            because=because,
            alternatives=likely,
            entities=found,
            danger=round(evidence.believed.alarm, 4),
            bundle=self.bundle.sha256,
        )

    def _because(
        self,
        reading: Reading,
        at: int,
        rows: sparse.csr_matrix,
        codes: Array,
        answer: Answer,
    ) -> tuple[Reason, ...]:
        """Shares of the log odds of the category against the others, each weighed by how likely it is."""
        code = CODES.index(answer.category)
        against = codes.copy()
        against[code] = 0.0
        direction = np.zeros(self.bundle.weights.shape[1], dtype=np.float32)
        direction[: len(CODES)] = -against / max(float(against.sum()), 1e-12)
        direction[code] = 1.0
        mine = slice(rows.indptr[at], rows.indptr[at + 1])
        spoken = self.bundle.weights.take(rows.indices[mine], axis=0) @ direction
        return because(reading, at, rows.data[mine] * spoken)

    def _nothing_said(self, found: dict[str, object]) -> Verdict:
        return Verdict(
            category=EMPTY_CATEGORY,
            demand_type=DemandType.INVALID,
            urgency=Urgency.P4,
            confidence=0.0,
            category_confidence=0.0,
            abstained=True,
            emergency=False,
            entities=found,
            bundle=self.bundle.sha256,
        )


def probabilities(bundle: Bundle, rows: sparse.csr_matrix) -> tuple[Array, Array, Array, Array]:
    """Calibrated codes, demand types, urgencies and danger, one row a text."""
    return calibrated(scores_of_rows(bundle, rows), bundle.manifest["calibration"])


def scores_of_rows(bundle: Bundle, rows: sparse.csr_matrix) -> Array:
    """The scores of all heads, one row a text."""
    # Of one type on both sides: else scipy makes a wider copy of all weights for every text.
    product = rows.astype(bundle.weights.dtype) @ bundle.weights
    return np.asarray(product, dtype=np.float64) + bundle.bias


def _code_confidence(answer: Answer, evidence: Evidence, confidence: float) -> float:
    """The parent's confidence times the code's share within its parent."""
    share = evidence.believed.codes[CODES.index(answer.category)]
    return confidence * min(1.0, share / max(answer.parent_probability, 1e-12))


def _bytes_of(source: bytes | Path | str) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return Path(source).read_bytes()
    except OSError as fault:
        raise BundleInvalid(f"读不到分类模型文件 {source}：{fault.strerror}。") from fault
