"""Do the shown reasons decide? Take the three strongest words away and see whether the answer weakens."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.labels import CODES
from classifier.model import Classifier
from classifier.report import Share
from models.domain.verdict import Verdict

STRONGEST = 3


def faithfulness(
    classifier: Classifier, texts: Sequence[str], verdicts: Sequence[Verdict]
) -> Share:
    """How often the chosen category becomes less likely without its strongest words."""
    told = [
        (text, verdict)
        for text, verdict in zip(texts, verdicts, strict=True)
        if any(reason.weight > 0 for reason in verdict.because)
    ]
    before = classifier.chances([text for text, _ in told])
    after = classifier.chances([without_reasons(text, verdict) for text, verdict in told])
    at = [CODES.index(verdict.category) for _, verdict in told]
    weaker = sum(bool(after[row, code] < before[row, code]) for row, code in enumerate(at))
    return Share(weaker, len(told))


def without_reasons(text: str, verdict: Verdict) -> str:
    """The text with the strongest words for its category blotted out; the length stays."""
    characters = list(text)
    for reason in verdict.because[:STRONGEST]:
        if reason.weight > 0:
            for start, end in reason.spans:
                characters[start:end] = "，" * (end - start)
    return "".join(characters)
