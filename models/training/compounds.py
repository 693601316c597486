"""The compounds of all tables: reading, joining by structure, and the split by formula."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .data import DATA, SEED
from .formula import Key, reduced_key

GRADES = ("A", "B", "C")
"""Grades of a recovered space group that are good enough to learn from (92 to 99 % right)."""

PAPER_FOLDS = 5
"""Folds into which the paper has split its table."""

TEST_FOLD = 0
"""The fold of the paper whose formulas are all held out, where no other is asked for."""

VALIDATION_SHARE = 0.015
"""Share of the formulas outside the test fold that watches the training; intervals, novelty and chances of a gap are calibrated on it too."""

CALIBRATION_SHARE = 0.035
"""Share of those formulas on which these are calibrated, and recipes chosen, and nothing else."""

TRUE_CALIBRATION_SHARE = 0.1
"""The same among formulas of which the HSE gap is known: intervals of the gap rest on these alone, and a few hundred tell little of 68 %."""

NEW_VALIDATION_SHARE = 0.05
NEW_CALIBRATION_SHARE = 0.15
NEW_TEST_SHARE = 0.2
"""The same shares, and that of the test, of formulas that only SNUMAT or only the hypothetical spinels have."""

LARGEST_HULL = 2.0
"""Hypothetical spinels further above the hull than this, in eV per atom, are left out: their relaxation failed."""

LARGEST_GAP = 12.0
"""Rows of the Materials Project with a larger gap than this, in eV, are left out: boxes of nearly free atoms."""


def read(name: str, data: Path, **options: object) -> pd.DataFrame:
    """Read one of the tables with a column ``key``, its formulas reduced; only an empty cell is missing."""
    table = pd.read_csv(data / name, keep_default_na=False, na_values=[""], **options)  # type: ignore[call-overload]
    table = table.rename(columns={"Formula": "formula"})
    table = table[~table["formula"].str.contains(r"D(?![a-z])")].copy()
    table["key"] = [reduced_key(formula) for formula in table["formula"]]
    return table


def spinel_keys(data: Path = DATA) -> set[Key]:
    """Return the reduced compositions of the 170 spinel oxides, of which no figure's model may have seen any structure."""
    return set(read("spinel_oxides_170.csv", data)["key"])


def load_paper(data: Path = DATA) -> pd.DataFrame:
    """Return the paper's table without its 170 spinels; the space group is 0 where its grade is too low."""
    table = read("mp_m.csv.gz", data)
    good = table["spacegroup_grade"].isin(GRADES)
    return table.assign(
        spacegroup=table["spacegroup"].where(good, 0).astype(int),
        graded=good,
        source="mp",
        paper=table["target_ev"],
        mp=table["pbe_gap_ev"],
        hull=table["hull_ev"],
    ).reset_index(drop=True)


def load_snumat(data: Path = DATA) -> pd.DataFrame:
    """Return SNUMAT's true HSE gaps.

    Of several structures with one formula and space group the one of lowest free energy stays,
    because the model cannot tell them apart. Deuterides are left out: deuterium is no element here.
    """
    table = read("snumat_hse.csv.gz", data).dropna(subset=["hse_gap_ev", "spacegroup"])
    table = table.assign(spacegroup=table["spacegroup"].astype(int), source="snumat", block="snumat")
    table = table.rename(columns={"hse_gap_ev": "hse", "pbe_gap_ev": "pbe"})
    table = table.sort_values("free_energy_ev_per_atom", kind="stable").drop_duplicates(["key", "spacegroup"])
    return table[["formula", "spacegroup", "source", "block", "hse", "pbe", "key"]].reset_index(drop=True)


