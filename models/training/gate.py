"""Choose the gate of the HSE gap: how steep it is, and how far it leans towards a gap.

Run from the project's root once the twin and the model that ships are trained: ``python -m models.training.gate``. Neither number is trained,
because the mean error over all compounds hardly depends on them: they are chosen here, and ``model.GATE_SHARPNESS`` and ``model.GATE_SHIFT`` hold the choice.
Of the gates that cost at most one part in a hundred more than the best, on calculated HSE gaps of the twin's validation and calibration rows, the one is
taken that makes the substitutions of the model that ships smoothest.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from .batching import answers_of
from .chains import CROSSING, SAMPLED, SPACE_GROUP, STEP, all_chains, formulas_of, roughness
from .data import CONDITIONAL, HSE, METAL_BELOW_EV, Rows, has_u, pack
from .model import Ensemble, gate
from .prepared import prepare
from .scales import calibrating
from .targets import GAP, load

SHARPNESSES = (1.5, 2.0, 2.5, 3.0)
SHIFTS = np.arange(0.0, 3.01, 0.25)
MOST_LOST = 0.01
"""Share of the smallest error that a smoother gate may cost."""


class Tried(NamedTuple):
    """A gate, its mean error on calculated gaps and the mean change for a step of 0.1 along substitutions, both in eV."""

    sharpness: float
    shift: float
    error: float
    step: float


def smoothest(tried: Sequence[Tried]) -> Tried:
    """Return the gate of the smallest step among those that cost at most ``MOST_LOST`` more than the best."""
    bound = min(one.error for one in tried) * (1.0 + MOST_LOST)
    return min((one for one in tried if one.error <= bound), key=lambda one: one.step)


def before_the_gate(net: Ensemble, rows: Rows) -> tuple[np.ndarray, torch.Tensor]:
    """Return what the HSE gaps are if there are any, in eV [n], and the log odds [n] that there are."""
    gaps, logits = np.zeros(len(rows)), torch.zeros(len(rows))
    for index, answers in answers_of(net, rows):
        gaps[index], logits[index] = answers.values[:, :, CONDITIONAL].mean(dim=0).numpy(), answers.logits[:, HSE]
    return gaps, logits


def main() -> None:
    """Print what every gate brings, and the one that is chosen."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    prepared = prepare()
    rows = prepared.rows.take(calibrating(prepared, GAP))
    gap = rows.label(HSE)
    gapped, with_u = gap >= METAL_BELOW_EV, has_u(rows)
    if_any, logits = before_the_gate(load(GAP.twin), rows)
    chains = all_chains()[::SAMPLED]
    formulas = formulas_of(chains)
    if_any_along, logits_along = before_the_gate(load(GAP.shipped), pack(formulas, np.full(len(formulas), SPACE_GROUP)))
    tried = []
    for sharpness, shift in itertools.product(SHARPNESSES, SHIFTS):
        error = np.abs(if_any * gate(logits, sharpness, shift).numpy() - gap)
        found = {one["what"]: one["value"] for one in roughness(chains, if_any_along * gate(logits_along, sharpness, shift).numpy())}
        tried.append(Tried(sharpness, shift, float(error.mean()), found[STEP]))
        print(
            f"sharpness {sharpness:g}, shift {shift:g}: {error.mean():.4f} eV, {error[gapped].mean():.4f} with a gap, {error[~gapped].mean():.4f} without, "
            f"{error[with_u].mean():.4f} U metals; {found[STEP]:.3f} eV a step, {found[CROSSING]:.2f} % cross",
            flush=True,
        )
    chosen = smoothest(tried)
    print(f"chosen: sharpness {chosen.sharpness:g}, shift {chosen.shift:g}, {chosen.step:.3f} eV a step")


if __name__ == "__main__":
    main()
