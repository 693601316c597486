"""Measure the ONNX file that ships, and write its manifest.

Run from the project's root: ``python -m models.training.evaluate``. Every figure comes from
``gap.onnx`` run by onnxruntime. Intervals are calibrated on the calibration rows alone, and
nothing is chosen by looking at the test fold or the spinels.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import torch

from . import data
from .chains import chain_figures
from .conformal import FLAGS, LEVELS, domain_flags, factors
from .data import CACHE, METAL_BELOW_EV, PROJECT, Rows, pack
from .export import predict, session
from .formula import SYMBOLS, reduced_key
from .manifest import DOMAIN_EDGE, DOMAIN_OUT, FEWEST_ELEMENT_ROWS, write_manifest

Figure = dict[str, object]

SHOWN_GAP_EV = 0.1
"""Calibration rows with a smaller predicted gap do not calibrate the intervals."""


def figure(what: str, value: float, unit: str, rows: int) -> Figure:
    """Return one measured figure in the form that the manifest lists."""
    return {"what": what, "value": round(float(value), 4), "unit": unit, "rows": int(rows)}


def rarest_counts(rows: Rows, counts: np.ndarray) -> np.ndarray:
    """Return for each row [n] the training rows of its rarest element; ``counts`` is [119]."""
    of_slot = np.where(rows.elements > 0, counts[rows.elements], np.iinfo(np.int64).max)
    return of_slot.min(axis=1)


def element_counts(training: Rows) -> np.ndarray:
    """Return int64 [119]: the number of training rows that contain each element."""
    counts = np.zeros(len(SYMBOLS) + 1, dtype=np.int64)
    # An element fills at most one slot of a row, so slots can be counted directly.
    np.add.at(counts, training.elements.ravel(), 1)
    counts[0] = 0
    return counts


def fold_figures(table: pd.DataFrame, gap: np.ndarray) -> list[Figure]:
    """Compare with the paper's own predictions for the same rows of the test fold."""
    target = np.maximum(table["target_ev"].to_numpy(), 0.0)
    block = table["block"].to_numpy()
    nonmetal = target >= METAL_BELOW_EV
    groups = {
        "all": np.ones(len(table), dtype=bool),
        "non-metals": nonmetal,
        "metals": ~nonmetal,
        "block kept, true HSE": block == "kept",
        "block kept, true HSE, non-metals": (block == "kept") & nonmetal,
        "block nonmetal": block == "nonmetal",
        "block U": block == "U",
        "block metal": block == "metal",
    }
    predictions = {
        "": gap,
        "paper's CrabNet_s": table["paper_crabnet_s_ev"].to_numpy(),
        "paper's CrabNet": table["paper_crabnet_ev"].to_numpy(),
    }
    figures = []
    for group, chosen in groups.items():
        for who, predicted in predictions.items():
            if who:
                what = f"MAE, {who} on the same rows ({group}; polymorphs leak into its training)"
            else:
                what = f"MAE, paper fold 0, formulas held out ({group})"
            error = np.abs(predicted[chosen] - target[chosen]).mean()
            figures.append(figure(what, error, "eV", chosen.sum()))
    for who, predicted in predictions.items():
        right = ((predicted >= METAL_BELOW_EV) == nonmetal).mean()
        name = who or "this model"
        figures.append(figure(f"metal or not right, paper fold 0, gap >= 0.01 eV, {name}", 100 * right, "%", len(table)))
        right = ((predicted >= 0.1) == nonmetal).mean()
        figures.append(figure(f"metal or not right, paper fold 0, gap >= 0.1 eV, {name}", 100 * right, "%", len(table)))
    return figures


def spinel_figures(opened: onnxruntime.InferenceSession) -> list[Figure]:
    """Compare with the true HSE gaps of the spinel oxides, none of which was trained on."""
    table = pd.read_csv(data.DATA / "spinel_oxides_170.csv", keep_default_na=False, na_values=[""])
    table = table[table["snumat_hse_ev"].notna()]
    gap, _, _ = predict(opened, pack(list(table["formula"]), table["spacegroup"].to_numpy()))
    hse, pbe = table["snumat_hse_ev"].to_numpy(), table["snumat_pbe_ev"].to_numpy()
    is_u = table["is_gga_u"].to_numpy().astype(int) == 1
    figures = []
    for group, chosen in {
        "all": np.ones(len(table), dtype=bool),
        "HSE gap above zero": hse > 0,
        "without 3d, Mo or W metals": ~is_u,
        "with 3d, Mo or W metals": is_u,
    }.items():
        for who, predicted in {"": gap, "PBE's own error on the same": pbe}.items():
            what = f"MAE, spinel oxides against true HSE ({group})" + (f", {who}" if who else "")
            figures.append(figure(what, np.abs(predicted - hse)[chosen].mean(), "eV", chosen.sum()))
    return figures


