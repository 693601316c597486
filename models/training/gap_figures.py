"""Figures of the gap on held-out formulas: the paper's fold 0, calculated HSE gaps, spinels, and who is a metal."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pandas as pd
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from . import compounds, product, spinel_folds
from .batching import values_of
from .cards import table
from .conformal import FLAGS
from .coverage import inside_figures
from .data import CONDITIONAL, HSE, METAL_BELOW_EV, MP, PAPER, Rows, has_u
from .manifest import Figure, figure
from .prepared import Prepared, held_out, tested
from .scales import SHOWN_EV
from .targets import IF_ANY_COLUMN, METAL_COLUMNS, TWINS, load
from .variants import VARIANTS

OXYGEN = 8
PEERS = {"paper's CrabNet_s": "paper_crabnet_s_ev", "paper's CrabNet": "paper_crabnet_ev"}
"""The paper's own models, by the columns of the compounds that have their predictions."""
METAL_CHANCES = (0.0, 0.05, 0.3, 1.0)
"""Bounds of the groups of probabilities that there is no gap by which intervals are told apart."""
SMALLEST_EV = 1e-6
"""Floor of a gap by which is divided."""


def is_oxide(rows: Rows) -> np.ndarray:
    """Return [n] whether a compound has oxygen."""
    return (rows.elements == OXYGEN).any(axis=1)


def let_through(values: np.ndarray) -> np.ndarray:
    """Return the share [n] of the HSE gap that its gate lets through, from the values [n, 6] of one network: it grows with the chance that there is a gap."""
    return values[:, HSE] / np.maximum(values[:, CONDITIONAL], SMALLEST_EV)


def fold_figures(prepared: Prepared, values: np.ndarray) -> list[Figure]:
    """Compare the twin with the paper's own predictions for the same rows of fold 0; ``values`` [m, t, labels] are its networks' for these rows."""
    chosen = prepared.part("test")
    rows, lines = prepared.rows.take(chosen), prepared.table.iloc[chosen]
    target, block = rows.label(PAPER), lines["block"].to_numpy()
    non_metal = target >= METAL_BELOW_EV
    unseen = lines["unseen"].to_numpy()
    groups = {
        "all": np.ones(len(chosen), dtype=bool),
        "formulas in no training row": unseen,
        "non-metals": non_metal,
        "metals": ~non_metal,
        "block kept, true HSE": block == "kept",
        "block nonmetal": block == "nonmetal",
        "block U": block == "U",
        "block metal": block == "metal",
    }
    predictions = {
        "": values[:, :, PAPER].mean(axis=0),
        ", one network": values[0, :, PAPER],
        **{f", {peer}": lines[column].to_numpy() for peer, column in PEERS.items()},
    }
    figures = [
        figure(f"MAE, fold 0, paper's own labels ({group}){who}", np.abs(predicted - target)[inside].mean(), "eV", inside.sum())
        for group, inside in groups.items()
        for who, predicted in predictions.items()
    ]
    for who, predicted in predictions.items():
        right = (predicted >= SHOWN_EV) == non_metal
        figures.append(figure(f"metal or not right at 0.1 eV, fold 0{who}", 100 * right.mean(), "%", len(right)))
    return figures


def held_out_gaps(prepared: Prepared) -> tuple[Rows, pd.DataFrame]:
    """Return the rows with a calculated HSE gap whose formula no training row has, and their lines."""
    chosen = np.flatnonzero(tested(prepared.table) & prepared.true_hse)
    return prepared.rows.take(chosen), prepared.table.iloc[chosen]


