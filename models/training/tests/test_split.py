"""No formula lies on two sides of the split, but for the polymorphs that the paper's folds allow."""

import numpy as np
import pandas as pd
import pytest

from models.training import compounds as split
from models.training import data
from models.training.formula import SYMBOLS, reduced_key
from models.training.prepared import held_out, without_calculations


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
    table["part"] = split.assign_parts(table)
    check(table)
    tested = table[table["paper_fold"] == split.TEST_FOLD]
    assert set(tested.loc[tested["graded"], "part"]) == {"test"}
    assert set(tested.loc[~tested["graded"], "part"]) == {"ignored"}
    assert (table["part"] == split.assign_parts(table)).all()


def test_any_fold_may_be_held_out() -> None:
    table = made_up_table(3000)
    table["paper_fold"] = np.where(table["paper_fold"] == split.TEST_FOLD, 3, split.TEST_FOLD)
    table["part"] = split.assign_parts(table, test_fold=3)
    check(table)
    tested = table["paper_fold"] == 3
    assert set(table.loc[tested, "part"]) == {"test", "ignored"}
    assert not {"test", "ignored"} & set(table.loc[~tested, "part"])


def test_chemical_systems_stay_together() -> None:
    table = made_up_table(3000)
    table["part"] = split.assign_systems(table)
    systems = {part: {tuple(z for z, _ in key) for key in keys} for part, keys in keys_by_part(table).items()}
    for part in systems:
        for other in set(systems) - {part}:
            assert not systems[part] & systems[other]


ABSENT = pytest.mark.skipif(not data.DATA.exists(), reason="../shared/data/mp_m.csv.gz is absent")


@pytest.fixture(scope="module")
def compounds() -> pd.DataFrame:
    return split.load_compounds()


@ABSENT
def test_nothing_that_is_measured_was_trained(compounds: pd.DataFrame) -> None:
    check(compounds)
    of = keys_by_part(compounds)
    spinels = split.spinel_keys()
    assert len(spinels) == 170
    for part in ("train", "validation", "calibration"):
        assert not of[part] & spinels
    # A true HSE gap outside the paper's folds may share its formula with the fold, but with no trained row that is called unseen.
    assert not set(compounds.loc[compounds["unseen"], "key"]) & of["train"]
    paper = compounds[(compounds["source"] == "mp") & (compounds["part"] == "test")]
    polymorphs = compounds[compounds["part"] == "spinel formula"]
    assert set(polymorphs["key"]) <= spinels and polymorphs["hse"].notna().sum() > 20
    assert (paper["paper_fold"] == split.TEST_FOLD).all() and len(paper) == 22_237


@ABSENT
def test_true_gaps_stand_once_for_a_structure(compounds: pd.DataFrame) -> None:
    alone = compounds[compounds["source"] == "snumat"]
    assert not alone.duplicated(["key", "spacegroup"]).any()
    paper = compounds[compounds["source"] == "mp"]
    known = set(zip(paper["key"], paper["spacegroup"], strict=True))
    assert not known & set(zip(alone["key"], alone["spacegroup"], strict=True))
    kept = paper[(paper["block"] == "kept") & paper["hse"].notna()]
    assert (kept["hse"] - kept["paper"]).abs().quantile(0.95) < 1e-3


@ABSENT
def test_what_else_the_materials_project_has_stands_once_and_follows_its_formula(compounds: pd.DataFrame) -> None:
    further = compounds[compounds["source"] == "mp table"]
    others = compounds[compounds["source"].isin(["mp", "snumat", "space"])]
    pairs = [set(zip(one["key"], one["spacegroup"], strict=True)) for one in (further, others[others["source"] != "space"])]
    assert len(further) == len(pairs[0]) > 16_000 and not pairs[0] & pairs[1]
    held_out = others.loc[others["part"].isin(["validation", "calibration"]), "key"]
    assert set(further.loc[further["key"].isin(held_out), "part"]) == {"validation", "calibration"}
    tested = others.loc[others["part"].isin(["test", "true test"]), "key"]
    assert "train" not in set(further.loc[further["key"].isin(tested), "part"])


def test_tables_are_joined_where_formula_and_space_group_agree() -> None:
    table = pd.DataFrame({"key": [((3, 1),), ((3, 1),), ((4, 1),)], "spacegroup": [225, 229, 225]})
    other = pd.DataFrame({"key": [((3, 1),), ((5, 1),)], "spacegroup": [229, 229], "mp": [1.5, 2.5]})
    joined, rest = split.joined_by_structure(table, other, ["mp"])
    assert joined["mp"].isna().tolist() == [True, False, True] and joined["mp"][1] == 1.5
    assert rest["mp"].tolist() == [2.5]


def test_a_gap_that_is_known_leaves_nothing_of_snumat_behind() -> None:
    told = np.array([[3.0, 3.0, 1.5, 1.4, 0.1], [3.0, 3.0, 1.5, 1.4, 0.1], [np.nan, 2.0, 1.5, np.nan, 0.1]])
    rows = data.pack(["ZnO", "MgO", "CaO"], np.array([186, 225, 225]), told)
    hidden, of_paper = np.array([True, False, True]), np.array([True, True, False])
    left = without_calculations(rows, hidden, of_paper).labels
    assert np.isnan(left[0, [data.HSE, data.CONDITIONAL, data.PBE, data.PAPER]]).all()
    np.testing.assert_allclose(left[:, data.MP], 1.5)
    np.testing.assert_array_equal(left[1], rows.labels[1])
    assert left[2, data.PAPER] == 2.0


def test_what_is_held_out_is_tested_and_of_a_formula_that_nothing_trains() -> None:
    table = pd.DataFrame({"part": ["train", "test", "test", "true test", "calibration", "spinel", "spinel formula"], "unseen": [False, True, False, True, True, True, True]})
    assert held_out(table).tolist() == [False, True, False, True, False, True, False]
