"""Make a model of a group's own: a CSV of formulas, space groups and values in, a folder that Spinel Studio can load out.

Run from the project's root:
``python -m models.training.custom table.csv --quantity gap --id gap-mygroup --out my-models``

The table has the columns ``formula``, ``spacegroup`` (empty or 0 where it is not known) and ``target``, in eV for
``gap``, eV per atom for ``hull``. Boosted forests are fitted on composition descriptors; intervals are conformal, from
predictions out of five folds by formula. The folder is named by the setting ``spinel.modelsFolder`` or by ``--own-models``.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

import lightgbm as lgb
import numpy as np
import onnxruntime
import pandas as pd
from onnx import helper

from . import data
from .cards import figure_tables
from .conformal import LEVELS, factors
from .correct import element_counts
from .coverage import coverage
from .data import MAX_SLOTS, SEED, pack
from .descriptors import Rounded, describe, load_descriptors
from .forest import COMMON, as_feed, fit_error_scale, fit_front, fold_of, write_forest
from .formula import reduced_key
from .manifest import Entry, figure, flags_of, write_entry
from .tables import space_group_number

UNITS = {"gap": "eV", "hull": "eV/atom"}
COLUMNS = ("formula", "spacegroup", "target")
FEWEST_ROWS = 100
"""With fewer compounds neither the intervals nor the figures would mean anything."""
SETTINGS: dict[str, object] = {**COMMON, "learning_rate": 0.04, "min_child_samples": 10, "n_jobs": 1}
TREES = 800


class BadTable(ValueError):
    """The table cannot be learned from; the message says what is wrong, in which line, and what to do."""


def read_table(path: Path) -> pd.DataFrame:
    """Return the table with reduced formulas in ``key``; raises BadTable naming every bad line."""
    try:
        table = pd.read_csv(path, keep_default_na=False, na_values=[""], dtype={"formula": str})
    except (OSError, ValueError) as error:
        raise BadTable(f"{path} cannot be read: {error}") from error
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise BadTable(f"{path} has no column {', '.join(missing)}; it has {', '.join(map(str, table.columns))}. Rename its columns to {', '.join(COLUMNS)}.")
    problems, keys = [], []
    groups = table["spacegroup"].fillna(0).map(space_group_number)
    targets = pd.to_numeric(table["target"], errors="coerce")
    for number, (formula, group, target) in enumerate(zip(table["formula"], groups, targets, strict=True), start=2):
        try:
            key = reduced_key(formula) if isinstance(formula, str) else ()
            if not key:
                raise ValueError("the formula is missing")
            if len(key) > MAX_SLOTS:
                raise ValueError(f"{len(key)} elements, at most {MAX_SLOTS} are possible")
            if not (0 <= group <= 230 and group == int(group)):
                raise ValueError("the space group is neither a number from 0 to 230 nor a symbol such as Fd-3m")
            if not (np.isfinite(target) and target >= 0):
                raise ValueError("the target is no number of at least 0")
            keys.append(key)
        except ValueError as error:
            problems.append(f"line {number}: {error}")
    if problems:
        shown = "\n  ".join(problems[:20])
        raise BadTable(f"{path} has {len(problems)} bad lines; correct or remove them:\n  {shown}")
    table = table.assign(key=keys, spacegroup=groups.astype(int), target=targets)
    if table["key"].nunique() < FEWEST_ROWS:
        raise BadTable(f"{path} has {table['key'].nunique()} different compositions, and at least {FEWEST_ROWS} are needed.")
    return table


def make(table: pd.DataFrame, quantity: str, name: str, version: str, out: Path) -> Entry:
    """Fit, measure and write the model; returns its entry."""
    started = time.time()
    rows = pack(list(table["formula"]), table["spacegroup"].to_numpy())
    module = Rounded(load_descriptors(data.DATA), rows).eval()
    columns = describe(module, rows)
    target = table["target"].to_numpy(dtype=float)
    fold = fold_of(list(table["key"]))
    predicted = np.zeros(len(target))
    for number in range(5):
        inside = fold != number
        model = lgb.LGBMRegressor(n_estimators=TREES, **SETTINGS).fit(columns[inside], target[inside])
        predicted[~inside] = np.maximum(0, model.predict(columns[~inside]))
    error = np.abs(predicted - target)
    final = lgb.LGBMRegressor(n_estimators=TREES, **SETTINGS).fit(columns, target).booster_
    scale = fit_error_scale(columns, error)
    outputs = ("gap_ev", "sigma_ev") if quantity == "gap" else ("hull_ev_per_atom", "sigma_ev_per_atom")
    path = out / f"{name}.onnx"
    answer = [
        helper.make_node("Reshape", ["value_2d", "flat"], ["signed"]),
        helper.make_node("Relu", ["signed"], [outputs[0]]),
        helper.make_node("Reshape", ["log_error_2d", "flat"], ["log_error"]),
        helper.make_node("Exp", ["log_error"], [outputs[1]]),
    ]
    front = fit_front(module, module.names, columns[fold != 0], columns[fold == 0])
    write_forest(front, {"value_2d": [final], "log_error_2d": [scale]}, answer, [helper.make_tensor("flat", 7, [1], [-1])], outputs, path)
    _, sigma, novelty = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, as_feed(rows))
    counts = element_counts(rows.elements)
    flags = flags_of(rows.elements, novelty, counts)
    calibrates = fold_of(list(table["key"]), 2, SEED + 1) == 0
    widths = factors((error / sigma)[calibrates], flags[calibrates])
    half = {level: (sigma * np.array([widths[f"{level:.2f}"][flag] for flag in flags]))[~calibrates] for level in LEVELS}
    unit = UNITS[quantity]
    errors = [
        figure("MAE, formulas held out", error.mean(), unit, len(error)),
        figure("MAE of always the median", np.abs(target - np.median(target)).mean(), unit, len(error)),
        *coverage(error[~calibrates], half, "formulas held out"),
    ]
    entry = Entry(
        id=name,
        version=version,
        file=path,
        quantity=quantity,
        unit=unit,
        title=f"{quantity} from a table of {len(table)} compounds",
        summary=f"Boosted forests fitted on {len(table)} compounds of one's own; mean error {errors[0]['value']:.3f} {unit} on held-out formulas.",
        parameters=(final.num_trees() + scale.num_trees()) * 61,
        outputs=outputs,
        element_counts=counts,
        half_widths=widths,
        method="conformal on predictions out of five folds by formula, scaled by sigma",
        calibration_rows=int(calibrates.sum()),
        errors=errors,
        training={"data": f"{len(table)} rows of a user's table", "split": "by formula", "seed": SEED, "minutes": round((time.time() - started) / 60, 2)},
        cpu_only=True,
        licence="the user's own",
    )
    (out / entry.as_json()["card"]).write_text(f"# Model card: {name} {version}\n\n{entry.summary}\n\n{figure_tables(errors)}\n")  # type: ignore[operator]
    write_entry(entry, out)
    return entry


def main() -> None:
    """Read the command line, and make the model; a bad table ends with code 1 and says why."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--quantity", choices=sorted(UNITS), default="gap")
    parser.add_argument("--id", default=None, help="name of the model, small letters, digits and dashes; by default QUANTITY-own")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    name = options.id or f"{options.quantity}-own"
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name):
        parser.error(f"--id {name}: use small letters, digits and dashes")
    try:
        entry = make(read_table(options.table), options.quantity, name, options.version, options.out)
    except BadTable as problem:
        sys.exit(f"error: {problem}")
    print(entry.summary)
    print(f"Load it with the setting spinel.modelsFolder, or: spinel predict --own-models {options.out} FORMULA…")


if __name__ == "__main__":
    main()
