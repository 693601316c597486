"""Rows as the networks read them: labels, their weights, estimates where a label is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .formula import NUMBER, fractions

PROJECT = Path(__file__).resolve().parents[2]
"""Root of the project."""

DATA = PROJECT.parent / "shared" / "data"
"""The data that is read where it lies and is never part of the project."""

CACHE = PROJECT / ".cache" / "training"
"""Checkpoints, logs and packed arrays, ignored by git."""

SEED = 20240
"""Seed of the split; the weights and augmentations of network n of an ensemble have SEED + n."""

LABELS = ("hse", "paper", "mp", "pbe", "hull", "conditional")
"""The quantities that a row may have, each its own column of labels.

``hse``: an HSE06 gap of SNUMAT, or an estimate of one from the gap of the Materials Project; ``paper``: the label of the
paper's table; ``mp``: the gap of the Materials Project, PBE or GGA+U; ``pbe``: the PBE gap of SNUMAT; all in eV. ``hull``: the energy
above the hull in eV per atom. ``conditional``: the HSE gap that a compound has if it has one, in eV; a metal has no such label.
"""

HSE, PAPER, MP, PBE, HULL, CONDITIONAL = range(len(LABELS))
GAPS = (HSE, PAPER, MP, PBE)
"""The labels that are gaps, and zero for metals."""
IN_TABLES = LABELS[:CONDITIONAL]
"""The labels that are columns of the table of all compounds."""

HSE_WEIGHT = 3.0
"""Weight of a row whose label is a calculated HSE gap, in the loss and in calibration."""
HSE_WEIGHT_U = 4.0
"""The same for oxides and fluorides of the metals that get a U, of which few have one."""
ESTIMATE_WEIGHT = 0.9
ESTIMATE_WEIGHT_U = 0.6
"""Weights of an estimated HSE gap; the estimate from a GGA+U gap is the rougher one."""
UNKNOWN_WEIGHT = 0.5
"""Factor on all weights of a row whose space group is not known well enough to be used."""

U_METALS = tuple(NUMBER[symbol] for symbol in "V Cr Mn Fe Co Ni Mo W".split())
U_ANIONS = (NUMBER["O"], NUMBER["F"])
"""The rule of the Materials Project for which compounds get a U."""

METAL_BELOW_EV = 0.01
"""A gap smaller than this counts as metallic, as in the paper's own labels."""

MAX_SLOTS = 12
"""The largest number of elements that the model is offered."""


@dataclass(frozen=True)
class Rows:
    """Rows in the form the network reads; n rows, s slots.

    Attributes:
        elements: int64 [n, s], atomic numbers, 0 for padding.
        amounts: float32 [n, s], atomic fractions, 0 for padding.
        space_group: int64 [n], 1 … 230, 0 if unknown.
        labels: float32 [n, 6], by ``LABELS``; not a number where there is none.
        weights: float32 [n, 6], the weight of each label in the loss.
        chances: float32 [n, 4], by ``GAPS``, the probability that a gap is not zero; 0 or 1 where it is calculated.
    """

    elements: np.ndarray
    amounts: np.ndarray
    space_group: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    chances: np.ndarray

    def __len__(self) -> int:
        return len(self.space_group)

    def take(self, index: np.ndarray) -> "Rows":
        """Return the rows at these positions."""
        return Rows(*(column[index] for column in (self.elements, self.amounts, self.space_group, self.labels, self.weights, self.chances)))

    def label(self, which: int) -> np.ndarray:
        """Return one column of labels [n]."""
        return self.labels[:, which]


def pack(formulas: list[str], space_groups: np.ndarray, labels: np.ndarray | None = None) -> Rows:
    """Turn formulas into arrays with as many slots as the longest formula needs; all weights are 1.

    ``labels`` [n, 5] are those of ``IN_TABLES``.
    """
    parsed = [fractions(formula) for formula in formulas]
    slots = max(len(row) for row in parsed)
    elements = np.zeros((len(parsed), slots), dtype=np.int64)
    amounts = np.zeros((len(parsed), slots), dtype=np.float32)
    for i, row in enumerate(parsed):
        for j, (z, fraction) in enumerate(row):
            elements[i, j] = z
            amounts[i, j] = fraction
    # A fitted correction makes 13 labels slightly negative; neither a gap nor an energy above the hull can be.
    told = np.full((len(parsed), CONDITIONAL), np.nan) if labels is None else np.maximum(labels, 0.0)
    known = np.column_stack([told, np.where(told[:, HSE] >= METAL_BELOW_EV, told[:, HSE], np.nan)]).astype(np.float32)
    chances = (known[:, list(GAPS)] >= METAL_BELOW_EV).astype(np.float32)
    return Rows(elements, amounts, np.asarray(space_groups, dtype=np.int64), known, np.ones_like(known), chances)


def has_u(rows: Rows) -> np.ndarray:
    """Return [n] whether the Materials Project would calculate the compound with a U."""
    return np.isin(rows.elements, U_METALS).any(axis=1) & np.isin(rows.elements, U_ANIONS).any(axis=1)


def labelled(table: pd.DataFrame) -> Rows:
    """Return the rows of a table of compounds packed in its order, true labels only, with their weights."""
    labels = np.column_stack([table[name].to_numpy(dtype=float) for name in IN_TABLES])
    rows = pack(list(table["formula"]), table["spacegroup"].to_numpy(), labels)
    rows.weights[:, [HSE, CONDITIONAL]] = np.where(has_u(rows), HSE_WEIGHT_U, HSE_WEIGHT)[:, None]
    rows.weights[rows.space_group == 0] *= UNKNOWN_WEIGHT
    return rows


def shown_gap(if_any: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return the gap in eV [n] to tell, from what it is if there is one and the probability that there is: zero for what is likelier a metal than not."""
    return np.where(chance >= 0.5, if_any, 0.0)


def with_estimates(rows: Rows, estimate: np.ndarray, chance: np.ndarray) -> Rows:
    """Return the rows with estimates of the HSE gaps that they have if any [n] in eV, and the probability [n] that there is one, where none is calculated.

    A gap that may not be there counts as much as it is likely.
    """
    labels, weights, chances = rows.labels.copy(), rows.weights.copy(), rows.chances.copy()
    missing = np.isnan(labels[:, HSE]) & ~np.isnan(estimate)
    labels[missing, HSE] = shown_gap(estimate, chance)[missing]
    labels[missing, CONDITIONAL] = estimate[missing]
    chances[missing, HSE] = chance[missing]
    weights[missing, HSE] = np.where(has_u(rows), ESTIMATE_WEIGHT_U, ESTIMATE_WEIGHT)[missing]
    weights[missing & (rows.space_group == 0), HSE] *= UNKNOWN_WEIGHT
    weights[missing, CONDITIONAL] = (weights[:, HSE] * chance)[missing]
    return Rows(rows.elements, rows.amounts, rows.space_group, labels, weights, chances)