def true_figures(prepared: Prepared, widths: dict[str, dict[str, float]]) -> list[Figure]:
    """Compare the twin with true HSE gaps of held-out formulas, and measure its intervals on them."""
    rows, lines = held_out_gaps(prepared)
    answers = product.predict(list(lines["formula"]), list(lines["spacegroup"]), TWINS)
    target, gap = rows.label(HSE), answers["gap_ev"].to_numpy()
    pbe = lines["pbe"].to_numpy(dtype=float)
    non_metal, with_u = target >= METAL_BELOW_EV, has_u(rows)
    error = np.abs(gap - target)
    groups = {"all": np.ones(len(rows), dtype=bool), "non-metals": non_metal, "metals": ~non_metal, "oxides and fluorides of U metals": with_u}
    for low, high in ((0.01, 0.5), (0.5, 1), (1, 3), (3, 6), (6, 15)):
        groups[f"{low:g} to {high:g} eV"] = (target >= low) & (target < high)
    figures = []
    for group, chosen in groups.items():
        figures.append(figure(f"MAE, true HSE, formulas held out ({group})", error[chosen].mean(), "eV", chosen.sum()))
        figures.append(figure(f"MAE, true HSE, formulas held out ({group}), PBE of the same structure", np.abs(pbe - target)[chosen].mean(), "eV", chosen.sum()))
    said = "MAE, true HSE, formulas held out (non-metals), what it is if there is one"
    figures.append(figure(said, np.abs(answers[IF_ANY_COLUMN].to_numpy() - target)[non_metal].mean(), "eV", non_metal.sum()))
    oxides = is_oxide(rows)
    figures.append(figure("balanced accuracy of metal or not, cut at one half, true HSE, formulas held out (all)", 100 * balanced_accuracy_score(~non_metal, answers[METAL_COLUMNS[0]] >= 0.5), "%", len(rows)))
    figures += metal_figures(target[oxides], answers[oxides], METAL_COLUMNS[0], "true HSE, formulas held out (oxides)", metal_shares(prepared)[METAL_COLUMNS[0]])
    told, metal = gap >= SHOWN_EV, answers[METAL_COLUMNS[0]].to_numpy()
    inside = {"all": groups["all"], "non-metals": non_metal, "predicted gap >= 0.1 eV": told}
    inside |= {f"predicted gap, probability of none {100 * low:.0f} to {100 * high:.0f} %": told & (metal >= low) & (metal < high) for low, high in itertools.pairwise(METAL_CHANCES)}
    inside |= {f"flag {flag}, non-metals": (answers["domain"] == flag).to_numpy() & non_metal for flag in FLAGS}
    for group, chosen in inside.items():
        if chosen.sum() >= 20:
            figures += inside_figures(f"true HSE, formulas held out, {group}", error[chosen], answers[chosen], widths, "gap", "ev")
    return figures


def metal_shares(prepared: Prepared) -> dict[str, float]:
    """Return the share of metals among the oxides of the validation and calibration rows, by the column that tells how likely one is.

    A compound more likely to be a metal than oxides are on the whole is called one: the cut of best balanced accuracy where the probabilities are right.
    """
    chosen = prepared.part("validation", "calibration")
    rows = prepared.rows.take(chosen)
    oxide = is_oxide(rows)
    gaps = np.where(prepared.true_hse[chosen], rows.label(HSE), np.nan), rows.label(MP)
    return {column: float((gap[oxide & ~np.isnan(gap)] < METAL_BELOW_EV).mean()) for column, gap in zip(METAL_COLUMNS, gaps, strict=True)}


def metal_figures(gap: np.ndarray, answers: pd.DataFrame, column: str, base: str, share: float) -> list[Figure]:
    """Compare a probability of a metal that the product gives for oxides with calculated gaps [n] in eV; ``share`` is that of ``metal_shares``."""
    metal, probability = gap < METAL_BELOW_EV, answers[column].to_numpy(dtype=float)
    return [
        figure(f"share of metals among other oxides, {base}", 100 * share, "%", len(gap)),
        figure(f"balanced accuracy of metal or not, cut at the share of metals among other oxides, {base}", 100 * balanced_accuracy_score(metal, probability >= share), "%", len(gap)),
        figure(f"balanced accuracy of metal or not, cut at one half, {base}", 100 * balanced_accuracy_score(metal, probability >= 0.5), "%", len(gap)),
        figure(f"area under the curve of metal or not, {base}", roc_auc_score(metal, probability), "1", len(gap)),
        figure(f"share of metals, {base}", 100 * metal.mean(), "%", len(gap)),
        figure(f"share of metals that the probabilities expect, {base}", 100 * probability.mean(), "%", len(gap)),
    ]