def snumat_figures(opened: onnxruntime.InferenceSession, table: pd.DataFrame) -> list[Figure]:
    """Compare with every true HSE gap whose formula no training, validation or calibration row has."""
    seen = set(table.loc[~table["part"].isin(["test", "unused"]), "key"])
    true = pd.read_csv(data.DATA / "snumat_hse.csv.gz", keep_default_na=False, na_values=[""])
    true = true[true["hse_gap_ev"].notna() & true["spacegroup"].notna() & ~true["formula"].str.contains(r"D(?![a-z])")]
    keys = [reduced_key(formula) for formula in true["formula"]]
    true = true[[key not in seen and len(key) > 1 for key in keys]]
    gap, _, _ = predict(opened, pack(list(true["formula"]), true["spacegroup"].astype(int).to_numpy()))
    hse, pbe = true["hse_gap_ev"].to_numpy(), true["pbe_gap_ev"].to_numpy()
    figures = []
    for group, chosen in {"all": hse >= 0.0, "non-metals": hse >= METAL_BELOW_EV}.items():
        for who, predicted in {"": gap, ", PBE's own error on the same": pbe}.items():
            what = f"MAE, SNUMAT true HSE of formulas never trained on ({group}){who}"
            figures.append(figure(what, np.abs(predicted - hse)[chosen].mean(), "eV", chosen.sum()))
    return figures


def coverage_figures(
    target: np.ndarray, gap: np.ndarray, sigma: np.ndarray, flags: np.ndarray, table: dict[str, dict[str, float]]
) -> list[Figure]:
    """Return the share of errors inside each interval and the median half width, by domain flag."""
    error = np.abs(gap - target)
    nonmetal = target >= METAL_BELOW_EV
    groups = {"all": np.ones(len(target), dtype=bool), "non-metals": nonmetal} | {
        f"flag {flag}": flags == flag for flag in FLAGS
    }
    groups["predicted gap >= 0.1 eV"] = gap >= SHOWN_GAP_EV
    groups["flag in, non-metals"] = (flags == "in") & nonmetal
    figures = []
    for level in LEVELS:
        row = table[f"{level:.2f}"]
        half = sigma * np.array([row[flag] for flag in flags])
        for group, chosen in groups.items():
            if chosen.any():
                inside = 100 * (error <= half)[chosen].mean()
                figures.append(
                    figure(f"errors inside the {100 * level:.0f} % interval, fold 0 ({group})", inside, "%", chosen.sum())
                )
        for group in ("all", "non-metals", "predicted gap >= 0.1 eV"):
            width = np.median(half[groups[group]])
            figures.append(
                figure(f"median half width of the {100 * level:.0f} % interval, fold 0 ({group})", width, "eV", groups[group].sum())
            )
    for flag in FLAGS:
        chosen = flags == flag
        if chosen.any():
            figures.append(figure(f"MAE, paper fold 0, formulas held out (flag {flag})", error[chosen].mean(), "eV", chosen.sum()))
    return figures


def measure(onnx_file: Path, with_test: bool) -> dict[str, object]:
    """Return the calibration and, with ``with_test``, every figure."""
    table, rows = data.load_split()
    part = table["part"].to_numpy()
    training = rows.take(np.flatnonzero(part == "train"))
    counts = element_counts(training)
    opened = session(onnx_file)

    def flags_of(chosen: Rows, novelty: np.ndarray) -> np.ndarray:
        return domain_flags(novelty, rarest_counts(chosen, counts), DOMAIN_EDGE, DOMAIN_OUT, FEWEST_ELEMENT_ROWS)

    calibration = rows.take(np.flatnonzero(part == "calibration"))
    gap, sigma, novelty = predict(opened, calibration)
    error = np.abs(gap - calibration.target)
    flags = flags_of(calibration, novelty)
    # Rows that the model calls metals have errors of nearly zero and would make the intervals of
    # all others too narrow, so only rows with a predicted gap calibrate.
    shown = gap >= SHOWN_GAP_EV
    result: dict[str, object] = {
        "calibrationRows": int(shown.sum()),
        "flagsInCalibration": {flag: int((flags[shown] == flag).sum()) for flag in FLAGS},
        "trainingRows": len(training),
        "elementCounts": {symbol: int(counts[z]) for z, symbol in enumerate(SYMBOLS, start=1)},
        "halfWidthPerSigma": factors((error / sigma)[shown], flags[shown]),
        "figures": [figure("MAE, calibration rows, formulas held out", error.mean(), "eV", len(calibration))],
    }
    if with_test:
        index = np.flatnonzero(part == "test")
        test = rows.take(index)
        gap, sigma, novelty = predict(opened, test)
        flags = flags_of(test, novelty)
        figures: list[Figure] = fold_figures(table.iloc[index], gap)
        figures += spinel_figures(opened)
        figures += snumat_figures(opened, table)
        figures += coverage_figures(test.target, gap, sigma, flags, result["halfWidthPerSigma"])  # type: ignore[arg-type]
        figures += [figure(*values) for values in chain_figures(opened)]
        result["figures"] = figures + result["figures"]  # type: ignore[operator]
    return result


def main() -> None:
    """Read the command line, measure, and write figures and manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--onnx", type=Path, default=PROJECT / "models" / "gap.onnx")
    parser.add_argument("--checkpoint", type=Path, default=CACHE / "gap" / "last.pt")
    parser.add_argument("--no-test", action="store_true", help="leave the test fold and the spinels alone")
    parser.add_argument("--no-manifest", action="store_true", help="only print the figures")
    options = parser.parse_args()
    torch.set_num_threads(1)
    result = measure(options.onnx, not options.no_test)
    for entry in result["figures"]:  # type: ignore[attr-defined]
        print(f"{entry['value']:10.4f} {entry['unit']:3} {entry['rows']:7d}  {entry['what']}")
    print(json.dumps({k: result[k] for k in ("halfWidthPerSigma", "flagsInCalibration")}, indent=1))
    if not options.no_manifest and not options.no_test:
        state = torch.load(options.checkpoint, weights_only=False, map_location="cpu")
        write_manifest(options.onnx, result, state)


if __name__ == "__main__":
    main()
