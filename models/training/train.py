"""Train the gap model on one core; writes a checkpoint that ``export`` turns into ONNX.

Run from the project's root: ``python -m models.training.train --epochs 50``.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import data
from .data import CACHE, METAL_BELOW_EV, SEED, Rows
from .model import Config, GapNet, count_parameters
from .tables import element_features

BATCH = 256
PEAK_RATE = 5e-4
WEIGHT_DECAY = 0.03
WARM_UP_STEPS = 1000
"""Steps in which the learning rate rises to its peak."""
DECAY_SHARE = 0.7
"""Share of all epochs, at the end, in which the learning rate falls from its peak to zero."""
EMA_DECAY = 0.9995
AMOUNT_JITTER = 0.01
"""Relative deviation of the noise on every atomic fraction, for smoothness in composition."""
SPACE_GROUP_DROPOUT = 0.1
"""Share of training rows whose space group is hidden, so that 0 means unknown."""
HSE_WEIGHT = 2.0
"""Weight of a row whose label is a calculated HSE gap; labels of other rows are estimates."""
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


def tensors(rows: Rows, index: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return elements, amounts, space group and target of these rows, trimmed to the slots in use."""
    slots = int((rows.elements[index] > 0).sum(axis=1).max())
    return (
        torch.from_numpy(rows.elements[index, :slots]),
        torch.from_numpy(rows.amounts[index, :slots]),
        torch.from_numpy(rows.space_group[index]),
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


@torch.no_grad()
def mean_errors(net: GapNet, rows: Rows) -> dict[str, float]:
    """Return the mean absolute error in eV and the share of right gates."""
    net.eval()
    error, right = 0.0, 0
    for index in batches(rows, 1024, None):
        elements, amounts, space_group, target = tensors(rows, index)
        gap, logit, _, _ = net(elements, amounts, space_group)
        error += float((gap - target).abs().sum())
        right += int(((logit > 0) == (target >= METAL_BELOW_EV)).sum())
    return {"mae": error / len(rows), "gate": right / len(rows)}


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


def train(epochs: int, folder: Path, bf16: bool) -> None:
    """Train for ``epochs`` passes, resuming from ``last.pt`` in ``folder`` if it is there.

    Leaves ``last.pt``, whose entry ``average`` holds the weights to ship, and ``log.jsonl``.
    """
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    generator = torch.Generator().manual_seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)

    table, rows = data.load_split()
    part = table["part"].to_numpy()
    training = rows.take(np.flatnonzero(part == "train"))
    validation = rows.take(np.flatnonzero(part == "validation"))
    is_hse = (table["block"] == "kept").to_numpy()[part == "train"]
    weights = torch.from_numpy(np.where(is_hse, HSE_WEIGHT, 1.0).astype(np.float32))

    config = Config()
    net = GapNet(element_features(data.DATA), config)
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
        running = train_epoch(net, average, optimiser, training, weights, rng, generator, bf16, epoch, total)
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
) -> float:
    """Make one pass over the training rows; return the mean absolute error in eV seen on the way."""
    net.train()
    running = 0.0
    drawn = list(batches(training, BATCH, rng))
    for position, index in enumerate(drawn):
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * learning_rate((epoch - 1) * len(drawn) + position, total)
        elements, amounts, space_group, target = tensors(training, index)
        amounts, space_group = augment(amounts, space_group, generator)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            gap, logit, sigma, _ = net(elements, amounts, space_group)
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
    parser.add_argument("--epochs", type=int, default=50)
    parser.add_argument("--folder", type=Path, default=CACHE / "gap")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fp32", action="store_true", help="train without bfloat16 autocast")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options.epochs, options.folder, not options.fp32)


if __name__ == "__main__":
    main()
