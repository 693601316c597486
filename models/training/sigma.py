"""Rescale the network's error scale on rows it was not trained on.

The network fits its training rows better than new ones, so its own scale is too small, and it
cannot know how much worse it does far from its data. A law of its scale, the spread of its members, the novelty
and the doubt whether there is a gap at all mends that; the intervals are calibrated afterwards.
"""

from __future__ import annotations

import numpy as np
import torch

from .exported import apply_law

RIDGE = 1e-3
"""Pull of the exponents and the factor of the doubt towards a law that takes half of each."""
NEUTRAL = (0.0, 0.5, 0.5, 0.0)
NEUTRAL_DOUBT = 0.5


def fit_law(scale: np.ndarray, spread: np.ndarray, novelty: np.ndarray, error: np.ndarray, smallest: float, doubted: np.ndarray | None = None) -> np.ndarray:
    """Return the law float32 [6] that makes a Laplace law of the absolute errors [n] likeliest.

    ``scale`` [n] is the network's own, ``spread`` [n] the variance of the members, ``smallest`` the
    least error scale there is, ``doubted`` [n] what the doubt whether there is a gap makes of the error, all in the unit of the error. Neither novelty nor doubt ever narrows an interval.
    """
    from scipy.optimize import minimize

    neutral = np.array(NEUTRAL if doubted is None else (*NEUTRAL, NEUTRAL_DOUBT))
    columns = [torch.from_numpy(np.asarray(x, dtype=np.float64)) for x in (scale, spread, novelty, np.zeros(len(error)) if doubted is None else doubted)]

    def law_of(numbers: np.ndarray) -> torch.Tensor:
        return torch.tensor([*numbers[:3], max(0.0, numbers[3]), smallest, 0.0 if doubted is None else max(0.0, numbers[4])], dtype=torch.float64)

    def cost(numbers: np.ndarray) -> float:
        found = apply_law(law_of(numbers), *columns).numpy()
        return float(np.mean(error / found + np.log(found)) + RIDGE * np.sum((numbers[1:] - neutral[1:]) ** 2))

    found = minimize(cost, neutral, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9, "maxiter": 20_000, "maxfev": 20_000})
    return law_of(found.x).numpy().astype(np.float32)
