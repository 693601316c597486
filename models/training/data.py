"""The training tables: reading, filtering, splitting by formula, packing into arrays."""

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

KINDS = ("hse", "corrected", "gga_u")
"""What a row's label is: a calculated HSE gap, the paper's estimate of one, or a GGA+U gap."""

HSE = KINDS.index("hse")
"""The kind of label that the exported model always answers with."""

GGA_U = KINDS.index("gga_u")
"""The kind of label that is no estimate of an HSE gap."""

KIND_OF_BLOCK = {"kept": "hse", "nonmetal": "corrected", "metal": "corrected", "U": "gga_u"}
"""The kind of label in each block of the paper's table."""

VALIDATION_SHARE = 0.015
"""Share of the remaining formulas that watches the training and picks the weights."""

CALIBRATION_SHARE = 0.035
"""Share of the remaining formulas from which intervals and novelty are calibrated, and nothing else."""

NEW_VALIDATION_SHARE = 0.05
NEW_CALIBRATION_SHARE = 0.15
"""The same shares of formulas that only SNUMAT has; larger, because true HSE gaps are few."""

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
        kind: int64 [n], what the target is, a position in ``KINDS``.
    """

    elements: np.ndarray
    amounts: np.ndarray
    space_group: np.ndarray
    target: np.ndarray
    kind: np.ndarray

    def __len__(self) -> int:
        return len(self.target)

    def take(self, index: np.ndarray) -> "Rows":
        """Return the rows at these positions."""
        return Rows(
            self.elements[index], self.amounts[index], self.space_group[index], self.target[index], self.kind[index]
        )


def pack(
    formulas: list[str], space_groups: np.ndarray, targets: np.ndarray | None = None, kinds: np.ndarray | None = None
) -> Rows:
    """Turn formulas into arrays with as many slots as the longest formula needs; without ``kinds`` all are HSE."""
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
    kind = np.full(len(parsed), HSE) if kinds is None else np.asarray(kinds)
    return Rows(elements, amounts, np.asarray(space_groups, dtype=np.int64), target, kind.astype(np.int64))


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


def load_snumat(data: Path = DATA) -> pd.DataFrame:
    """Return SNUMAT's true HSE gaps outside the 170 spinels, in the columns of the paper's table.

    Of several structures with one formula and space group the one of lowest free energy stays,
    because the model cannot tell them apart. Deuterides are left out: deuterium is no element here.
    """
    table = pd.read_csv(data / "snumat_hse.csv.gz", keep_default_na=False, na_values=[""])
    table = table.dropna(subset=["hse_gap_ev", "spacegroup"])
    table = table[~table["formula"].str.contains(r"D(?![a-z])")]
    table = table.assign(
        key=[reduced_key(formula) for formula in table["formula"]],
        spacegroup=table["spacegroup"].astype(int),
        target_ev=table["hse_gap_ev"],
        block="snumat",
    )
    spinels = spinel_keys(data)
    table = table[[key not in spinels for key in table["key"]]]
    table = table.sort_values("free_energy_ev_per_atom", kind="stable").drop_duplicates(["key", "spacegroup"])
    return table[["formula", "spacegroup", "block", "target_ev", "pbe_gap_ev", "key"]].reset_index(drop=True)


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


def assign_snumat(keys: list[Key], part_of: dict[Key, str], seed: int = SEED) -> np.ndarray:
    """Return the part of each SNUMAT row: that of its formula in the paper's table, or one of its own.

    Rows of held-out formulas are ``true test``, whichever fold their polymorphs are in.
    """
    new = sorted(set(keys) - set(part_of))
    order = np.random.default_rng(seed).permutation(len(new))
    validation_end = round(NEW_VALIDATION_SHARE * len(new))
    calibration_end = validation_end + round(NEW_CALIBRATION_SHARE * len(new))
    own = {
        new[position]: "validation" if rank < validation_end else "calibration" if rank < calibration_end else "train"
        for rank, position in enumerate(order)
    }
    parts = [part_of.get(key) or own[key] for key in keys]
    return np.array(["true test" if part in ("test", "unused") else part for part in parts])


def load_split(data: Path = DATA) -> tuple[pd.DataFrame, Rows]:
    """Return both tables as one with columns ``part`` and ``kind``, and its rows packed in the same order.

    A SNUMAT row that the paper's table has in its block ``kept`` is left out, except from the part
    ``true test``, which holds every true HSE gap of a held-out formula once.
    """
    table = load_table(data)
    table["part"] = assign_parts(list(table["key"]), table["paper_fold"].to_numpy())
    true = load_snumat(data)
    true["part"] = assign_snumat(list(true["key"]), dict(zip(table["key"], table["part"], strict=True)))
    kept = table[table["block"] == "kept"]
    known = set(zip(kept["key"], kept["spacegroup"], strict=True))
    twice = np.array([pair in known for pair in zip(true["key"], true["spacegroup"], strict=True)])
    both = pd.concat([table, true[~twice | (true["part"] == "true test").to_numpy()]], ignore_index=True)
    both["kind"] = [KIND_OF_BLOCK.get(block, "hse") for block in both["block"]]
    kinds = np.array([KINDS.index(kind) for kind in both["kind"]])
    return both, pack(list(both["formula"]), both["spacegroup"].to_numpy(), both["target_ev"].to_numpy(), kinds)
