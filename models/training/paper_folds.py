"""All five folds of the paper, each predicted by one network that was trained on the other four.

Run from the project's root after ``train --variant fold-1`` to ``fold-4`` and the twin: ``python -m models.training.paper_folds``. The twin's networks
know four fifths of the paper's table, and every figure of the card is told of the last fifth. Here each row has its turn: the mean over
all folds beside the paper's, and errors on all calculated HSE gaps of the table, several times as many.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from . import compounds
from .batching import values_of
from .cards import figure_tables, write_tables
from .data import HSE, METAL_BELOW_EV, PAPER, has_u, labelled
from .gap_figures import PEERS, is_oxide, let_through
from .manifest import MODELS, Figure, figure, show
from .targets import load
from .variants import FOLDS, VARIANTS

OURS = "one network"


def predicted(number: int) -> dict[str, np.ndarray]:
    """Return what the network that has not seen this fold says of its rows with a good space group, and what is known of them, a column each [n]."""
    table = compounds.load_compounds(test_fold=number)
    table = table[table["part"] == "test"]
    rows = labelled(table)
    variant = FOLDS[number] if number in FOLDS else replace(VARIANTS["twin"], networks=1)
    values = values_of(load(variant), rows)[0]
    return {
        "label": rows.label(PAPER),
        "hse": rows.label(HSE),
        "unseen": table["unseen"].to_numpy(dtype=bool),
        "u": has_u(rows),
        "oxide": is_oxide(rows),
        OURS: values[:, PAPER],
        "answer": values[:, HSE],
        "let through": let_through(values),
        "pbe": table["pbe"].to_numpy(dtype=float),
        **{peer: table[column].to_numpy(dtype=float) for peer, column in PEERS.items()},
    }


def figures_of(folds: list[dict[str, np.ndarray]]) -> list[Figure]:
    """Return the errors on the paper's labels by fold and on the mean over folds, and those on calculated HSE gaps of formulas that no training row has."""
    figures = []
    for who in (OURS, *PEERS):
        errors = [np.abs(fold[who] - fold["label"]) for fold in folds]
        figures += [figure(f"MAE, fold {number}, paper's own labels, {who}", one.mean(), "eV", len(one)) for number, one in enumerate(errors)]
        figures.append(figure(f"MAE, mean of five folds, paper's own labels, {who}", np.mean([one.mean() for one in errors]), "eV", sum(map(len, errors))))
        held_out = np.concatenate([one[fold["unseen"]] for one, fold in zip(errors, folds, strict=True)])
        figures.append(figure(f"MAE, five folds, paper's own labels, formulas in no training row, {who}", held_out.mean(), "eV", len(held_out)))
    every = {name: np.concatenate([fold[name] for fold in folds]) for name in folds[0]}
    tested = every["unseen"] & ~np.isnan(every["hse"])
    gap = every["hse"]
    non_metal = gap >= METAL_BELOW_EV
    groups = {"all": tested, "non-metals": tested & non_metal, "metals": tested & ~non_metal, "oxides and fluorides of U metals": tested & every["u"]}
    for group, inside in groups.items():
        for who, column in ((OURS, "answer"), ("PBE of the same structure", "pbe")):
            figures.append(figure(f"MAE, true HSE, five folds, formulas held out ({group}), {who}", np.abs(every[column] - gap)[inside].mean(), "eV", inside.sum()))
    oxides = tested & every["oxide"]
    figures.append(figure(f"area under the curve of metal or not, true HSE, five folds, formulas held out (oxides), {OURS}", roc_auc_score(non_metal[oxides], every["let through"][oxides]), "1", oxides.sum()))
    return figures


def main() -> None:
    """Measure, and write the table of the card."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    figures = figures_of([predicted(number) for number in range(compounds.PAPER_FOLDS)])
    show(figures)
    write_tables(MODELS / "gap.md", {"five folds": figure_tables(figures)})


if __name__ == "__main__":
    main()
