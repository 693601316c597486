"""The training tables: reading, filtering, splitting by formula, packing into arrays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .formula import NUMBER, Key, fractions, reduced_key

PROJECT = Path(__file__).resolve().parents[2]
"""Root of the project."""

DATA = PROJECT.parent / "shared" / "data"
"""The data that is read where it lies and is never part of the project."""

CACHE = PROJECT / ".cache" / "training"
"""Checkpoints, logs and packed arrays, ignored by git."""

SEED = 20240
"""Seed of the split; the weights and augmentations of network n of an ensemble have SEED + n."""

GRADES = ("A", "B", "C")
"""Grades of a recovered space group that are good enough to learn from (92 to 99 % right)."""

TEST_FOLD = 0
"""The fold of the paper whose formulas are all held out."""

LABELS = ("hse", "paper", "mp", "pbe", "hull")
"""The quantities that a row may have, each its own column of labels.

``hse``: an HSE06 gap of SNUMAT, or an estimate of one from the gap of the Materials Project; ``paper``: the label of the
paper's table; ``mp``: the gap of the Materials Project, PBE or GGA+U; ``pbe``: the PBE gap of SNUMAT; all in eV. ``hull``: the energy
above the hull in eV per atom.
"""

HSE, PAPER, MP, PBE, HULL = range(len(LABELS))
GAPS = (HSE, PAPER, MP, PBE)
"""The labels that are gaps."""

HSE_WEIGHT = 3.0
"""Weight of a row whose label is a calculated HSE gap, in the loss and in calibration."""
HSE_WEIGHT_U = 4.0
"""The same for oxides and fluorides of the metals that get a U, of which few have one."""
ESTIMATE_WEIGHT = 0.6
ESTIMATE_WEIGHT_U = 0.4
"""Weights of an estimated HSE gap; the estimate from a GGA+U gap is the rougher one."""
UNKNOWN_WEIGHT = 0.5
"""Factor on all weights of a row whose space group is not known well enough to be used."""

U_METALS = tuple(NUMBER[symbol] for symbol in "V Cr Mn Fe Co Ni Mo W".split())
U_ANIONS = (NUMBER["O"], NUMBER["F"])
"""The rule of the Materials Project for which compounds get a U."""

VALIDATION_SHARE = 0.015
"""Share of the formulas outside the test fold that watches the training, and nothing else."""

CALIBRATION_SHARE = 0.035
"""Share of those formulas from which intervals and novelty are calibrated, and nothing else."""

TRUE_CALIBRATION_SHARE = 0.1
"""The same among formulas of which the HSE gap is known: intervals of the gap rest on these alone, and a few hundred tell little of 68 %."""

NEW_VALIDATION_SHARE = 0.05
NEW_CALIBRATION_SHARE = 0.15
NEW_TEST_SHARE = 0.2
"""The same shares, and that of the test, of formulas that only SNUMAT or only the hypothetical spinels have."""

METAL_BELOW_EV = 0.01
"""A gap smaller than this counts as metallic, as in the paper's own labels."""

LARGEST_HULL = 2.0
"""Hypothetical spinels further above the hull than this, in eV per atom, are left out: their relaxation failed."""

MAX_SLOTS = 12
"""The largest number of elements that the model is offered."""


@dataclass(frozen=True)
class Rows:
    """Rows in the form the network reads; n rows, s slots.

    Attributes:
        elements: int64 [n, s], atomic numbers, 0 for padding.
        amounts: float32 [n, s], atomic fractions, 0 for padding.
        space_group: int64 [n], 1 … 230, 0 if unknown.
        labels: float32 [n, 5], by ``LABELS``; not a number where there is none.
        weights: float32 [n, 5], the weight of each label in the loss.
    """

    elements: np.ndarray
    amounts: np.ndarray
    space_group: np.ndarray
    labels: np.ndarray
    weights: np.ndarray

    def __len__(self) -> int:
        return len(self.space_group)

    def take(self, index: np.ndarray) -> "Rows":
        """Return the rows at these positions."""
        return Rows(*(column[index] for column in (self.elements, self.amounts, self.space_group, self.labels, self.weights)))

    def label(self, which: int) -> np.ndarray:
        """Return one column of labels [n]."""
        return self.labels[:, which]


def pack(formulas: list[str], space_groups: np.ndarray, labels: np.ndarray | None = None) -> Rows:
    """Turn formulas into arrays with as many slots as the longest formula needs; all weights are 1."""
    parsed = [fractions(formula) for formula in formulas]
    slots = max(len(row) for row in parsed)
    elements = np.zeros((len(parsed), slots), dtype=np.int64)
    amounts = np.zeros((len(parsed), slots), dtype=np.float32)
    for i, row in enumerate(parsed):
        for j, (z, fraction) in enumerate(row):
            elements[i, j] = z
            amounts[i, j] = fraction
    shape = (len(parsed), len(LABELS))
    # A fitted correction makes 13 labels slightly negative; neither a gap nor an energy above the hull can be.
    known = np.full(shape, np.nan) if labels is None else np.maximum(labels, 0.0)
    return Rows(
        elements, amounts, np.asarray(space_groups, dtype=np.int64), known.astype(np.float32), np.ones(shape, dtype=np.float32)
    )


