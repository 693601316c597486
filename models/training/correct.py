"""Make the model that corrects a PBE gap to an HSE gap: fit, test, calibrate, export.

Run from the project's root: ``python -m models.training.correct``. The two tests of the paper are
repeated with the same forests fitted on the rows that each allows; the intervals rest on
predictions out of five folds by formula; the file that ships is fitted on all rows.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import onnxruntime
import pandas as pd
from onnx import helper
from sklearn.metrics import roc_auc_score

from . import compounds, correction, data
from .cards import figure_tables, write_tables
from .conformal import FLAGS, LEVELS, factors
from .coverage import coverage
from .data import METAL_BELOW_EV, SEED, pack
from .descriptors import Rounded, describe, load_descriptors
from .forest import as_feed, constant, fit_error_scale, fit_front, fold_of, write_forest
from .manifest import MODELS, Entry, Figure, figure, flags_of, write_entry

VERSION = "1.1.0"
OUTPUTS = ("corrected_gap_ev", "sigma_ev")
LARGEST_PBE_DIFFERENCE = 0.317
"""Pairs whose two PBE gaps differ by more, in eV, are no pairs of one structure (the paper's outlier rule)."""


def test_figures(name: str, fitted: correction.Correction, columns: np.ndarray, hse: np.ndarray) -> list[Figure]:
    """Return the error of true non-metals and the area under the curve of metal or not."""
    non_metal = hse >= METAL_BELOW_EV
    error = np.abs(fitted.if_non_metal(columns) - hse)[non_metal].mean()
    chained = np.abs(fitted.predict(columns) - hse).mean()
    return [
        figure(f"MAE of HSE gaps above zero, {name}", error, "eV", non_metal.sum()),
        figure(f"MAE of all, metals included, {name}", chained, "eV", len(hse)),
        figure(f"ROC AUC of metal or not, {name}", roc_auc_score(non_metal, fitted.non_metal(columns)), "1", len(hse)),
        figure(f"MAE of HSE gaps above zero, {name}, uncorrected PBE", np.abs(columns[:, -1] - hse)[non_metal].mean(), "eV", non_metal.sum()),
    ]


def paper_tests(table: pd.DataFrame, descriptors: np.ndarray) -> list[Figure]:
    """Repeat the paper's two tests: a random fifth of the join, and what SNUMAT has beyond it."""
    close = (table["pbe"] - table["mp"]).abs() < LARGEST_PBE_DIFFERENCE
    joined = np.flatnonzero((table["block"] == "kept") & close)
    joined = joined[np.random.default_rng(SEED).permutation(len(joined))]
    test, training = joined[: len(joined) // 5], joined[len(joined) // 5 :]
    beyond = np.flatnonzero(table["block"] != "kept")
    hse, mp, pbe = (table[name].to_numpy(dtype=float) for name in ("hse", "mp", "pbe"))
    # The same compound's second PBE gap may not stand in training while its first is tested.
    columns = np.concatenate([correction.with_given(descriptors[training], gap[training]) for gap in (mp, pbe)])
    fitted = correction.fit(columns, np.tile(hse[training], 2), threads=1)
    figures = test_figures("random fifth of the join", fitted, correction.with_given(descriptors[test], mp[test]), hse[test])
    figures += test_figures("SNUMAT outside the join", fitted, correction.with_given(descriptors[beyond], pbe[beyond]), hse[beyond])
    return figures


def main() -> None:
    """Fit, measure, export, and write the entry of the manifest and the tables of the card."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    started = time.time()
    known = compounds.load_compounds().dropna(subset=["hse"])
    spinels, of_spinels = (known[known["part"] == part].reset_index(drop=True) for part in ("spinel", "spinel formula"))
    table = known[~known["part"].isin(["spinel", "spinel formula"])].reset_index(drop=True)
    rows = data.labelled(table)
    module = Rounded(load_descriptors(data.DATA), rows).eval()
    descriptors = describe(module, rows)
    spinel_columns, of_spinel_columns = (describe(module, data.labelled(one)) for one in (spinels, of_spinels))
    figures = paper_tests(table, descriptors)

    # Out of five folds by formula; each compound is asked with SNUMAT's PBE gap.
    fold = fold_of(list(table["key"]))
    asked = correction.with_given(descriptors, table["pbe"].to_numpy(dtype=float))
    hse = table["hse"].to_numpy(dtype=float)
    predicted = np.zeros(len(hse))
    for number in range(5):
        inside = fold != number
        fitted = correction.fit(*correction.pairs(table[inside], descriptors[inside]), threads=1)
        predicted[~inside] = fitted.predict(asked[~inside])
        print(f"fold {number}: {np.abs(predicted - hse)[~inside].mean():.3f} eV, {time.time() - started:.0f} s", flush=True)
    error = np.abs(predicted - hse)

    without_spinels = correction.fit(*correction.pairs(table, descriptors), threads=1)
    spinel_asked = correction.with_given(spinel_columns, spinels["pbe"].to_numpy(dtype=float))
    spinel_hse = spinels["hse"].to_numpy(dtype=float)
    spinel_error = np.abs(without_spinels.predict(spinel_asked) - spinel_hse)
    figures.append(figure("MAE of 36 spinel oxides, formulas held out", spinel_error.mean(), "eV", len(spinels)))
    above = spinel_hse > 0
    figures.append(figure("MAE of spinel oxides with an HSE gap above zero, formulas held out", spinel_error[above].mean(), "eV", above.sum()))

    everything = pd.concat([table, spinels, of_spinels], ignore_index=True)
    final = correction.fit(*correction.pairs(everything, np.concatenate([descriptors, spinel_columns, of_spinel_columns])), threads=1)
    scale = fit_error_scale(asked, error)
    front = fit_front(module, module.names, descriptors[fold != 0], descriptors[fold == 0])
    path = MODELS / "correct.onnx"
    answer = [
        helper.make_node("Reshape", ["margin_2d", "flat"], ["margin"]),
        helper.make_node("Reshape", ["difference_2d", "flat"], ["difference"]),
        helper.make_node("Reshape", ["log_error_2d", "flat"], ["log_error"]),
        helper.make_node("Add", ["pbe_gap_ev", "difference"], ["sum"]),
        helper.make_node("Relu", ["sum"], ["if_non_metal"]),
        helper.make_node("Less", ["margin", "zero"], ["is_metal"]),
        helper.make_node("Where", ["is_metal", "zero", "if_non_metal"], [OUTPUTS[0]]),
        helper.make_node("Exp", ["log_error"], [OUTPUTS[1]]),
    ]
    constants = [helper.make_tensor("flat", 7, [1], [-1]), constant("zero", 0.0)]
    forests = {"margin_2d": [final.metal], "difference_2d": [final.difference], "log_error_2d": [scale]}
    write_forest(front, forests, answer, constants, OUTPUTS, path, given=True)

    opened = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found, sigma, novelty = opened.run(None, as_feed(rows, table["pbe"].to_numpy(dtype=float)))
    worst = np.abs(found - final.predict(asked)).max()
    print(f"{path.name}: {path.stat().st_size} bytes, largest difference from LightGBM {worst:.1e} eV")
    counts = element_counts(pack(list(everything["formula"]), everything["spacegroup"].to_numpy()).elements)
    flags = flags_of(rows.elements, novelty, counts)
    # Half of the formulas calibrate, the other half tells whether the intervals hold.
    calibrates = fold_of(list(table["key"]), 2, SEED + 1) == 0
    widths = factors((error / sigma)[calibrates], flags[calibrates])
    half = {level: sigma * np.array([widths[f"{level:.2f}"][flag] for flag in flags]) for level in LEVELS}
    tested = ~calibrates
    figures += coverage(error[tested], {k: v[tested] for k, v in half.items()}, "formulas held out")
    for flag in FLAGS:
        chosen = tested & (flags == flag)
        if chosen.sum() > 20:
            figures += coverage(error[chosen], {k: v[chosen] for k, v in half.items()}, f"flag {flag}")
    for item in figures:
        print(item)
    minutes = (time.time() - started) / 60
    main_errors = [figures[0], figures[4], figures[2], figures[6], figures[8]]
    entry = Entry(
        id="correct",
        version=VERSION,
        file=path,
        quantity="correct",
        unit="eV",
        title="HSE gap from a PBE gap, composition and space group",
        summary=(
            f"Boosted forests; mean error {figures[0]['value']:.2f} eV on non-metals of a random fifth (paper: 0.23) and {figures[4]['value']:.2f} eV "
            f"on SNUMAT compounds outside the join (paper: 0.44); {figures[8]['value']:.2f} eV on 36 spinel oxides."
        ),
        parameters=sum(b.num_trees() for b in (final.metal, final.difference, scale)) * 61,
        outputs=OUTPUTS,
        element_counts=counts,
        half_widths=widths,
        method="conformal on predictions out of five folds by formula, scaled by sigma_ev",
        calibration_rows=int(calibrates.sum()),
        errors=main_errors,
        training={"data": f"SNUMAT with PBE gaps of SNUMAT and the Materials Project, {len(everything)} compounds", "split": "by formula", "seed": SEED, "minutes": round(minutes, 1)},
        given=True,
        cpu_only=True,
    )
    write_entry(entry)
    write_tables(MODELS / "correct.md", {"figures": figure_tables(figures)})


def element_counts(elements: np.ndarray) -> np.ndarray:
    """Return int64 [119]: the number of rows that contain each element."""
    counts = np.zeros(119, dtype=np.int64)
    # An element fills at most one slot of a row, so slots can be counted directly.
    np.add.at(counts, elements.ravel(), 1)
    counts[0] = 0
    return counts


if __name__ == "__main__":
    main()
