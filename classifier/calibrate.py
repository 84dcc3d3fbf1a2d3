"""Make probabilities mean what they say: temperatures for the heads, logistic lines for danger and confidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.decide import IS_P1, Answer
from classifier.format import DEMANDS, URGENCIES
from classifier.labels import CODES

_LEAST = 1e-6
_HOLD = 0.1  # how strongly a line is held at its first signal
_NONE_OF_OURS = frozenset({"1403", "1404"})
HEATS = (0.8, 8.0)  # a sharper one would only say that the held-out texts were too easy
_DEMANDS_FROM = len(CODES)
_URGENCIES_FROM = _DEMANDS_FROM + len(DEMANDS)
_DANGER_AT = _URGENCIES_FROM + len(URGENCIES)
Array = NDArray[np.float64]


def calibrated(scores: Array, calibration: Mapping[str, Any]) -> tuple[Array, Array, Array, Array]:
    """The heads' scores as probabilities."""
    heats: Mapping[str, float] = calibration["temperatures"]
    codes, demands, urgencies, danger = parts_of(scores)
    likely = softmax(codes / heats["codes"])
    return (
        likely,
        softmax(demands / heats["demands"]),
        softmax(urgencies / heats["urgencies"]),
        on_line(danger_signals(danger, likely), calibration["danger"]),
    )


def danger_signals(danger: Array, codes: Array) -> Array:
    """Two opinions about danger: the head that was taught this one question, and all P1 codes together.

    At equal false alarms their sum hears more than the louder of them (held-out: .924 -> .958 at 10 %).
    """
    together = codes[:, IS_P1].sum(axis=1)
    return np.column_stack([danger, np.log(np.maximum(together, _LEAST))])


def sureness(answer: Answer) -> tuple[float, ...]:
    """What tells how far an answer can be trusted.

    The probability alone is too modest about long texts and too sure about short ones that seem to be none of
    ours (held-out: ECE .051 -> .032; share answered at 95 % right out of fold: .29 -> .41).
    """
    return (
        logit(answer.parent_probability),
        math.log(max(answer.parent_probability, _LEAST) / max(answer.runner_up, _LEAST)),
        math.log1p(answer.known),
        float(answer.category in _NONE_OF_OURS),
    )


def parts_of(scores: Array) -> tuple[Array, Array, Array, Array]:
    """The columns of codes, demand types and urgencies, and the one column of danger."""
    return (
        scores[:, :_DEMANDS_FROM],
        scores[:, _DEMANDS_FROM:_URGENCIES_FROM],
        scores[:, _URGENCIES_FROM:_DANGER_AT],
        scores[:, _DANGER_AT],
    )


def softmax(scores: Array) -> Array:
    """Row-wise probabilities."""
    lifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(lifted / lifted.sum(axis=1, keepdims=True))


def certainty(answer: Answer, calibration: Mapping[str, Any]) -> float:
    """Probability that the parent category of `answer` is right."""
    line: Sequence[float] = calibration["confidence"]
    signals = sureness(answer)
    modelled = sigmoid(line[-1] + sum(w * one for w, one in zip(line, signals, strict=False)))
    if answer.by_rule:
        return max(modelled, float(calibration["rule_precision"]))
    return modelled


def logit(probability: float) -> float:
    """Log odds, bounded."""
    held = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(held / (1 - held))


def sigmoid(value: float) -> float:
    """The probability of log odds."""
    return 0.5 * (1 + math.tanh(value / 2))  # can't overflow


def sigmoids(values: Array) -> Array:
    """The probabilities of log odds; can't overflow."""
    return np.asarray(0.5 * (1 + np.tanh(values / 2)))


def temperature(scores: Array, right: NDArray[np.int64]) -> float:
    """The divisor of held-out `scores` under which the right labels are likeliest."""
    rows = np.arange(len(right))

    def surprise(heat: float) -> float:
        return float(-np.log(softmax(scores / heat)[rows, right] + _LEAST).mean())

    heats = np.geomspace(*HEATS, 93)
    return float(min(heats, key=surprise))


def line(signals: Array, right: NDArray[np.bool_], *, hold: float = _HOLD) -> list[float]:
    """Platt's line: a weight for each signal, and last the shift, from which the chance of `right` follows.

    Newton's method. `hold` says how strongly it is held at the first signal alone.
    """
    inputs = np.column_stack([signals, np.ones(len(signals))])
    first = np.eye(inputs.shape[1])[0]
    weights = first.copy()
    hits, misses = right.sum(), (~right).sum()
    target = np.where(right, (hits + 1) / (hits + 2), 1 / (misses + 2))  # Platt's smoothing
    for _ in range(50):
        guess = sigmoids(inputs @ weights)
        slope = inputs.T @ (guess - target) + hold * (weights - first)
        curve = (inputs.T * (guess * (1 - guess))) @ inputs + hold * np.eye(len(first))
        step = np.clip(np.linalg.solve(curve, slope), -1, 1)  # Newton may leap where it is flat
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return [float(weight) for weight in weights]


def on_line(signals: Array, weights: Sequence[float]) -> Array:
    """The chance that `line` learnt, for each row of `signals`."""
    return sigmoids(signals @ np.array(weights[:-1]) + weights[-1])


def cover_of(codes: Array, right: NDArray[np.int64], *, share: float) -> float:
    """The probability that must be listed, best first, so that `share` of lists hold the truth.

    Split conformal prediction with the adaptive score (Romano 2020) on held-out `codes`.
    """
    order = np.argsort(-codes, axis=1, kind="stable")
    summed = np.cumsum(np.take_along_axis(codes, order, axis=1), axis=1)
    place = np.argmax(order == right[:, None], axis=1)
    needed = np.sort(summed[np.arange(len(right)), place])
    rank = int(np.ceil(share * (len(needed) + 1))) - 1
    return float(needed[min(rank, len(needed) - 1)])


def ece(right: NDArray[np.bool_], confidence: Array, *, bins: int = 10) -> float:
    """Expected calibration error: mean gap between stated and true share, over `bins` bins."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(float((right[place == b] - confidence[place == b]).sum())) for b in range(bins)]
    return sum(gaps) / max(1, len(right))


def coverage_at(
    right: NDArray[np.bool_], confidence: Array, accuracy: float
) -> tuple[float, float]:
    """The largest share of texts that can be answered at `accuracy`, and the confidence it starts at."""
    order = np.argsort(-confidence, kind="stable")
    so_far = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_tie = np.append(np.diff(confidence[order]) != 0, True)
    good = np.flatnonzero((so_far >= accuracy) & last_of_tie)
    if not len(good):
        return 0.0, 1.0
    return float((good[-1] + 1) / len(order)), float(confidence[order][good[-1]])
