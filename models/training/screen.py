"""Try a change of the recipe on rows of which no figure is told.

Run from the project's root: ``python -m models.training.screen NAME`` trains one network of the gap as the working tree has it, on half of
the validation and calibration formulas without what SNUMAT calculated of them and on none of the other half, and prints its errors on the calculated gaps of both.
``--set`` changes a size of the network (``width=192``) or a constant of ``data``, ``optimiser`` or ``train`` (``optimiser.MATRIX_DECAY=0.1``).
No label of a test or of a spinel oxide takes part, so that a recipe can be chosen by it.
"""

from __future__ import annotations

import argparse
import ast
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import torch
from sklearn.metrics import roc_auc_score

from . import data, optimiser, train
from .batching import values_of
from .chains import CROSSING, SAMPLED, SPACE_GROUP, STEP, chain_figures
from .data import CONDITIONAL, HSE, METAL_BELOW_EV, MP, PAPER, SEED, Rows, pack
from .gap_figures import is_oxide, let_through
from .layers import Config
from .model import Ensemble
from .prepared import Prepared, Split, prepare
from .targets import assembled
from .variants import Variant

CONSTANTS = {"data": data, "optimiser": optimiser, "train": train}


def known_half(table: pd.DataFrame) -> np.ndarray:
    """Return [n] which rows of the validation and calibration formulas train but for what SNUMAT calculated."""
    aside = table["part"].isin(("validation", "calibration")).to_numpy()
    keys = sorted(set(table["key"][aside]))
    drawn = np.random.default_rng(SEED).random(len(keys)) < 0.5
    known = {key for key, unseen in zip(keys, drawn, strict=True) if not unseen}
    return aside & table["key"].isin(known).to_numpy()


def errors(net: Ensemble, rows: Rows, true: np.ndarray) -> dict[str, float]:
    """Return the mean absolute errors in eV on calculated gaps ``true`` [n, 6], by ``LABELS``, and how well metals are told among oxides."""
    values = values_of(net, rows).mean(axis=0)
    gap = true[:, HSE]
    gapped, oxide, with_u = gap >= METAL_BELOW_EV, is_oxide(rows), data.has_u(rows)
    off = np.abs(values - true)
    found = {
        "rows": len(rows),
        "hse": off[:, HSE].mean(),
        "non-metals": off[gapped, HSE].mean(),
        "if any": off[gapped, CONDITIONAL].mean(),
        "metals": off[~gapped, HSE].mean(),
        "U": off[with_u, HSE].mean(),
        "paper": np.nanmean(off[:, PAPER]),
        "mp": np.nanmean(off[:, MP]),
        "AUC, oxides": roc_auc_score(gapped[oxide], let_through(values)[oxide]),
    }
    return {name: round(float(value), 4) for name, value in found.items()}


def show(net: Ensemble, prepared: Prepared) -> None:
    """Print the errors on both halves, and the roughness along some substitution chains."""
    true = data.labelled(prepared.table).labels
    aside = prepared.part("validation", "calibration")
    # What should train and has no gap of the Materials Project to train on is neither.
    useful = ~np.isnan(true[aside, HSE]) & (prepared.trained | ~known_half(prepared.table))[aside]
    aside = aside[useful]
    for said, chosen in (("unseen", aside[~prepared.trained[aside]]), ("HSE gap alone unseen", aside[prepared.trained[aside]])):
        print(said, json.dumps(errors(net, prepared.rows.take(chosen), true[chosen])))
    figures = chain_figures(lambda formulas: values_of(net, pack(formulas, np.full(len(formulas), SPACE_GROUP))).mean(axis=0)[:, HSE], SAMPLED)
    print("substitutions", json.dumps([one for one in figures if one["what"] in (STEP, CROSSING)], ensure_ascii=False), flush=True)


def main() -> None:
    """Read the command line, train, and print the errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--network", type=int, default=0)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args()
    torch.set_num_threads(1)
    config = Config()
    for said in options.set:
        name, value = said.split("=")
        if "." in name:
            module, constant = name.split(".")
            setattr(CONSTANTS[module], constant, ast.literal_eval(value))
        else:
            config = replace(config, **{name: ast.literal_eval(value)})
    split = Split(also_known=known_half)
    prepared = prepare(split)
    variant = Variant(f"screen/{options.name}", split, config=config, networks=options.network + 1)
    train.train(variant, prepared, options.network, options.epochs, True)
    show(assembled([torch.load(variant.checkpoints()[options.network], weights_only=False)]), prepared)


if __name__ == "__main__":
    main()
