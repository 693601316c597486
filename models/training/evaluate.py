"""Measure both models, and write the manifest and the tables of the card.

Run from the project's root: ``python -m models.training.evaluate``. Figures on held-out formulas
and the intervals come from the twin, everything else from ``gap.onnx``. Intervals are calibrated
on the calibration rows alone, and nothing is chosen by looking at the test rows or the spinels.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
import torch

from . import data
from .calibration import Calibration, answer, calibrate, element_counts
from .card import write_card
from .chains import chain_figures
from .data import GGA_U, PROJECT, Rows, pack
from .export import load_net, part_rows, session
from .figures import Figure, coverage_figures, figure, fold_figures, spinel_figures, spinel_table, true_figures
from .manifest import Measured, write_manifest
from .sanity import textbook
from .train import SHIPPED, TWIN, training_rows


def measure(with_test: bool) -> Measured:
    """Return the calibration and, with ``with_test``, every figure."""
    table, rows = data.load_split()
    counts = element_counts(training_rows(table, rows, continued=False))
    twin = session(TWIN / "gap.onnx")
    calibration_rows = part_rows(table, rows, "calibration")
    calibration = calibrate(calibration_rows, answer(twin, calibration_rows, counts))
    validation = part_rows(table, rows, "validation")
    validation = validation.take(np.flatnonzero(validation.kind != GGA_U))
    figures = coverage_figures("validation", validation.target, answer(twin, validation, counts), calibration)
    shipped_rows = training_rows(table, rows, continued=True)
    shipped_counts = element_counts(shipped_rows)
    if with_test:
        figures += test_figures(table, rows, counts, shipped_counts, calibration)
    return Measured(figures, calibration, shipped_counts, int((table["part"] == "train").sum()), len(shipped_rows))


def test_figures(
    table: pd.DataFrame, rows: Rows, counts: np.ndarray, shipped_counts: np.ndarray, calibration: Calibration
) -> list[Figure]:
    """Return every figure on rows that were set aside for measuring."""
    twin, shipped = session(TWIN / "gap.onnx"), session(PROJECT / "models" / "gap.onnx")
    fold = part_rows(table, rows, "test")
    fold_answers = answer(twin, fold, counts)
    figures = fold_figures(table[table["part"] == "test"], fold, fold_answers, load_net(TWIN / "last.pt"))
    true = part_rows(table, rows, "true test")
    true_answers = answer(twin, true, counts)
    figures += true_figures(true, table.loc[table["part"] == "true test", "pbe_gap_ev"].to_numpy(), true_answers)
    # The labels of block U are GGA+U gaps: an interval around an HSE gap need not hold them.
    meant = fold.kind != GGA_U
    figures += coverage_figures("fold 0 without block U", fold.target[meant], fold_answers.take(meant), calibration)
    figures += coverage_figures("true HSE, formulas held out", true.target, true_answers, calibration)
    spinels = spinel_table()
    spinel_rows = pack(list(spinels["formula"]), spinels["spacegroup"].to_numpy())
    flags = answer(shipped, spinel_rows, shipped_counts).flags
    figures += spinel_figures(shipped, twin, calibration, flags)
    return figures + [figure(*values) for values in chain_figures(shipped)]


def main() -> None:
    """Read the command line, measure, and write figures, manifest and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-test", action="store_true", help="leave fold 0, true test rows and spinels alone; write nothing")
    options = parser.parse_args()
    torch.set_num_threads(1)
    measured = measure(not options.no_test)
    for entry in measured.figures:
        print(f"{entry['value']:10.4f} {entry['unit']:3} {entry['rows']:7d}  {entry['what']}")
    print(measured.calibration)
    if not options.no_test:
        states = [torch.load(folder / "last.pt", weights_only=False, map_location="cpu") for folder in (TWIN, SHIPPED)]
        write_manifest(PROJECT / "models" / "gap.onnx", measured, *states)
        compounds = textbook()
        answers = answer(session(PROJECT / "models" / "gap.onnx"), compounds.rows, measured.element_counts)
        write_card(PROJECT / "models" / "gap.md", measured, compounds, answers)


if __name__ == "__main__":
    main()
