"""No formula lies on two sides of the split."""

import numpy as np
import pandas as pd
import pytest

from models.training import data
from models.training.formula import SYMBOLS, reduced_key
from models.training.train import training_rows


def made_up_keys(rows: int) -> tuple[list, np.ndarray]:
    rng = np.random.default_rng(1)
    formulas = [f"{SYMBOLS[a]}{n}O{m}" for a, n, m in rng.integers(1, [9, 6, 6], size=(rows, 3)) if a != 7]
    return [reduced_key(f) for f in formulas], rng.integers(0, 5, len(formulas))


def check(keys: list, part: np.ndarray, fold: np.ndarray) -> None:
    of = {name: {k for k, p in zip(keys, part, strict=True) if p == name} for name in set(part)}
    for name in ("train", "validation", "calibration"):
        for other in set(of) - {name}:
            assert not of.get(name, set()) & of[other], (name, other)
    assert set(part[fold == data.TEST_FOLD]) <= {"test"}


def test_made_up_formulas() -> None:
    keys, _ = made_up_keys(3000)
    fold = np.where(np.arange(len(keys)) % 60 == 0, 0, 1)
    part = data.assign_parts(keys, fold)
    check(keys, part, fold)
    assert (part == data.assign_parts(keys, fold)).all()
    assert (part == "unused").any()


def test_snumat_rows_follow_their_formula() -> None:
    held, fitted, new = (reduced_key(formula) for formula in ("TiO2", "ZnO", "Cs3NiO2"))
    parts = data.assign_snumat([held, fitted, new], {held: "unused", fitted: "calibration"})
    assert list(parts[:2]) == ["true test", "calibration"]
    assert parts[2] in ("train", "validation", "calibration")


ABSENT = pytest.mark.skipif(not data.DATA.exists(), reason="../shared/data/mp_m.csv.gz is absent")


@ABSENT
def test_real_table() -> None:
    table = data.load_table()
    keys, fold = list(table["key"]), table["paper_fold"].to_numpy()
    part = data.assign_parts(keys, fold)
    check(keys, part, fold)
    assert not set(keys) & data.spinel_keys()
    assert set(table["spacegroup_grade"]) == set(data.GRADES)


@ABSENT
def test_both_tables() -> None:
    table, rows = data.load_split()
    of = {part: set(chosen["key"]) for part, chosen in table.groupby("part")}
    fitted = of["train"] | of["validation"] | of["calibration"]
    assert not fitted & (of["test"] | of["unused"] | of["true test"])
    assert not of["train"] & (of["validation"] | of["calibration"])
    assert not set(table["key"]) & data.spinel_keys()
    assert [data.KINDS[kind] for kind in rows.kind] == list(table["kind"])
    assert {block: kinds.unique().tolist() for block, kinds in table.groupby("block")["kind"]} == {
        "kept": ["hse"], "snumat": ["hse"], "nonmetal": ["corrected"], "metal": ["corrected"], "U": ["gga_u"],
    }  # fmt: skip
    twin, shipped = training_rows(table, rows, False), training_rows(table, rows, True)
    assert len(twin) == len(table[table["part"] == "train"])
    snumat = table[table["block"] == "snumat"]
    assert not snumat.duplicated(["key", "spacegroup"]).any()
    kept = table[table["block"] == "kept"]
    once = pd.concat([kept, snumat]).drop_duplicates(["key", "spacegroup"])
    assert (shipped.kind == data.HSE).sum() == len(kept) + len(once[once["block"] == "snumat"])
