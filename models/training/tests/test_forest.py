"""Forests in ONNX answer as LightGBM does, and a group's own table becomes a model."""

from pathlib import Path

import lightgbm as lgb
import numpy as np
import onnxruntime
import pandas as pd
import pytest
from onnx import helper

from models.training import data
from models.training.custom import BadTable, make, read_table
from models.training.data import Rows, pack
from models.training.descriptors import Descriptors, Rounded, describe
from models.training.forest import as_feed, fit_front, fold_of, not_above, write_forest
from models.training.formula import SYMBOLS

NAMES = ["Number", "Electronegativity"]


def made_up(rows: int = 400) -> tuple[list[str], np.ndarray]:
    rng = np.random.default_rng(3)
    formulas = [f"{SYMBOLS[a]}{n}{SYMBOLS[b]}{m}" for a, b, n, m in zip(*rng.integers(1, [[60], [60], [9], [9]], size=(4, rows)), strict=True) if a != b]
    return formulas, rng.integers(0, 231, len(formulas))


def module(rows: Rows) -> Rounded:
    rng = np.random.default_rng(0)
    return Rounded(Descriptors(rng.normal(size=(119, 2)).astype(np.float32), NAMES).eval(), rows).eval()


def test_a_threshold_is_never_rounded_up() -> None:
    for threshold in (0.1, 0.3, 1e9 + 0.3, -0.7):
        assert not_above(threshold) <= threshold
        assert float(np.nextafter(np.float32(not_above(threshold)), np.float32(np.inf))) > threshold


def test_onnx_answers_as_lightgbm(tmp_path: Path) -> None:
    formulas, groups = made_up()
    rows = pack(formulas, groups)
    descriptors = module(rows)
    columns = describe(descriptors, rows)
    target = columns[:, 6] + 0.01 * groups
    settings: dict[str, object] = {"n_estimators": 30, "use_missing": False, "verbose": -1, "n_jobs": 1}
    boosters = [lgb.LGBMRegressor(**settings, random_state=i, num_leaves=7 + i).fit(columns, target).booster_ for i in range(2)]
    front = fit_front(descriptors, descriptors.names, columns, columns[:50])
    answer = [
        helper.make_node("ReduceMean", ["trees"], ["value"], axes=[1], keepdims=0),
        helper.make_node("Relu", ["value"], ["sigma"]),
    ]
    path = tmp_path / "forest.onnx"
    write_forest(front, {"trees": boosters}, answer, [], ("value", "sigma"), path)
    found, _, novelty = onnxruntime.InferenceSession(str(path)).run(None, as_feed(rows))
    expected = np.mean([booster.predict(columns) for booster in boosters], axis=0)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
    assert np.isfinite(novelty).all() and (novelty >= 0).all()


def test_equal_keys_share_a_fold() -> None:
    keys = ["a", "b", "a", "c", "b"]
    fold = fold_of(keys, 3)
    assert fold[0] == fold[2] and fold[1] == fold[4]


def test_every_bad_line_of_a_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("formula,spacegroup,target\nZnO,P6_3mc,3.4\nXx2,1,1\nMgO,cubic,1\nMgO,225,-1\n")
    with pytest.raises(BadTable, match=r"3 bad lines(.|\n)*line 3(.|\n)*line 4(.|\n)*line 5"):
        read_table(path)
    path.write_text("formula,gap\nZnO,3\n")
    with pytest.raises(BadTable, match="no column spacegroup, target"):
        read_table(path)
    path.write_text("formula,spacegroup,target\nZnO,186,3.4\n")
    with pytest.raises(BadTable, match="at least 100"):
        read_table(path)


@pytest.mark.skipif(not data.DATA.exists(), reason="../shared/data/elements/magpie.csv is absent")
def test_an_own_table_becomes_a_model(tmp_path: Path) -> None:
    formulas, groups = made_up()
    path = tmp_path / "own.csv"
    pd.DataFrame({"formula": formulas, "spacegroup": groups, "target": groups / 50}).to_csv(path, index=False)
    entry = make(read_table(path), "gap", "gap-test", "1.0.0", tmp_path / "out")
    assert (tmp_path / "out" / "manifest.json").exists() and (tmp_path / "out" / "gap-test.md").exists()
    # The value hangs on the space group alone, which trees learn at once.
    assert entry.errors[0]["value"] < 0.2 * entry.errors[1]["value"]
