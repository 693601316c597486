"""The rows that a variant is trained and measured on, with what is known and what is estimated of them."""

from __future__ import annotations

from collections.abc import Callable
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


@dataclass(frozen=True)
class Split:
    """Which rows are trained on, and which of their labels.

    Attributes:
        everything: no row is held out.
        by_system: whole chemical systems are held out instead of a fold of the paper.
        test_fold: the fold of the paper that is held out.
        only_true: no label but calculated HSE gaps.
        also_known: of the table of compounds the rows [n] that train too, where the Materials Project has a gap of them, but for what SNUMAT calculated.
    """

    everything: bool = False
    by_system: bool = False
    test_fold: int = compounds.TEST_FOLD
    only_true: bool = False
    also_known: Callable[[pd.DataFrame], np.ndarray] | None = None


def prepare(split: Split = Split()) -> Prepared:
    """Read all compounds, and estimate HSE gaps with a correction fitted on nothing but the rows that are trained on."""
    table = compounds.load_compounds(by_system=split.by_system, test_fold=split.test_fold)
    rows = data.labelled(table)
    trained = np.ones(len(rows), dtype=bool) if split.everything else (table["part"] == "train").to_numpy()
    true_hse = ~np.isnan(rows.label(HSE))
    if split.only_true:
        rows.labels[:, [i for i in range(len(LABELS)) if i not in (HSE, CONDITIONAL)]] = np.nan
        return Prepared(table, rows, true_hse, trained & true_hse)
    descriptors = describe(load_descriptors(data.DATA), rows)
    fitted = correction.fit(*correction.pairs(table[trained], descriptors[trained]))
    estimated, chance = correction.estimate(fitted, descriptors, table["mp"].to_numpy(dtype=float))
    if split.also_known is not None:
        hidden = split.also_known(table) & ~np.isnan(rows.label(MP))
        rows = without_calculations(rows, hidden, true_hse | (table["block"] == "kept").to_numpy())
        trained = trained | hidden
    return Prepared(table, data.with_estimates(rows, estimated, chance), true_hse, trained)
