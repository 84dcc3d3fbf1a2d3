"""Fit one linear head: multinomial logistic regression over sparse rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

STRENGTH = 10.0  # inverse of the regularisation
NEVER_SEEN = -20.0  # score of a label without a single text
_MOST_STEPS, _CLOSE_ENOUGH = 300, 1e-3
Array = NDArray[np.float64]


def fit_head(
    rows: sparse.csr_matrix, labels: NDArray[np.int64], *, many: int
) -> tuple[Array, Array]:
    """Weights (features × `many`) and biases; a label that never occurs can never win."""
    weights = np.zeros((rows.shape[1], many))
    bias = np.full(many, NEVER_SEEN)
    seen = np.unique(labels)
    if len(seen) < 2:
        bias[seen] = 0.0
        return weights, bias
    model = LogisticRegression(C=STRENGTH, max_iter=_MOST_STEPS, tol=_CLOSE_ENOUGH)
    model.fit(rows, labels)
    found, shift = model.coef_.T, model.intercept_
    if len(seen) == 2:  # scikit-learn answers two labels with one row: the odds of the second
        found, shift = np.hstack([-found, found]) / 2, np.array([-shift[0], shift[0]]) / 2
    weights[:, seen], bias[seen] = found, shift
    return weights, bias
