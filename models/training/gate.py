"""Choose the gate of the HSE gap: how steep it is, and how far it leans towards a gap.

Run from the project's root once the twin and the model that ships are trained: ``python -m models.training.gate``. Neither number is trained,
because the mean error over all compounds hardly depends on them: they are chosen here, and ``model.GATE_SHARPNESS`` and ``model.GATE_SHIFT`` hold the choice.
Of the gates that cost at most one part in a hundred more than the best, on calculated HSE gaps of the twin's validation and calibration rows, the one is
taken that makes the substitutions of the model that ships smoothest.
"""

from __future__ import annotations

import argparse
import itertools

import numpy as np
import torch

from .batching import batches, tensors
from .chains import CROSSING, STEP, chain_figures
from .data import CONDITIONAL, HSE, METAL_BELOW_EV, Rows, has_u, pack
from .model import Ensemble, gate
from .prepared import prepare
from .scales import calibrating
from .targets import GAP, load

SHARPNESSES = (1.5, 2.0, 2.5, 3.0)
SHIFTS = np.arange(0.0, 3.01, 0.25)
MOST_LOST = 0.01
"""Share of the smallest error that a smoother gate may cost."""
EVERY = 5
"""Of so many substitution chains one is looked at."""
SPINEL = 227


@torch.no_grad()
def before_the_gate(net: Ensemble, rows: Rows) -> tuple[np.ndarray, torch.Tensor]:
    """Return what the HSE gaps are if there are any, in eV [n], and the log odds [n] that there are."""
    gaps, logits = np.zeros(len(rows)), torch.zeros(len(rows))
    for index in batches(rows, 1024, None):
        inputs = tensors(rows, index)[:3]
        answers = net(*inputs, net.evidence(*inputs))
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
    along: list[tuple[np.ndarray, torch.Tensor]] = []
    shipped = load(GAP.shipped)

    def smoothness(sharpness: float, shift: float) -> dict[str, float]:
        def shown(formulas: list[str]) -> np.ndarray:
            if not along:
                along.append(before_the_gate(shipped, pack(formulas, np.full(len(formulas), SPINEL))))
            return along[0][0] * gate(along[0][1], sharpness, shift).numpy()

        return {one["what"]: one["value"] for one in chain_figures(shown, EVERY)}

    tried = []
    for sharpness, shift in itertools.product(SHARPNESSES, SHIFTS):
        error = np.abs(if_any * gate(logits, sharpness, shift).numpy() - gap)
        found = smoothness(sharpness, shift)
        tried.append((error.mean(), found[STEP], sharpness, shift))
        print(
            f"sharpness {sharpness:g}, shift {shift:g}: {error.mean():.4f} eV, {error[gapped].mean():.4f} with a gap, {error[~gapped].mean():.4f} without, "
            f"{error[with_u].mean():.4f} U metals; {found[STEP]:.3f} eV a step, {found[CROSSING]:.2f} % cross",
            flush=True,
        )
    best = min(tried)[0]
    _, step, sharpness, shift = min((one for one in tried if one[0] <= best * (1.0 + MOST_LOST)), key=lambda one: one[1])
    print(f"chosen: sharpness {sharpness:g}, shift {shift:g}, {step:.3f} eV a step")


if __name__ == "__main__":
    main()
