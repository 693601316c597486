"""The rows that a variant is trained and measured on, with what is known and what is estimated of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from . import compounds, correction, data
from .data import CONDITIONAL, HSE, LABELS, MP, PAPER, PBE, Rows
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


def tested(table: pd.DataFrame) -> np.ndarray:
    """Return [n] whether a row is in the test and of a formula that nothing trains."""
    return table["part"].isin(("test", "true test")).to_numpy() & table["unseen"].to_numpy()


def held_out(table: pd.DataFrame) -> np.ndarray:
    """Return [n] whether a row is ``tested`` or a spinel oxide."""
    return tested(table) | (table["part"] == "spinel").to_numpy()


def without_calculations(rows: Rows, hidden: np.ndarray, of_paper: np.ndarray) -> Rows:
    """Return the rows without what SNUMAT calculated where ``hidden`` [n]: its gaps, and the paper's label where it is one of them, ``of_paper`` [n]."""
    labels = rows.labels.copy()
    labels[np.ix_(hidden, (HSE, CONDITIONAL, PBE))] = np.nan
    labels[hidden & of_paper, PAPER] = np.nan
    return replace(rows, labels=labels)


def prepare(everything: bool = False, by_system: bool = False, only_true: bool = False, gap_known: bool = False) -> Prepared:
    """Read all compounds, and estimate HSE gaps with a correction fitted on nothing but the rows that are trained on.

    With ``gap_known`` those rows that are ``held_out`` of which the Materials Project has a gap train too, but for what SNUMAT calculated of them.
    """
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
    if gap_known:
        hidden = held_out(table) & ~np.isnan(rows.label(MP))
        rows = without_calculations(rows, hidden, true_hse | (table["block"] == "kept").to_numpy())
        trained = trained | hidden
    return Prepared(table, data.with_estimates(rows, estimated, chance), true_hse, trained)
