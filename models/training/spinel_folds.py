"""How well gaps of spinels are predicted once other spinels are known: five folds over the 170 oxides.

Run from the project's root after the twin: ``python -m models.training.spinel_folds``. The twin has seen no spinel oxide, and the space
group 227 of the rows it has seen belongs to other structures. The model that ships knows all 170. In between, and the case of a user who
asks for a new one: the twin goes on for a few short passes with four fifths of the 170 among a sample of its own rows, and predicts the last fifth.
"""

from __future__ import annotations

import argparse
import copy
import json

import numpy as np
import torch

from .batching import as_inputs, batches
from .data import CACHE, HSE, SEED, Rows
from .exported import METAL_SENSES
from .forest import fold_of
from .mixing import joined
from .model import Ensemble, GapNet
from .optimiser import Optimiser
from .prepared import prepare
from .scales import fit_odds
from .targets import GAP, METAL_COLUMNS, load
from .train import BATCH, one_step

FOLDS = 5
PASSES = 3
SAMPLE = 25_000
"""Rows of the twin's own that are shown in each pass, so that nothing is forgotten."""
REPEATS = 11
"""Times that a spinel is shown in each pass, since the model that ships has seen each in 34."""
RATE = 0.3
"""Share of the peak rates at which it begins."""
RESULT = CACHE / "spinel_folds.json"


def continued(net: GapNet, rows: Rows, others: Rows, rng: np.random.Generator, generator: torch.Generator) -> GapNet:
    """Return one of the twin's networks after a few passes over the spinels ``rows`` among a sample of ``others``."""
    net.evidence.count(joined(others, rows))
    net.train()
    optimiser = Optimiser(net)
    spinels = rows.take(np.tile(np.arange(len(rows)), REPEATS))
    for number in range(PASSES):
        shown = joined(spinels, others.take(rng.choice(len(others), SAMPLE, replace=False)))
        drawn = list(batches(shown, BATCH, rng))
        for position, index in enumerate(drawn):
            share = RATE * (1.0 - (number + position / len(drawn)) / PASSES)
            one_step(net, optimiser, share, shown, index, generator, bf16=True)
    return net.eval()


def main() -> None:
    """Measure, and write the errors where ``evaluate`` finds them."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    rng, generator = np.random.default_rng(SEED), torch.Generator().manual_seed(SEED)
    prepared = prepare()
    place = prepared.part("spinel")
    spinels, table = prepared.rows.take(place), prepared.table.iloc[place]
    others = prepared.rows.take(np.flatnonzero(prepared.trained))
    fold = fold_of(list(table["key"]), FOLDS)
    gap, logits = np.zeros(len(place)), np.zeros((len(place), len(METAL_SENSES)))
    twin = load(GAP.twin)
    odds = fit_odds(twin, prepared)
    for number in range(FOLDS):
        shown = spinels.take(np.flatnonzero(fold != number))
        nets = Ensemble([continued(copy.deepcopy(net), shown, others, rng, generator) for net in twin.nets])  # type: ignore[arg-type]
        left = np.flatnonzero(fold == number)
        inputs = as_inputs(spinels.take(left))
        with torch.no_grad():
            answers = nets(*inputs, nets.evidence(*inputs))
        gap[left] = answers.values[:, :, HSE].mean(dim=0).numpy()
        logits[left] = answers.logits[:, list(METAL_SENSES)].numpy()
        print(f"fold {number} done", flush=True)
    hse = table["hse"].to_numpy(dtype=float)
    error, known = np.abs(gap - hse), ~np.isnan(hse)
    metal = 1.0 / (1.0 + np.exp(logits * odds[:, 0] + odds[:, 1]))
    RESULT.write_text(
        json.dumps(
            {
                "all": float(error[known].mean()),
                "above": float(error[known & (hse > 0)].mean()),
                "metal": dict(zip(METAL_COLUMNS, metal.T.tolist(), strict=True)),
                "rows": [int(known.sum()), int((known & (hse > 0)).sum())],
            }
        )
    )
    print(f"mean error {error[known].mean():.3f} eV, {error[known & (hse > 0)].mean():.3f} eV where there is a gap")


if __name__ == "__main__":
    main()
