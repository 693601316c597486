"""What a twin tells of errors on unseen formulas: the scale of the novelty, the law of sigma, and the odds of being a metal.

All of it comes from the validation and calibration rows, no formula of which the twin has seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from .batching import as_inputs
from .data import CONDITIONAL, GAPS, HSE, METAL_BELOW_EV, SEED, Rows
from .evidence import kinds
from .exported import METAL_SENSES, doubt, evidence_table, metal_chances, unbacked
from .model import Ensemble
from .prepared import Prepared
from .sigma import fit_law
from .targets import Target

CENTROIDS = 256
CENTROID_SAMPLE = 20_000
SHOWN_EV = 0.1
"""Predicted gaps from which the intervals of the gap are calibrated. What is predicted to be a metal mostly is one, with an error of nearly zero, and would make the
intervals of all others too narrow; what has no gap, but is predicted to have one, is among the errors that a reader of a gap must expect."""


@dataclass(frozen=True)
class Scales:
    """What a twin tells of errors on unseen formulas.

    Attributes:
        novelty: the squared distance to the training data that counts as novelty 1.
        law: float32 [6], the law that rescales sigma.
        odds: float32 [2, 2], what makes log odds of being a metal those of held-out formulas; a file without gaps needs none.
    """

    novelty: float
    law: np.ndarray
    odds: np.ndarray | None


@torch.no_grad()
def embeddings(net: Ensemble, rows: Rows, label: int = HSE) -> np.ndarray:
    """Return float32 [n, m · 3 · width], as they are when this label is asked for."""
    columns = as_inputs(rows)
    parts = []
    for i in range(0, len(rows), 2048):
        inputs = [column[i : i + 2048] for column in columns]
        parts.append(net.embed(*inputs, net.evidence(*inputs, evidence_table(label))))
    return torch.cat(parts).numpy()


def nearest_square(points: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Return the squared Euclidean distance [n] from each point to its nearest centroid."""
    squares = (points**2).sum(axis=1)[:, None] + (centroids**2).sum(axis=1) - 2.0 * points @ centroids.T
    return np.maximum(squares, 0.0).min(axis=1)


def fit_centroids(net: Ensemble, training: Rows, label: int) -> np.ndarray:
    """Return float32 [256, m · 3 · width]: centroids of the embeddings of the training rows, as they are when this label is asked for."""
    from sklearn.cluster import KMeans

    # A sample places the centroids as well as all rows do, in a quarter of the time.
    sample = np.random.default_rng(SEED).choice(len(training), CENTROID_SAMPLE, replace=False)
    means = KMeans(CENTROIDS, n_init=1, max_iter=50, random_state=SEED).fit(embeddings(net, training.take(sample), label))
    return means.cluster_centers_.astype(np.float32)


def calibrating(prepared: Prepared, target: Target) -> np.ndarray:
    """Return the positions of the rows from which errors of the target are learned: calculated ones alone, since estimates follow the composition more closely."""
    chosen = prepared.part("validation", "calibration")
    rows = prepared.rows.take(chosen)
    calculated = prepared.true_hse[chosen] & (rows.space_group > 0) if target.label == HSE else ~np.isnan(rows.label(target.label))
    return chosen[calculated]


def shown(value: np.ndarray, target: Target) -> np.ndarray:
    """Return [n] which predicted values [n] calibrate intervals: gaps of some size, and every energy above the hull."""
    return value >= SHOWN_EV if target.label == HSE else np.ones(len(value), dtype=bool)


@torch.no_grad()
def fit_scales(net: Ensemble, centroids: np.ndarray, prepared: Prepared, target: Target) -> Scales:
    """Return the scale of the novelty, 1 being the 95th percentile over rows that no training row shares a formula with, and the law of sigma and the odds."""
    unseen = prepared.part("validation", "calibration")
    unseen = unseen[prepared.rows.space_group[unseen] > 0]
    scale = float(np.quantile(nearest_square(embeddings(net, prepared.rows.take(unseen), target.label), centroids), 0.95))
    odds = fit_odds(net, prepared) if target.label in GAPS else None
    chosen = prepared.rows.take(calibrating(prepared, target))
    inputs = as_inputs(chosen)
    trust = net.evidence(*inputs, evidence_table(target.label))
    answers = net(*inputs, trust)
    values = answers.values[:, :, target.label]
    value = values.mean(dim=0)
    novelty = nearest_square(answers.embedding.numpy(), centroids) / scale + unbacked(inputs[2], trust).numpy()
    columns = [answers.scales[:, 0 if target.label == HSE else 1].numpy(), ((values - value) ** 2).mean(dim=0).numpy(), novelty, np.abs(value.numpy() - chosen.label(target.label))]
    doubted = None
    if odds is not None:
        doubted = doubt(metal_chances(answers.logits, torch.from_numpy(odds))[0], answers.values[:, :, CONDITIONAL].mean(dim=0), value).numpy()
    told = shown(value.numpy(), target)
    law = fit_law(*(column[told] for column in columns), target.smallest, None if doubted is None else doubted[told])
    return Scales(scale, law, odds)


@torch.no_grad()
def fit_odds(net: Ensemble, prepared: Prepared) -> np.ndarray:
    """Return float32 [2, 2]: for each of ``METAL_SENSES`` factor and addend of the log odds, from the rows with a known gap.

    Only rows with an anion count: nobody asks whether an alloy is a metal, and alloys by the hundred would decide the slope.
    """
    from sklearn.linear_model import LogisticRegression

    watched = prepared.part("validation", "calibration")
    watched = watched[(kinds()[prepared.rows.elements[watched]].sum(axis=2) > 0).any(axis=1)]
    rows = prepared.rows.take(watched)
    inputs = as_inputs(rows)
    logits = net(*inputs, net.evidence(*inputs)).logits.numpy()
    odds = []
    for sense in METAL_SENSES:
        gap = rows.label(sense)
        known = ~np.isnan(gap) & (prepared.true_hse[watched] if sense == HSE else True)
        fitted = LogisticRegression(C=np.inf).fit(logits[known, sense : sense + 1], gap[known] >= METAL_BELOW_EV)
        odds.append((fitted.coef_[0, 0], fitted.intercept_[0]))
    return np.array(odds, dtype=np.float32)
