"""The training table: reading, filtering, splitting by formula, packing into arrays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .formula import Key, fractions, reduced_key

PROJECT = Path(__file__).resolve().parents[2]
"""Root of the project."""

DATA = PROJECT.parent / "shared" / "data"
"""The data that is read where it lies and is never part of the project."""

CACHE = PROJECT / ".cache" / "training"
"""Checkpoints, logs and packed arrays, ignored by git."""

SEED = 20240
"""Seed of the split, of the weights and of every augmentation."""

GRADES = ("A", "B", "C")
"""Grades of a recovered space group that are good enough to learn from (92 to 99 % right)."""

TEST_FOLD = 0
"""The fold of the paper whose formulas are all held out."""

VALIDATION_SHARE = 0.015
"""Share of the remaining formulas that watches the training and picks the weights."""

CALIBRATION_SHARE = 0.035
"""Share of the remaining formulas from which intervals and novelty are calibrated, and nothing else."""

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
        target: float32 [n], the gap in eV, not negative.
    """

    elements: np.ndarray
    amounts: np.ndarray
    space_group: np.ndarray
    target: np.ndarray

    def __len__(self) -> int:
        return len(self.target)

    def take(self, index: np.ndarray) -> "Rows":
        """Return the rows at these positions."""
        return Rows(self.elements[index], self.amounts[index], self.space_group[index], self.target[index])


def pack(formulas: list[str], space_groups: np.ndarray, targets: np.ndarray | None = None) -> Rows:
    """Turn formulas into arrays with as many slots as the longest formula needs."""
    parsed = [fractions(formula) for formula in formulas]
    slots = max(len(row) for row in parsed)
    elements = np.zeros((len(parsed), slots), dtype=np.int64)
    amounts = np.zeros((len(parsed), slots), dtype=np.float32)
    for i, row in enumerate(parsed):
        for j, (z, fraction) in enumerate(row):
            elements[i, j] = z
            amounts[i, j] = fraction
    target = np.zeros(len(parsed), dtype=np.float32)
    if targets is not None:
        # A fitted correction makes 13 labels slightly negative; a gap cannot be.
        target = np.maximum(np.asarray(targets, dtype=np.float32), 0.0)
    return Rows(elements, amounts, np.asarray(space_groups, dtype=np.int64), target)


def spinel_keys(data: Path = DATA) -> set[Key]:
    """Return the reduced compositions of the 170 spinel oxides that no training row may have."""
    table = pd.read_csv(data / "spinel_oxides_170.csv", keep_default_na=False)
    return {reduced_key(formula) for formula in table["formula"]}


def load_table(data: Path = DATA) -> pd.DataFrame:
    """Return the rows of grades A to C outside the 170 spinels, with a column ``key``."""
    table = pd.read_csv(
        data / "mp_m.csv.gz", keep_default_na=False, na_values={"spacegroup": [""], "pbe_gap_ev": [""]}
    )
    table = table[table["spacegroup_grade"].isin(GRADES)].copy()
    table["spacegroup"] = table["spacegroup"].astype(int)
    table["key"] = [reduced_key(formula) for formula in table["formula"]]
    spinels = spinel_keys(data)
    return table[[key not in spinels for key in table["key"]]].reset_index(drop=True)


def assign_parts(keys: list[Key], fold: np.ndarray, seed: int = SEED) -> np.ndarray:
    """Return one of ``train``, ``validation``, ``calibration``, ``test``, ``unused`` for each row.

    The decision is made per formula, so that no formula lies in two parts. A formula with any row
    in the test fold is held out whole: its rows of the test fold are ``test``, and its rows of
    other folds, which the paper's models of that fold have seen, are ``unused``.
    """
    held_out = {key for key, number in zip(keys, fold, strict=True) if number == TEST_FOLD}
    remaining = sorted(set(keys) - held_out)
    order = np.random.default_rng(seed).permutation(len(remaining))
    validation_end = round(VALIDATION_SHARE * len(remaining))
    calibration_end = validation_end + round(CALIBRATION_SHARE * len(remaining))
    part_of: dict[Key, str] = {}
    for rank, position in enumerate(order):
        part = "validation" if rank < validation_end else "calibration" if rank < calibration_end else "train"
        part_of[remaining[position]] = part
    return np.array(
        [
            part_of[key] if key in part_of else ("test" if number == TEST_FOLD else "unused")
            for key, number in zip(keys, fold, strict=True)
        ]
    )


def load_split(data: Path = DATA) -> tuple[pd.DataFrame, Rows]:
    """Return the table with a column ``part``, and its rows packed in the same order."""
    table = load_table(data)
    table["part"] = assign_parts(list(table["key"]), table["paper_fold"].to_numpy())
    return table, pack(list(table["formula"]), table["spacegroup"].to_numpy(), table["target_ev"].to_numpy())
