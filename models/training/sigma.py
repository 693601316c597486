"""Rescale the network's error scale on rows it was not trained on.

The network fits its training rows better than new ones, so its own scale is too small, and it
cannot know how much worse it does far from its data. A law with three numbers, fitted on the
validation rows, mends both; the intervals are calibrated afterwards, on other rows.
"""

from __future__ import annotations

import numpy as np

from .model import LARGEST_LOG_SIGMA, SMALLEST_SIGMA, SMALLEST_LOG_SIGMA

RIDGE = 1e-3
"""Pull of the three numbers towards the law that changes nothing."""


def apply_law(law: np.ndarray, sigma: np.ndarray, novelty: np.ndarray) -> np.ndarray:
    """Return the rescaled error scale in eV [n]: a power of sigma times a factor that grows with novelty."""
    exponent = law[0] + law[1] * np.log(sigma) + law[2] * np.sqrt(novelty)
    return np.exp(np.clip(exponent, SMALLEST_LOG_SIGMA, LARGEST_LOG_SIGMA)) + SMALLEST_SIGMA


def fit_law(sigma: np.ndarray, novelty: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Return the three numbers that make a Laplace law of the absolute errors in eV [n] likeliest."""
    from scipy.optimize import minimize

    neutral = np.array([0.0, 1.0, 0.0])

    def cost(law: np.ndarray) -> float:
        scale = apply_law(law, sigma, novelty)
        return float(np.mean(error / scale + np.log(scale)) + RIDGE * np.sum((law - neutral) ** 2))

    found = minimize(cost, neutral, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9, "maxiter": 5000})
    return found.x