def has_u(rows: Rows) -> np.ndarray:
    """Return [n] whether the Materials Project would calculate the compound with a U."""
    return np.isin(rows.elements, U_METALS).any(axis=1) & np.isin(rows.elements, U_ANIONS).any(axis=1)


def read(name: str, data: Path, **options: object) -> pd.DataFrame:
    """Read one of the tables with a column ``key``, its formulas reduced; only an empty cell is missing."""
    table = pd.read_csv(data / name, keep_default_na=False, na_values=[""], **options)  # type: ignore[call-overload]
    table = table.rename(columns={"Formula": "formula"})
    table = table[~table["formula"].str.contains(r"D(?![a-z])")].copy()
    table["key"] = [reduced_key(formula) for formula in table["formula"]]
    return table


def spinel_keys(data: Path = DATA) -> set[Key]:
    """Return the reduced compositions of the 170 spinel oxides, which no figure's model may have seen."""
    return set(read("spinel_oxides_170.csv", data)["key"])


def load_paper(data: Path = DATA) -> pd.DataFrame:
    """Return the paper's table outside the 170 spinels; the space group is 0 where its grade is too low."""
    table = read("mp_m.csv.gz", data)
    good = table["spacegroup_grade"].isin(GRADES)
    spinels = spinel_keys(data)
    table = table.assign(
        spacegroup=table["spacegroup"].where(good, 0).astype(int),
        graded=good,
        source="mp",
        paper=table["target_ev"],
        mp=table["pbe_gap_ev"],
        hull=table["hull_ev"],
    )
    return table[[key not in spinels for key in table["key"]]].reset_index(drop=True)


def load_snumat(data: Path = DATA) -> pd.DataFrame:
    """Return SNUMAT's true HSE gaps outside the 170 spinels.

    Of several structures with one formula and space group the one of lowest free energy stays,
    because the model cannot tell them apart. Deuterides are left out: deuterium is no element here.
    """
    table = read("snumat_hse.csv.gz", data).dropna(subset=["hse_gap_ev", "spacegroup"])
    table = table.assign(spacegroup=table["spacegroup"].astype(int), source="snumat", block="snumat")
    table = table.rename(columns={"hse_gap_ev": "hse", "pbe_gap_ev": "pbe"})
    spinels = spinel_keys(data)
    table = table[[key not in spinels for key in table["key"]]]
    table = table.sort_values("free_energy_ev_per_atom", kind="stable").drop_duplicates(["key", "spacegroup"])
    return table[["formula", "spacegroup", "source", "block", "hse", "pbe", "key"]].reset_index(drop=True)


def load_spinels(data: Path = DATA) -> pd.DataFrame:
    """Return the 170 spinel oxides, in which only the model that ships may be trained."""
    table = read("spinel_oxides_170.csv", data).assign(source="spinel", block="spinel", part="spinel")
    return table.rename(
        columns={"mp_gap_ev": "mp", "snumat_hse_ev": "hse", "snumat_pbe_ev": "pbe", "hull_ev": "hull"}
    )[["formula", "spacegroup", "source", "block", "part", "hse", "mp", "pbe", "hull", "key", "is_gga_u"]]


def load_hypothetical(data: Path = DATA) -> pd.DataFrame:
    """Return the hypothetical spinels with their energy above the hull, outside the 170 spinels."""
    table = read("spinel_space.csv.gz", data, usecols=["Formula", "Ehull_min"]).rename(columns={"Ehull_min": "hull"})
    spinels = spinel_keys(data)
    table = table[(table["hull"] <= LARGEST_HULL) & ~table["key"].isin(spinels)]
    table = table.drop_duplicates("key").assign(spacegroup=227, source="space", block="space")
    return table.reset_index(drop=True)


def shared_out(keys: list[Key], shares: dict[str, float], seed: int) -> dict[Key, str]:
    """Return a part for each key: those of ``shares`` in order, and ``train`` for all others."""
    keys = sorted(set(keys))
    order = np.random.default_rng(seed).permutation(len(keys))
    parts = np.full(len(keys), "train", dtype=object)
    start = 0
    for part, share in shares.items():
        end = start + round(share * len(keys))
        parts[order[start:end]] = part
        start = end
    return dict(zip(keys, parts, strict=True))


