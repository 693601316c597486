"""How many errors lie inside the intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .conformal import LEVELS
from .manifest import Figure, figure


def coverage(error: np.ndarray, half: dict[float, np.ndarray], base: str) -> list[Figure]:
    """Return the share of absolute errors [n] inside the half widths [n] of each level."""
    return [figure(f"errors inside the {100 * level:.0f} % interval, {base}", 100 * (error <= half[level]).mean(), "%", len(error)) for level in LEVELS]


def inside_figures(base: str, error: np.ndarray, answers: pd.DataFrame, widths: dict[str, dict[str, float]], column: str, unit: str) -> list[Figure]:
    """Return the coverage of the intervals around the product's answers; its own 68 % width scales to the other levels."""
    sigma = answers[f"{column}_sigma_{unit}"].to_numpy()
    flags = answers["domain" if column == "gap" else f"{column}_domain"].to_numpy()
    half = {level: sigma * np.array([widths[f"{level:.2f}"][flag] / widths["0.68"][flag] for flag in flags]) + 1e-9 for level in LEVELS}
    median = figure(f"median half width of the 68 % interval, {base}", float(np.median(sigma)), unit.replace("_", "/").replace("ev", "eV"), len(error))
    return [*coverage(error, half, base), median]
