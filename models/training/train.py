"""Train the gap model on one core; writes checkpoints that ``export`` turns into ONNX.

Run from the project's root: ``python -m models.training.train`` trains the twin, from which every
figure on held-out formulas comes; ``python -m models.training.train --continued`` goes on from it
with the held-out formulas added, which gives the model that ships.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import Tensor
from torch.nn import functional as F

from . import data
from .data import CACHE, HSE, METAL_BELOW_EV, SEED, Rows
from .formula import NUMBER
from .model import Config, GapNet, count_parameters
from .tables import element_features

TWIN = CACHE / "twin"
SHIPPED = CACHE / "shipped"
"""Folders of the checkpoints of both models."""
TWIN_EPOCHS = 44
CONTINUED_EPOCHS = 7
BATCH = 256
PEAK_RATE = 5e-4
WEIGHT_DECAY = 0.05
WARM_UP_STEPS = 1000
"""Steps in which the learning rate rises to its peak."""
DECAY_SHARE = 0.7
"""Share of all epochs, at the end, in which the learning rate falls from its peak to zero."""
CONTINUED_RATE = 2e-4
"""First learning rate of the continuation; it falls linearly to zero."""
CONTINUED_WARM_UP_STEPS = 100
EMA_DECAY = 0.9995
AMOUNT_JITTER = 0.01
"""Relative deviation of the noise on every atomic fraction, for smoothness in composition."""
SPACE_GROUP_DROPOUT = 0.1
"""Share of training rows whose space group is hidden, so that 0 means unknown."""
HSE_WEIGHT = 3.0
"""Weight of a row whose label is a calculated HSE gap; labels of other rows are estimates."""
HSE_WEIGHT_U = 4.0
"""The same for oxides and fluorides of the metals that get a U: all their other labels are GGA+U gaps."""
U_METALS = tuple(NUMBER[symbol] for symbol in "V Cr Mn Fe Co Ni Mo W".split())
U_ANIONS = (NUMBER["O"], NUMBER["F"])
"""The rule of the Materials Project for which compounds get a U."""
GATE_WEIGHT = 0.3
SIGMA_WEIGHT = 0.1
GRADIENT_LIMIT = 1.0


def batches(rows: Rows, size: int, rng: np.random.Generator | None) -> Iterator[np.ndarray]:
    """Yield row positions in batches of equal element count, so that no slot is padding.

    With ``rng`` the rows and the batches are shuffled.
    """
    counts = (rows.elements > 0).sum(axis=1)
    collected: list[np.ndarray] = []
    for count in np.unique(counts):
        index = np.flatnonzero(counts == count)
        if rng is not None:
            rng.shuffle(index)
        collected += np.array_split(index, math.ceil(len(index) / size))
    order = rng.permutation(len(collected)) if rng is not None else np.arange(len(collected))
    for position in order:
        yield collected[position]


def has_u(rows: Rows) -> np.ndarray:
    """Return [n] whether the Materials Project would calculate the compound with a U."""
    return np.isin(rows.elements, U_METALS).any(axis=1) & np.isin(rows.elements, U_ANIONS).any(axis=1)


def row_weights(rows: Rows) -> Tensor:
    """Return the weight of each row in the loss [n]."""
    weights = np.where(rows.kind == HSE, np.where(has_u(rows), HSE_WEIGHT_U, HSE_WEIGHT), 1.0)
    return torch.from_numpy(weights.astype(np.float32))


def tensors(rows: Rows, index: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return elements, amounts, space group, kind and target of these rows, trimmed to the slots in use."""
    slots = int((rows.elements[index] > 0).sum(axis=1).max())
    return (
        torch.from_numpy(rows.elements[index, :slots]),
        torch.from_numpy(rows.amounts[index, :slots]),
        torch.from_numpy(rows.space_group[index]),
        torch.from_numpy(rows.kind[index]),
        torch.from_numpy(rows.target[index]),
    )