def assign_parts(table: pd.DataFrame, seed: int = SEED) -> np.ndarray:
    """Return one of ``train``, ``validation``, ``calibration``, ``test``, ``ignored`` for each row of the paper's table.

    Rows of the test fold are ``test``, and the other four folds train, as with the paper's own models,
    polymorphs of tested formulas included; ``unseen`` tells which tested formulas have none. The
    formulas of validation and calibration have no row in the test fold and none in training; of those
    whose HSE gap is known (column ``hse``) more calibrate. Rows
    of the test fold whose space group is not known are ``ignored``.
    """
    fold = table["paper_fold"].to_numpy()
    tested = {key for key, number in zip(table["key"], fold, strict=True) if number == TEST_FOLD}
    shares = {"validation": VALIDATION_SHARE, "calibration": CALIBRATION_SHARE}
    part_of = shared_out([key for key in table["key"] if key not in tested], shares, seed)
    true = {key for key, hse in zip(table["key"], table["hse"], strict=True) if not np.isnan(hse)}
    more = shared_out([key for key in true if part_of.get(key) == "train"], {"calibration": TRUE_CALIBRATION_SHARE}, seed)
    part_of |= more
    return np.array(
        [
            part_of.get(key, "train") if number != TEST_FOLD else ("test" if graded else "ignored")
            for key, number, graded in zip(table["key"], fold, table["graded"], strict=True)
        ],
        dtype=object,
    )


def assign_systems(table: pd.DataFrame, seed: int = SEED) -> np.ndarray:
    """Return the parts when whole chemical systems, the sets of elements, are held out: one in five as ``test``."""
    systems = [tuple(z for z, _ in key) for key in table["key"]]
    shares = {"test": 0.2, "validation": VALIDATION_SHARE, "calibration": CALIBRATION_SHARE}
    part_of = shared_out(systems, shares, seed)  # type: ignore[arg-type]
    return np.array([part_of[system] for system in systems], dtype=object)  # type: ignore[index]


def load_compounds(data: Path = DATA, by_system: bool = False) -> pd.DataFrame:
    """Return all sources as one table: a formula, a space group, the labels that are known, the part, and ``unseen``.

    A SNUMAT row with the formula and space group of a row of the paper's table is joined to it; the
    others stand alone. Their formula's part in the paper's table is theirs; formulas of the test
    fold and a fifth of the new ones are ``true test``.
    """
    paper = load_paper(data)
    true = load_snumat(data)
    pair = list(zip(paper["key"], paper["spacegroup"], strict=True))
    by_pair = true.set_index(["key", "spacegroup"])[["hse", "pbe"]].reindex(pd.MultiIndex.from_tuples(pair))
    paper["hse"], paper["pbe"] = by_pair["hse"].to_numpy(), by_pair["pbe"].to_numpy()
    known = set(pair)
    alone = true[[pair not in known for pair in zip(true["key"], true["spacegroup"], strict=True)]].copy()
    spaces = load_hypothetical(data)
    new = {"true test": NEW_TEST_SHARE, "validation": NEW_VALIDATION_SHARE, "calibration": NEW_CALIBRATION_SHARE}
    if by_system:
        both = pd.concat([paper, alone, spaces], ignore_index=True)
        both["part"] = assign_systems(both)
    else:
        paper["part"] = assign_parts(paper)
        # A formula of the test fold may also train with another polymorph; what is not the paper's keeps away from it.
        order = {"train": 0, "validation": 1, "calibration": 1, "ignored": 2, "test": 3}
        by_rank = paper.iloc[np.argsort([order[part] for part in paper["part"]], kind="stable")]
        part_of = dict(zip(by_rank["key"], by_rank["part"].replace({"test": "true test", "ignored": "true test"}), strict=True))
        for other in (alone, spaces):
            own = shared_out([key for key in other["key"] if key not in part_of], new, SEED)
            other["part"] = [part_of.get(key) or own[key] for key in other["key"]]
        both = pd.concat([paper, alone, spaces], ignore_index=True)
    both = pd.concat([both, load_spinels(data)], ignore_index=True)
    trained = set(both.loc[both["part"] == "train", "key"])
    both["unseen"] = [key not in trained for key in both["key"]]
    return both


def labelled(table: pd.DataFrame) -> Rows:
    """Return the rows of a table of compounds packed in its order, true labels only, with their weights."""
    labels = np.column_stack([table[name].to_numpy(dtype=float) for name in LABELS])
    rows = pack(list(table["formula"]), table["spacegroup"].to_numpy(), labels)
    rows.weights[:, HSE] = np.where(has_u(rows), HSE_WEIGHT_U, HSE_WEIGHT)
    rows.weights[rows.space_group == 0] *= UNKNOWN_WEIGHT
    return rows


def with_estimates(rows: Rows, estimate: np.ndarray) -> Rows:
    """Return the rows with estimated HSE gaps [n] in eV where no calculated one is known."""
    labels, weights = rows.labels.copy(), rows.weights.copy()
    missing = np.isnan(labels[:, HSE]) & ~np.isnan(estimate)
    labels[missing, HSE] = estimate[missing]
    weights[missing, HSE] = np.where(has_u(rows), ESTIMATE_WEIGHT_U, ESTIMATE_WEIGHT)[missing]
    weights[missing & (rows.space_group == 0), HSE] *= UNKNOWN_WEIGHT
    return Rows(rows.elements, rows.amounts, rows.space_group, labels, weights)