def spinel_figures(widths: dict[str, dict[str, float]], shares: dict[str, float]) -> tuple[list[Figure], str]:
    """Compare the twin, which saw none of the 170 formulas, with their gaps; also return the 36 with HSE gaps as a table."""
    spinels = compounds.load_spinels()
    answers = product.predict(list(spinels["formula"]), list(spinels["spacegroup"]), TWINS)
    gap = answers["gap_ev"].to_numpy()
    hse, mp, pbe = (spinels[name].to_numpy(dtype=float) for name in ("hse", "mp", "pbe"))
    known = ~np.isnan(hse)
    is_u = spinels["is_gga_u"].astype(int).to_numpy() == 1
    figures = []
    groups = {"all 36": known, "29 with HSE gap above zero": known & (hse > 0), "with 3d, Mo or W metals": known & is_u, "without": known & ~is_u}
    for group, chosen in groups.items():
        figures.append(figure(f"MAE, spinel oxides, true HSE ({group})", np.abs(gap - hse)[chosen].mean(), "eV", chosen.sum()))
        figures.append(figure(f"MAE, spinel oxides, true HSE ({group}), PBE", np.abs(pbe - hse)[chosen].mean(), "eV", chosen.sum()))
    if_any = answers[IF_ANY_COLUMN].to_numpy()
    above = groups["29 with HSE gap above zero"]
    figures.append(figure("MAE, spinel oxides, true HSE (29 with HSE gap above zero), what it is if there is one", np.abs(if_any - hse)[above].mean(), "eV", above.sum()))
    told = {"spinel oxides": answers}
    if spinel_folds.RESULT.exists():
        found = json.loads(spinel_folds.RESULT.read_text())
        said = "five folds over the 170 spinel oxides"
        figures.append(figure(f"MAE, true HSE (all 36), {said}", found["all"], "eV", found["rows"][0]))
        figures.append(figure(f"MAE, true HSE (29 with HSE gap above zero), {said}", found["above"], "eV", found["rows"][1]))
        told[said] = pd.DataFrame(found["metal"])
    for said, columns in told.items():
        for column, sense, true in zip(METAL_COLUMNS, ("HSE", "gap of the Materials Project"), (hse, mp), strict=True):
            chosen = ~np.isnan(true)
            figures += metal_figures(true[chosen], columns[chosen], column, f"{said}, {sense}", shares[column])
    figures += inside_figures("36 spinel oxides", np.abs(gap - hse)[known], answers[known], widths, "gap", "ev")
    lines = [
        [formula, f"{one:.2f}", f"{half:.2f}", f"{100 * metal:.0f} %", f"{other:.2f}", f"{true:.2f}", f"{plain:.2f}"]
        for formula, one, half, metal, other, true, plain in zip(
            spinels["formula"][known], gap[known], answers["gap_sigma_ev"][known], answers[METAL_COLUMNS[0]][known], if_any[known], hse[known], pbe[known], strict=True
        )
    ]
    return figures, table(("spinel", "twin, eV", "±, eV", "metal", "if any, eV", "HSE, eV", "PBE, eV"), sorted(lines, key=lambda line: float(line[5])))


def untold_figure(prepared: Prepared) -> Figure:
    """Return the twin's error on true HSE gaps of held-out formulas when it is not told the space group."""
    rows, lines = held_out_gaps(prepared)
    gap = product.predict(list(lines["formula"]), [0] * len(lines), TWINS)["gap_ev"].to_numpy()
    said = "MAE, true HSE, the twin itself, formulas held out, space group not told"
    return figure(said, np.abs(gap - rows.label(HSE)).mean(), "eV", len(rows))


def known_figures(prepared: Prepared) -> list[Figure]:
    """Return the errors on calculated HSE gaps of networks that were trained without these, but with the gap that the Materials Project has of the same compounds.

    That is what the model that ships knows of most compounds that exist. Nothing, if they were not trained.
    """
    variant = VARIANTS["gap-known"]
    if not all(checkpoint.exists() for checkpoint in variant.checkpoints()):
        return []
    chosen = np.flatnonzero(held_out(prepared.table) & ~np.isnan(prepared.rows.label(MP)) & prepared.true_hse)
    rows = prepared.rows.take(chosen)
    target, spinel = rows.label(HSE), (prepared.table["part"] == "spinel").to_numpy()[chosen]
    error = np.abs(values_of(load(variant), rows)[:, :, HSE].mean(axis=0) - target)
    groups = {"all": ~spinel, "non-metals": ~spinel & (target >= METAL_BELOW_EV), "spinel oxides with HSE gap above zero": spinel & (target >= METAL_BELOW_EV)}
    said = "gap of the Materials Project trained on, HSE gap held out"
    return [figure(f"MAE, true HSE, {said} ({group})", error[inside].mean(), "eV", inside.sum()) for group, inside in groups.items()]