def augment(amounts: Tensor, space_group: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Jitter the atomic fractions and hide some space groups."""
    noise = torch.randn(amounts.shape, generator=generator)
    jittered = amounts * torch.clamp(1.0 + AMOUNT_JITTER * noise, min=0.5)
    hidden = torch.rand(space_group.shape, generator=generator) < SPACE_GROUP_DROPOUT
    return jittered / jittered.sum(dim=1, keepdim=True), space_group.masked_fill(hidden, 0)


def loss_of(gap: Tensor, logit: Tensor, sigma: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Return the weighted mean of three terms, all in eV or unitless and each of order one.

    The gap is fitted by its absolute error. The error scale is fitted by the likelihood of a
    Laplace law around a gap that is held fixed, so that rows with large errors cannot buy
    themselves out. The gate is fitted by cross entropy on metal against non-metal.
    """
    error = (gap - target).abs()
    laplace = error.detach() / sigma + torch.log(sigma)
    gate = F.binary_cross_entropy_with_logits(logit, (target >= METAL_BELOW_EV).float(), reduction="none")
    return ((error + GATE_WEIGHT * gate + SIGMA_WEIGHT * laplace) * weight).sum() / weight.sum()


def learning_rate(step: int, total: int) -> float:
    """Return the factor on the peak rate: a linear rise, a plateau, a fall as half a cosine.

    The number of epochs matters only once the fall begins. A run that turns out slower than
    planned can therefore be resumed with fewer epochs before that point, and its result is the
    same as if it had been started with that number.
    """
    rise = min(1.0, (step + 1) / WARM_UP_STEPS)
    start = (1.0 - DECAY_SHARE) * total
    if step < start:
        return rise
    return rise * 0.5 * (1.0 + math.cos(math.pi * (step - start) / (total - start)))


def continued_rate(step: int, total: int) -> float:
    """Return the factor on the peak rate in the continuation: a short rise, then a straight fall to zero."""
    rise = min(1.0, (step + 1) / CONTINUED_WARM_UP_STEPS)
    return rise * (1.0 - step / total) * CONTINUED_RATE / PEAK_RATE


@torch.no_grad()
def mean_errors(net: GapNet, rows: Rows) -> dict[str, float]:
    """Return the mean absolute error in eV, of all rows and of true HSE gaps, and the share of right gates.

    Each row is asked for its own kind of label.
    """
    net.eval()
    error, right = np.zeros(len(rows)), 0
    for index in batches(rows, 1024, None):
        elements, amounts, space_group, kind, target = tensors(rows, index)
        gap, logit, _, _ = net(elements, amounts, space_group, kind)
        error[index] = (gap - target).abs().numpy()
        right += int(((logit > 0) == (target >= METAL_BELOW_EV)).sum())
    return {"mae": error.mean(), "mae_hse": error[rows.kind == HSE].mean(), "gate": right / len(rows)}


class Average:
    """An exponential moving average of the weights, faster at the start."""

    def __init__(self, net: GapNet) -> None:
        self.net = copy.deepcopy(net).eval()
        self.steps = 0

    @torch.no_grad()
    def update(self, net: GapNet) -> None:
        """Move towards the current weights."""
        self.steps += 1
        decay = min(EMA_DECAY, self.steps / (self.steps + 10.0))
        mine, theirs = list(self.net.parameters()), list(net.parameters())
        torch._foreach_lerp_(mine, theirs, 1.0 - decay)


def parameter_groups(net: GapNet) -> list[dict[str, object]]:
    """Return the matrices, which decay, and everything else, which does not."""
    decays = [p for name, p in net.named_parameters() if p.dim() == 2 and "learned" not in name and name != "fade"]
    chosen = {id(p) for p in decays}
    return [
        {"params": decays, "weight_decay": WEIGHT_DECAY},
        {"params": [p for p in net.parameters() if id(p) not in chosen], "weight_decay": 0.0},
    ]


def random_states(rng: np.random.Generator, generator: torch.Generator) -> dict[str, object]:
    """Return everything that a resumed run needs to draw the same numbers."""
    return {"numpy": rng.bit_generator.state, "augment": generator.get_state(), "torch": torch.get_rng_state()}


CONTINUED_PARTS = ("train", "validation", "calibration", "test", "unused", "true test")
"""Everything but the 170 spinels, which are in no part."""


def training_rows(table: pd.DataFrame, rows: Rows, continued: bool) -> Rows:
    """Return what is fitted: the part ``train``, or in the continuation every part, no row twice."""
    if not continued:
        return rows.take(np.flatnonzero(table["part"] == "train"))
    # The part of true test rows repeats rows of the block kept, which stay once.
    repeated = (table["kind"] == "hse") & table.duplicated(["key", "spacegroup", "kind"]) & (table["block"] == "snumat")
    return rows.take(np.flatnonzero(table["part"].isin(CONTINUED_PARTS) & ~repeated))


def train(epochs: int, folder: Path, bf16: bool, start: Path | None = None) -> None:
    """Train for ``epochs`` passes, resuming from ``last.pt`` in ``folder`` if it is there.

    With ``start``, a checkpoint, the averaged weights there go on with the held-out rows added.
    Leaves ``last.pt``, whose entry ``average`` holds the weights to export, and ``log.jsonl``.
    """
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    generator = torch.Generator().manual_seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)

    table, rows = data.load_split()
    training = training_rows(table, rows, start is not None)
    validation = rows.take(np.flatnonzero(table["part"] == "validation"))
    weights = row_weights(training)
    rate = learning_rate if start is None else continued_rate

    config = Config()
    net = GapNet(element_features(data.DATA), config)
    if start is not None:
        net.load_state_dict(torch.load(start, weights_only=False)["average"])
    average = Average(net)
    optimiser = torch.optim.AdamW(parameter_groups(net), lr=PEAK_RATE, betas=(0.9, 0.99), fused=True)
    steps_per_epoch = sum(1 for _ in batches(training, BATCH, None))
    total = epochs * steps_per_epoch
    done, minutes = 0, 0.0
    checkpoint = folder / "last.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        net.load_state_dict(state["weights"])
        average.net.load_state_dict(state["average"])
        average.steps = state["epoch"] * steps_per_epoch
        optimiser.load_state_dict(state["optimiser"])
        rng.bit_generator.state = state["random"]["numpy"]
        generator.set_state(state["random"]["augment"])
        torch.set_rng_state(state["random"]["torch"])
        done, minutes = state["epoch"], state["minutes"]
    print(json.dumps({"parameters": count_parameters(net), "rows": len(training), "steps": total}), flush=True)

    for epoch in range(done + 1, epochs + 1):
        started = time.time()
        running = train_epoch(net, average, optimiser, training, weights, rng, generator, bf16, epoch, total, rate)
        seconds = time.time() - started
        minutes += seconds / 60
        errors = mean_errors(average.net, validation)
        entry = {
            "epoch": epoch,
            "seconds": round(seconds, 1),
            "minutes": round(minutes, 2),
            "train_mae": running,
            "validation": errors,
        }
        print(json.dumps(entry), flush=True)
        with (folder / "log.jsonl").open("a") as log:
            log.write(json.dumps(entry) + "\n")
        state = {
            "config": config.as_dict(),
            "weights": net.state_dict(),
            "average": average.net.state_dict(),
            "optimiser": optimiser.state_dict(),
            "random": random_states(rng, generator),
            "epoch": epoch,
            "epochs": epochs,
            "rows": len(training),
            "minutes": minutes,
            "seed": SEED,
            "torch": torch.__version__,
            "validation": errors,
        }
        # A checkpoint is replaced in one step, so that a run that is cut off leaves a whole one.
        torch.save(state, folder / "next.pt")
        (folder / "next.pt").replace(checkpoint)