def load_structures(data: Path = DATA) -> pd.DataFrame:
    """Return a gap of the Materials Project for each formula and space group.

    The paper's table lacks some compounds, and the space group of many that it has. Of several
    structures with one formula and space group the one with the middle gap stays, because the table has no energies.
    """
    table = read("mp_table.csv.gz", data, usecols=["formula", "spacegroup", "pbe_gap_ev"]).rename(columns={"pbe_gap_ev": "mp"})
    table = table[table["mp"] <= LARGEST_GAP].sort_values("mp", kind="stable")
    group = table.groupby(["key", "spacegroup"], sort=False)
    place, number = group.cumcount(), group["mp"].transform("size")
    table = table[place == (number - 1) // 2].assign(source="mp table", block="mp table")
    return table.sort_values(["formula", "spacegroup"], kind="stable").reset_index(drop=True)


def load_spinels(data: Path = DATA) -> pd.DataFrame:
    """Return the 170 spinel oxides, in which only the model that ships may be trained."""
    table = read("spinel_oxides_170.csv", data).assign(source="spinel", block="spinel", part="spinel")
    return table.rename(
        columns={"mp_gap_ev": "mp", "snumat_hse_ev": "hse", "snumat_pbe_ev": "pbe", "hull_ev": "hull"}
    )[["formula", "spacegroup", "source", "block", "part", "hse", "mp", "pbe", "hull", "key", "is_gga_u"]]


def load_hypothetical(data: Path = DATA) -> pd.DataFrame:
    """Return the hypothetical spinels with their energy above the hull."""
    table = read("spinel_space.csv.gz", data, usecols=["Formula", "Ehull_min"]).rename(columns={"Ehull_min": "hull"})
    table = table[table["hull"] <= LARGEST_HULL].drop_duplicates("key")
    return table.assign(spacegroup=227, source="space", block="space").reset_index(drop=True)


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


def assign_parts(table: pd.DataFrame, test_fold: int = TEST_FOLD, seed: int = SEED) -> np.ndarray:
    """Return one of ``train``, ``validation``, ``calibration``, ``test``, ``ignored`` for each row of the paper's table.

    Rows of the test fold are ``test``, and the other four folds train, as with the paper's own models,
    polymorphs of tested formulas included; ``unseen`` tells which tested formulas have none. The
    formulas of validation and calibration have no row in the test fold and none in training; of those
    whose HSE gap is known (column ``hse``) more calibrate. Rows
    of the test fold whose space group is not known are ``ignored``.
    """
    fold = table["paper_fold"].to_numpy()
    tested = {key for key, number in zip(table["key"], fold, strict=True) if number == test_fold}
    shares = {"validation": VALIDATION_SHARE, "calibration": CALIBRATION_SHARE}
    part_of = shared_out([key for key in table["key"] if key not in tested], shares, seed)
    true = {key for key, hse in zip(table["key"], table["hse"], strict=True) if not np.isnan(hse)}
    more = shared_out([key for key in true if part_of.get(key) == "train"], {"calibration": TRUE_CALIBRATION_SHARE}, seed)
    part_of |= more
    return np.array(
        [
            part_of.get(key, "train") if number != test_fold else ("test" if graded else "ignored")
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


def joined_by_structure(table: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a table with these columns of another's rows of the same formula and space group, and the other's rows of which it has none.

    The other table has one row at most for a formula and space group.
    """
    place = [pd.MultiIndex.from_arrays([one["key"], one["spacegroup"]]) for one in (table, other)]
    found = other.set_index(place[1])[columns].reindex(place[0])
    joined = table.assign(**{name: found[name].to_numpy() for name in columns})
    return joined, other[~place[1].isin(place[0])].reset_index(drop=True)


def split_off(table: pd.DataFrame, keys: set[Key]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of a table that have none of these formulas, and those that have one."""
    inside = table["key"].isin(keys)
    return table[~inside].reset_index(drop=True), table[inside]


def load_compounds(data: Path = DATA, by_system: bool = False, test_fold: int = TEST_FOLD) -> pd.DataFrame:
    """Return all sources as one table: a formula, a space group, the labels that are known, the part, and ``unseen``.

    A SNUMAT row with the formula and space group of a row of the paper's table is joined to it; the
    others stand alone. Their formula's part in the paper's table is theirs; formulas of the test
    fold and a fifth of the new ones are ``true test``. What else the Materials Project has is joined to SNUMAT's rows
    alike, and the rest of it trains unless its formula belongs to another part. The 170 spinel oxides are ``spinel``, all other
    structures of their formulas ``spinel formula``: only the model that ships may be trained on either.
    """
    oxides = load_spinels(data)
    # The oxides have their own columns for what these tables say of them.
    true, structures = (joined_by_structure(oxides, one, [])[1] for one in (load_snumat(data), load_structures(data)))
    paper, alone = joined_by_structure(load_paper(data), true, ["hse", "pbe"])
    structures = joined_by_structure(paper, structures, [])[1]
    alone, structures = joined_by_structure(alone, structures, ["mp"])
    keys = set(oxides["key"])
    # The energies of the oxides themselves are those of the Materials Project.
    spaces, _ = split_off(load_hypothetical(data), keys)
    (paper, alone, structures), aside = zip(*(split_off(one, keys) for one in (paper, alone, structures)), strict=True)
    of_spinels = pd.concat(aside).assign(part="spinel formula")
    new = {"true test": NEW_TEST_SHARE, "validation": NEW_VALIDATION_SHARE, "calibration": NEW_CALIBRATION_SHARE}
    if by_system:
        both = pd.concat([paper, alone, structures, spaces], ignore_index=True)
        both["part"] = assign_systems(both)
    else:
        paper["part"] = assign_parts(paper, test_fold)
        # A formula of the test fold may also train with another polymorph; what is not the paper's keeps away from it.
        order = {"train": 0, "validation": 1, "calibration": 1, "ignored": 2, "test": 3}
        by_rank = paper.iloc[np.argsort([order[part] for part in paper["part"]], kind="stable")]
        part_of = dict(zip(by_rank["key"], by_rank["part"].replace({"test": "true test", "ignored": "true test"}), strict=True))
        for other in (alone, spaces):
            own = shared_out([key for key in other["key"] if key not in part_of], new, SEED)
            other["part"] = [part_of.get(key) or own[key] for key in other["key"]]
        for other in (alone, spaces):
            part_of = dict(zip(other["key"], other["part"], strict=True)) | part_of
        structures["part"] = [part_of.get(key, "train") for key in structures["key"]]
        both = pd.concat([paper, alone, structures, spaces], ignore_index=True)
    both = pd.concat([both, of_spinels, oxides], ignore_index=True)
    trained = set(both.loc[both["part"] == "train", "key"])
    both["unseen"] = [key not in trained for key in both["key"]]
    return both
