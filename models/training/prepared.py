"""The rows that a variant is trained and measured on, with what is known and what is estimated of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import compounds, correction, data
from .data import CONDITIONAL, HSE, LABELS, Rows
from .descriptors import describe, load_descriptors


@dataclass(frozen=True)
class Prepared:
    """All compounds with their rows, HSE gaps estimated where none is calculated; n rows.

    Attributes:
        table: the compounds as ``compounds.load_compounds`` returns them.
        rows: the same with labels and weights.
        true_hse: bool [n], whether the HSE gap is a calculated one.
        trained: bool [n], whether the row is trained on.
    """

    table: pd.DataFrame
    rows: Rows
    true_hse: np.ndarray
    trained: np.ndarray

    def part(self, *parts: str) -> np.ndarray:
        """Return the positions of the rows of these parts."""
        return np.flatnonzero(self.table["part"].isin(parts))


def prepare(everything: bool = False, by_system: bool = False, only_true: bool = False) -> Prepared:
    """Read all compounds, and estimate HSE gaps with a correction fitted on nothing but the rows that are trained on."""
    table = compounds.load_compounds(by_system=by_system)
    rows = data.labelled(table)
    trained = np.ones(len(rows), dtype=bool) if everything else (table["part"] == "train").to_numpy()
    true_hse = ~np.isnan(rows.label(HSE))
    if only_true:
        rows.labels[:, [i for i in range(len(LABELS)) if i not in (HSE, CONDITIONAL)]] = np.nan
        return Prepared(table, rows, true_hse, trained & true_hse)
    descriptors = describe(load_descriptors(data.DATA), rows)
    fitted = correction.fit(*correction.pairs(table[trained], descriptors[trained]))
    estimated, chance = correction.estimate(fitted, descriptors, table["mp"].to_numpy(dtype=float))
    return Prepared(table, data.with_estimates(rows, estimated, chance), true_hse, trained)
