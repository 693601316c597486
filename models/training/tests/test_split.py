"""No formula lies on two sides of the split, but for the polymorphs that the paper's folds allow."""

import numpy as np
import pandas as pd
import pytest

from models.training import data
from models.training.formula import SYMBOLS, reduced_key


def made_up_table(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    formulas = [f"{SYMBOLS[a]}{n}O{m}" for a, n, m in rng.integers(1, [9, 6, 6], size=(rows, 3)) if a != 7]
    fold = np.where(np.arange(len(formulas)) % 60 == 0, 0, 1)
    return pd.DataFrame({"key": [reduced_key(f) for f in formulas], "paper_fold": fold, "graded": np.arange(len(formulas)) % 7 > 0, "hse": np.where(np.arange(len(formulas)) % 5 == 0, 1.0, np.nan)})


def keys_by_part(table: pd.DataFrame) -> dict[str, set]:
    return {part: set(chosen["key"]) for part, chosen in table.groupby("part")}


def check(table: pd.DataFrame) -> None:
    of = keys_by_part(table)
    for part in ("validation", "calibration"):
        for other in set(of) - {part}:
            assert not of[part] & of[other], (part, other)


def test_made_up_formulas() -> None:
    table = made_up_table(3000)
    table["part"] = data.assign_parts(table)
    check(table)
    tested = table[table["paper_fold"] == data.TEST_FOLD]
    assert set(tested.loc[tested["graded"], "part"]) == {"test"}
    assert set(tested.loc[~tested["graded"], "part"]) == {"ignored"}
    assert (table["part"] == data.assign_parts(table)).all()


def test_chemical_systems_stay_together() -> None:
    table = made_up_table(3000)
    table["part"] = data.assign_systems(table)
    systems = {part: {tuple(z for z, _ in key) for key in keys} for part, keys in keys_by_part(table).items()}
    for part in systems:
        for other in set(systems) - {part}:
            assert not systems[part] & systems[other]


ABSENT = pytest.mark.skipif(not data.DATA.exists(), reason="../shared/data/mp_m.csv.gz is absent")


@pytest.fixture(scope="module")
def compounds() -> pd.DataFrame:
    return data.load_compounds()


@ABSENT
def test_nothing_that_is_measured_was_trained(compounds: pd.DataFrame) -> None:
    check(compounds)
    of = keys_by_part(compounds)
    spinels = data.spinel_keys()
    assert len(spinels) == 170
    for part in ("train", "validation", "calibration"):
        assert not of[part] & spinels
    # A true HSE gap outside the paper's folds may share its formula with the fold, but with no trained row that is called unseen.
    assert not set(compounds.loc[compounds["unseen"], "key"]) & of["train"]
    paper = compounds[(compounds["source"] == "mp") & (compounds["part"] == "test")]
    assert (paper["paper_fold"] == data.TEST_FOLD).all() and len(paper) == 22_237


@ABSENT
def test_true_gaps_stand_once_for_a_structure(compounds: pd.DataFrame) -> None:
    alone = compounds[compounds["source"] == "snumat"]
    assert not alone.duplicated(["key", "spacegroup"]).any()
    paper = compounds[compounds["source"] == "mp"]
    known = set(zip(paper["key"], paper["spacegroup"], strict=True))
    assert not known & set(zip(alone["key"], alone["spacegroup"], strict=True))
    kept = paper[(paper["block"] == "kept") & paper["hse"].notna()]
    assert (kept["hse"] - kept["paper"]).abs().quantile(0.95) < 1e-3
