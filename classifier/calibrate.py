"""Make probabilities mean what they say: temperatures for the heads, a logistic line for the confidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.decide import Answer
from classifier.format import DEMANDS, URGENCIES
from classifier.labels import CODES

_LEAST = 1e-6
HEATS = (0.8, 8.0)  # a sharper one would only say that the held-out texts were too easy
_DEMANDS_FROM = len(CODES)
_URGENCIES_FROM = _DEMANDS_FROM + len(DEMANDS)
_DANGER_AT = _URGENCIES_FROM + len(URGENCIES)
Array = NDArray[np.float64]


def calibrated(scores: Array, calibration: Mapping[str, Any]) -> tuple[Array, Array, Array, Array]:
    """The heads' scores as probabilities."""
    heats: Mapping[str, float] = calibration["temperatures"]
    line: Mapping[str, float] = calibration["danger"]
    codes, demands, urgencies, danger = parts_of(scores)
    return (
        softmax(codes / heats["codes"]),
        softmax(demands / heats["demands"]),
        softmax(urgencies / heats["urgencies"]),
        sigmoids(line["slope"] * danger + line["shift"]),
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
    line = calibration["confidence"]
    modelled = sigmoid(line["slope"] * logit(answer.parent_probability) + line["shift"])
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


def confidence_line(probability: Array, right: NDArray[np.bool_]) -> dict[str, float]:
    """Platt's line from held-out log odds to the chance of being right."""
    return platt(np.array([logit(p) for p in probability]), right)


def platt(scores: Array, right: NDArray[np.bool_]) -> dict[str, float]:
    """Slope and shift of the logistic line from `scores` to the chance of `right` (Newton's method)."""
    inputs = np.column_stack([scores, np.ones(len(scores))])
    weights = np.array([1.0, 0.0])
    hits, misses = right.sum(), (~right).sum()
    target = np.where(right, (hits + 1) / (hits + 2), 1 / (misses + 2))  # Platt's smoothing
    for _ in range(50):
        guess = sigmoids(inputs @ weights)
        slope = inputs.T @ (guess - target) + 1e-3 * (weights - np.array([1.0, 0.0]))
        curve = (inputs.T * (guess * (1 - guess))) @ inputs + 1e-3 * np.eye(2)
        step = np.clip(np.linalg.solve(curve, slope), -1, 1)  # Newton may leap where it is flat
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return {"slope": float(max(weights[0], 0.05)), "shift": float(weights[1])}


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