def train_epoch(
    net: GapNet,
    average: Average,
    optimiser: torch.optim.Optimizer,
    training: Rows,
    weights: Tensor,
    rng: np.random.Generator,
    generator: torch.Generator,
    bf16: bool,
    epoch: int,
    total: int,
    rate: Callable[[int, int], float],
) -> float:
    """Make one pass over the training rows; return the mean absolute error in eV seen on the way."""
    net.train()
    running = 0.0
    drawn = list(batches(training, BATCH, rng))
    for position, index in enumerate(drawn):
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * rate((epoch - 1) * len(drawn) + position, total)
        elements, amounts, space_group, kind, target = tensors(training, index)
        amounts, space_group = augment(amounts, space_group, generator)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            gap, logit, sigma, _ = net(elements, amounts, space_group, kind)
        loss = loss_of(gap, logit, sigma, target, weights[index])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), GRADIENT_LIMIT)
        optimiser.step()
        average.update(net)
        running += float((gap.detach() - target).abs().sum())
    return running / len(training)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--continued", action="store_true", help="go on from the twin with the held-out formulas added")
    parser.add_argument("--epochs", type=int, help=f"{TWIN_EPOCHS}, or {CONTINUED_EPOCHS} with --continued")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fp32", action="store_true", help="train without bfloat16 autocast")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.continued:
        train(options.epochs or CONTINUED_EPOCHS, SHIPPED, not options.fp32, TWIN / "last.pt")
    else:
        train(options.epochs or TWIN_EPOCHS, TWIN, not options.fp32)


if __name__ == "__main__":
    main()
