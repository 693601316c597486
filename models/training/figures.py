"""The figure on measured gaps: the five official folds of ``matbench_expt_gap``.

The network has seen no measured gap, so that its twin may describe every compound. For each fold, boosted
forests learn measured gaps from the descriptors of the composition, what the twin says of it in each
of its kinds of gap, and the principal directions of its embedding. The space group is not known.
"""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pandas as pd
import torch
from sklearn.decomposition import PCA

from . import data
from .data import SEED, Rows, pack
from .descriptors import describe, load_descriptors
from .scales import embeddings
from .manifest import Figure, figure
from .model import Ensemble
from .batching import values_of

COMPONENTS = 48
MEMBERS = 3
PUBLISHED = (("CrabNet", 0.346), ("MODNet", 0.333))
SETTINGS: dict[str, object] = {
    "n_estimators": 700,
    "learning_rate": 0.03,
    "num_leaves": 24,
    "min_child_samples": 8,
    "colsample_bytree": 0.3,
    "subsample": 0.8,
    "subsample_freq": 1,
    "reg_lambda": 2.0,
    "objective": "l1",
    "n_jobs": 1,
    "verbose": -1,
}


@torch.no_grad()
def twin_columns(net: Ensemble, rows: Rows) -> np.ndarray:
    """Return what the network says of compositions without a space group [n, c]: mean and deviation of every value, and its embedding."""
    values = values_of(net, rows)
    components = PCA(COMPONENTS, random_state=SEED).fit_transform(embeddings(net, rows))
    return np.concatenate([values.mean(axis=0), values.std(axis=0), components], axis=1)


def experiment_figures(net: Ensemble) -> list[Figure]:
    """Return the mean over the five official folds of the mean absolute error, with and without the twin's columns."""
    table = pd.read_csv(data.DATA / "matbench_expt_gap.csv.gz", keep_default_na=False)
    formulas = sorted(set(table["formula"]))
    place = {formula: i for i, formula in enumerate(formulas)}
    rows = pack(formulas, np.zeros(len(formulas)))
    plain = describe(load_descriptors(data.DATA), rows)[:, :-3]
    both = np.concatenate([plain, twin_columns(net, rows)], axis=1)
    figures = []
    for said, columns in (("with the twin's answers", both), ("composition alone", plain)):
        errors = []
        for fold in sorted(set(table["fold"])):
            part = table[table["fold"] == fold]
            fitted, tested = part[part["part"] != "test"], part[part["part"] == "test"]
            index = fitted["formula"].map(place).to_numpy()
            asked = tested["formula"].map(place).to_numpy()
            predicted = np.zeros(len(tested))
            for member in range(MEMBERS):
                model = lgb.LGBMRegressor(**{**SETTINGS, "random_state": SEED + member})
                predicted += model.fit(columns[index], fitted["gap_ev"]).predict(columns[asked]) / MEMBERS
            errors.append(float(np.abs(np.maximum(0, predicted) - tested["gap_ev"]).mean()))
        figures.append(figure(f"MAE, measured gaps, five official folds, {said}", float(np.mean(errors)), "eV", len(formulas)))
    return figures + [figure(f"MAE, measured gaps, five official folds, {who} (published)", value, "eV", 4604) for who, value in PUBLISHED]
