"""No formula lies on two sides of the split."""

import numpy as np
import pytest

from models.training import data
from models.training.formula import SYMBOLS, reduced_key


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


@pytest.mark.skipif(not data.DATA.exists(), reason="../shared/data/mp_m.csv.gz is absent")
def test_real_table() -> None:
    table = data.load_table()
    keys, fold = list(table["key"]), table["paper_fold"].to_numpy()
    part = data.assign_parts(keys, fold)
    check(keys, part, fold)
    assert not set(keys) & data.spinel_keys()
    assert set(table["spacegroup_grade"]) == set(data.GRADES)
