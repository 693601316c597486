"""Rescale the network's error scale on rows it was not trained on.

The network fits its training rows better than new ones, so its own scale is too small, and it
cannot know how much worse it does far from its data. A law of its scale, the spread of its members
and the novelty, fitted on the validation rows, mends both; the intervals are calibrated
afterwards, on other rows.
"""

from __future__ import annotations

import numpy as np
import torch

from .exported import apply_law

RIDGE = 1e-3
"""Pull of the exponents towards the law that takes the geometric mean of scale and spread."""


def fit_law(scale: np.ndarray, spread: np.ndarray, novelty: np.ndarray, error: np.ndarray, smallest: float) -> np.ndarray:
    """Return the law float32 [5] that makes a Laplace law of the absolute errors [n] likeliest.

    ``scale`` [n] is the network's own, ``spread`` [n] the variance of the members, ``smallest`` the
    least error scale there is, all in the unit of the error.
    """
    from scipy.optimize import minimize

    neutral = np.array([0.0, 0.5, 0.5, 0.0])
    columns = [torch.from_numpy(np.asarray(x, dtype=np.float64)) for x in (scale, spread, novelty)]

    def law_of(numbers: np.ndarray) -> torch.Tensor:
        return torch.tensor([*numbers, smallest], dtype=torch.float64)

    def cost(numbers: np.ndarray) -> float:
        found = apply_law(law_of(numbers), *columns).numpy()
        return float(np.mean(error / found + np.log(found)) + RIDGE * np.sum((numbers[1:] - neutral[1:]) ** 2))

    found = minimize(cost, neutral, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9, "maxiter": 5000})
    return law_of(found.x).numpy().astype(np.float32)
