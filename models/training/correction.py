"""From a PBE or GGA+U gap to the HSE gap: two boosted forests on descriptors and the gap that is given.

The first forest tells metals, the second fits the difference between the two gaps of a non-metal, which
is smaller and smoother than the gap itself. The same forests estimate HSE gaps of compounds whose
gap is only known from the Materials Project, for the gap model to learn from.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import pandas as pd

from .data import METAL_BELOW_EV, shown_gap
from .forest import COMMON

SHARED: dict[str, object] = {**COMMON, "min_child_samples": 15, "deterministic": True, "force_row_wise": True}
"""Set once by cross-validation on the training part; neither forest is tuned on a test."""

CLASSIFIER_TREES, CLASSIFIER_RATE = 600, 0.03
REGRESSOR_TREES, REGRESSOR_RATE = 1200, 0.03


@dataclass(frozen=True)
class Correction:
    """Two fitted forests.

    Attributes:
        metal: the log odds of being a non-metal.
        difference: the HSE gap less the given one, in eV, of a non-metal.
    """

    metal: lgb.Booster
    difference: lgb.Booster

    def non_metal(self, columns: np.ndarray) -> np.ndarray:
        """Return the probability of being a non-metal [n]; ``columns`` [n, c + 1] end with the given gap."""
        return np.asarray(self.metal.predict(columns))

    def if_non_metal(self, columns: np.ndarray) -> np.ndarray:
        """Return the HSE gap in eV [n] that a non-metal would have."""
        return np.maximum(0.0, columns[:, -1] + np.asarray(self.difference.predict(columns)))

    def predict(self, columns: np.ndarray) -> np.ndarray:
        """Return the HSE gap in eV [n], zero for what is likelier a metal than not."""
        return shown_gap(self.if_non_metal(columns), self.non_metal(columns))


def with_given(descriptors: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Return descriptors [n, c] with the given gap in eV as their last column."""
    return np.column_stack([descriptors, given.astype(np.float32)])


def pairs(table: pd.DataFrame, descriptors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return columns [m, c + 1] and HSE gaps [m]: a row for each gap that a compound with a known HSE gap has."""
    columns, targets = [], []
    for given in ("pbe", "mp"):
        chosen = np.flatnonzero(table["hse"].notna() & table[given].notna())
        columns.append(with_given(descriptors[chosen], table[given].to_numpy()[chosen]))
        targets.append(table["hse"].to_numpy()[chosen])
    return np.concatenate(columns), np.concatenate(targets)


def fit(columns: np.ndarray, hse: np.ndarray, threads: int = 1) -> Correction:
    """Fit both forests on columns [n, c + 1], the last of them the given gap, and HSE gaps in eV [n]."""
    non_metal = hse >= METAL_BELOW_EV
    settings = {**SHARED, "n_jobs": threads}
    metal = lgb.LGBMClassifier(n_estimators=CLASSIFIER_TREES, learning_rate=CLASSIFIER_RATE, **settings)
    metal.fit(columns, non_metal)
    difference = lgb.LGBMRegressor(n_estimators=REGRESSOR_TREES, learning_rate=REGRESSOR_RATE, **settings)
    difference.fit(columns[non_metal], hse[non_metal] - columns[non_metal, -1])
    return Correction(metal.booster_, difference.booster_)


def estimate(correction: Correction, descriptors: np.ndarray, given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the HSE gaps in eV [n] that compounds have if any, and the probabilities [n] that there is one; not a number where no gap is given."""
    known = ~np.isnan(given)
    gap, chance = np.full((2, len(given)), np.nan)
    columns = with_given(descriptors[known], given[known])
    gap[known], chance[known] = correction.if_non_metal(columns), correction.non_metal(columns)
    return gap, chance
