"""Train the network on one core; writes checkpoints that ``export`` turns into ONNX.

Run from the project's root: ``python -m models.training.train`` trains the networks of the twin, from which every
figure on held-out formulas comes, and ``--variant shipped`` the same networks on everything, which are
the model that ships; ``hull-twin`` and ``hull-shipped`` are the same for the energy above the hull. ``--network N``
trains one network of the variant alone. The other variants are the split by chemical system and the ablations.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import data
from .batching import batches, tensors, values_of
from .data import CONDITIONAL, GAPS, HSE, HULL, LABELS, MP, PAPER, PBE, SEED, Rows
from .evidence import HULL_TABLE
from .mixing import chains, find_pairs, joined, mix
from .model import Answer, Ensemble, GapNet, count_parameters
from .optimiser import Optimiser
from .prepared import Prepared, prepare
from .tables import element_features
from .variants import DISTRUST, GAP_FACTORS, VARIANTS, Variant

BATCH = 384
WARM_UP_STEPS = 1000
"""Steps in which the rates rise to their peaks."""
DECAY_SHARE = 0.75
"""Share of all epochs, at the end, in which the rates fall from their peaks to zero."""
EMA_DECAY = 0.9995
AMOUNT_JITTER = 0.01
"""Relative deviation of the noise on every atomic fraction, for smoothness in composition."""
SPACE_GROUP_DROPOUT = 0.15
"""Share of training rows whose space group is hidden, so that 0 means unknown."""
MIXED_SHARE = 0.3
"""Rows between two isostructural compounds that are tried for each training row; half of them turn out to be none."""
CHAIN_STEPS = 4
"""Every so many steps some substitutions in the rows of the step are looked at."""
CHAINS = 256
"""Substitutions that are tried at such a step."""
CHAIN_WEIGHT = 4.0
"""Weight of their distance from a straight line in the loss of such a step."""
CHANCE_EV = 5.0
"""What a chance of one counts beside gaps in that distance."""
GATE_WEIGHTS = (0.9, 0.3, 0.3, 0.3)
"""Weights of the gates of ``GAPS``; that of the HSE gap learns from them alone."""
SIGMA_WEIGHT = 0.1
GRADIENT_LIMIT = 1.0


def augment(amounts: Tensor, space_group: Tensor, trust: Tensor, distrust: float, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Jitter the atomic fractions, hide some space groups, and take the trust [b] from others, a share ``distrust`` of all rows."""
    noise = torch.randn(amounts.shape, generator=generator)
    jittered = amounts * torch.clamp(1.0 + AMOUNT_JITTER * noise, min=0.5)
    drawn = torch.rand(space_group.shape, generator=generator)
    hidden = drawn < SPACE_GROUP_DROPOUT
    untrusted = drawn > 1.0 - distrust
    return jittered / jittered.sum(dim=1, keepdim=True), space_group.masked_fill(hidden, 0), trust.masked_fill(untrusted, 0.0)


def loss_of(answer: Answer, labels: Tensor, weights: Tensor, chances: Tensor, factors: dict[int, float] = GAP_FACTORS) -> Tensor:
    """Return the mean over rows of three terms, each of order one; ``factors`` has one for every label.

    Values are fitted by their absolute errors, but for the HSE gap: what it is if there is one is fitted where there is one, and its gate by cross
    entropy on the chance that there is, like all gates. The error scales are fitted by the likelihood of a Laplace law around the values, held fixed, so that rows with large errors cannot buy themselves out.
    """
    known = ~torch.isnan(labels)
    target = torch.nan_to_num(labels)
    weight = weights * known * torch.tensor([factors[i] for i in range(len(LABELS))])
    fitted = [i for i in range(len(LABELS)) if i != HSE]
    error = ((answer.values - target).abs() * weight)[:, fitted]
    gaps = list(GAPS)
    gate = F.binary_cross_entropy_with_logits(answer.logits, chances, reduction="none") * weight[:, gaps] * torch.tensor(GATE_WEIGHTS)
    scaled = [HSE, HULL]
    off = (answer.values - target)[:, scaled].abs().detach()
    scale = answer.scales + 1e-3
    laplace = (off / scale + torch.log(scale)) * (weights * known)[:, scaled]
    return (error.sum() + gate.sum() + SIGMA_WEIGHT * laplace.sum()) / len(labels)


def learning_rate(step: int, total: int) -> float:
    """Return the share of the peak rates: a linear rise, a plateau, a fall as half a cosine.

    The number of epochs matters only once the fall begins. A run that turns out slower than
    planned can therefore be resumed with fewer epochs before that point, and its result is the
    same as if it had been started with that number.
    """
    rise = min(1.0, (step + 1) / WARM_UP_STEPS)
    start = (1.0 - DECAY_SHARE) * total
    if step < start:
        return rise
    return rise * 0.5 * (1.0 + math.cos(math.pi * (step - start) / (total - start)))


def mean_errors(net: GapNet, rows: Rows, true_hse: np.ndarray) -> dict[str, float]:
    """Return the mean absolute error of each label; of HSE gaps only where they are calculated, a mask [n]."""
    alone = Ensemble([net])
    values = values_of(alone, rows)[0]
    values[:, HULL] = values_of(alone, rows, HULL_TABLE)[0][:, HULL]
    error = np.abs(values - rows.labels)
    error[np.ix_(~true_hse, (HSE, CONDITIONAL))] = np.nan
    return {name: round(float(np.nanmean(error[:, i])), 4) for i, name in enumerate(LABELS)}


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


def random_states(rng: np.random.Generator, generator: torch.Generator) -> dict[str, object]:
    """Return everything that a resumed run needs to draw the same numbers."""
    return {"numpy": rng.bit_generator.state, "augment": generator.get_state(), "torch": torch.get_rng_state()}


def straightened(answer: Answer) -> Tensor:
    """Return what substitutions should change along straight lines [b, 5]: gaps in eV, and the chance of an HSE gap as if it were ``CHANCE_EV``."""
    chance = CHANCE_EV * torch.sigmoid(answer.logits[:, HSE : HSE + 1])
    return torch.cat([answer.values[:, [PAPER, MP, PBE, CONDITIONAL]], chance], dim=1)


def bend_of(
    net: GapNet, elements: Tensor, amounts: Tensor, space_group: Tensor, trust: Tensor, generator: torch.Generator, bf16: bool
) -> Tensor:
    """Return the mean distance in eV of substitutions in these rows from the straight line between their ends, over all that ``straightened`` names.

    The ends are held fixed: what is between follows them, and they do not move towards each other.
    """
    made = chains(elements, amounts, CHAINS, generator)
    if len(made.row) == 0:
        return torch.zeros(())
    ends = 2 * len(made.row)
    row = made.row.repeat(2)
    # Two blocks, because weights that autocast has cast without gradients it would hand out again.
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        host, guest = straightened(net(made.elements[:ends], made.amounts[:ends], space_group[row], trust[row])).chunk(2)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        mixed = straightened(net(made.elements[ends:], made.amounts[ends:], space_group[made.row], trust[made.row]))
    return (mixed - torch.lerp(host, guest, made.share[:, None])).abs().mean()


def one_step(
    net: GapNet,
    optimiser: Optimiser,
    share: float,
    shown: Rows,
    index: np.ndarray,
    generator: torch.Generator,
    bf16: bool,
    factors: dict[int, float] = GAP_FACTORS,
    distrust: float = DISTRUST,
    chained: bool = False,
) -> float:
    """Fit the network to the augmented rows at these positions once, at a share of the peak rates; return the loss before it."""
    elements, amounts, space_group, labels, weights, chances = tensors(shown, index)
    # No row backs its own space group, and rows without any gap are backed as those of which no gap is asked.
    hull_alone = torch.isnan(labels[:, list(GAPS)]).all(dim=1).to(torch.int64)
    trust = net.evidence(elements, amounts, space_group, hull_alone * HULL_TABLE, without=1.0)
    amounts, space_group, trust = augment(amounts, space_group, trust, distrust, generator)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        answer = net(elements, amounts, space_group, trust)
    loss = loss_of(answer, labels, weights, chances, factors)
    if chained:
        loss = loss + CHAIN_WEIGHT * bend_of(net, elements, amounts, space_group, trust, generator, bf16)
    net.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), GRADIENT_LIMIT)
    optimiser.step(share)
    return float(loss.detach())


def train(variant: Variant, prepared: Prepared, number: int, epochs: int, bf16: bool) -> None:
    """Train one network of a variant for ``epochs`` passes, resuming from its checkpoint if there is one.

    Leaves ``last.pt``, whose entry ``average`` holds the weights to export, and ``log.jsonl`` beside it.
    """
    seed = SEED + number
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(seed)
    checkpoint = variant.checkpoints()[number]
    folder = checkpoint.parent
    folder.mkdir(parents=True, exist_ok=True)

    training = prepared.rows.take(np.flatnonzero(prepared.trained))
    watched = prepared.part("validation")
    validation, true_hse = prepared.rows.take(watched), prepared.true_hse[watched]
    pairs = find_pairs(training) if variant.mixed else None

    net = GapNet(element_features(data.DATA), variant.config)
    net.evidence.count(training)
    average = Average(net)
    optimiser = Optimiser(net)
    # Mixed rows change the number of batches a little from epoch to epoch; the schedule counts epochs.
    done, minutes = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        net.load_state_dict(state["weights"])
        average.net.load_state_dict(state["average"])
        average.steps = state["steps"]
        optimiser.load_state_dict(state["optimiser"])
        rng.bit_generator.state = state["random"]["numpy"]
        generator.set_state(state["random"]["augment"])
        torch.set_rng_state(state["random"]["torch"])
        done, minutes = state["epoch"], state["minutes"]
    print(json.dumps({"parameters": count_parameters(net), "rows": len(training)}), flush=True)

    for epoch in range(done + 1, epochs + 1):
        started = time.time()
        shown = training
        if pairs is not None:
            shown = joined(training, mix(training, pairs, round(MIXED_SHARE * len(training)), rng))
        drawn = list(batches(shown, BATCH, rng))
        net.train()
        running = 0.0
        for position, index in enumerate(drawn):
            share = learning_rate((epoch - 1) * len(drawn) + position, epochs * len(drawn))
            chained = variant.mixed and position % CHAIN_STEPS == 0
            loss = one_step(net, optimiser, share, shown, index, generator, bf16, variant.factors, variant.distrust, chained)
            average.update(net)
            running += loss * len(index)
        seconds = time.time() - started
        minutes += seconds / 60
        errors = mean_errors(average.net, validation, true_hse)
        entry = {
            "epoch": epoch,
            "seconds": round(seconds, 1),
            "minutes": round(minutes, 2),
            "loss": round(running / len(shown), 4),
            "validation": errors,
        }
        print(json.dumps(entry), flush=True)
        with (folder / "log.jsonl").open("a") as log:
            log.write(json.dumps(entry) + "\n")
        state = {
            "config": variant.config.as_dict(),
            "weights": net.state_dict(),
            "average": average.net.state_dict(),
            "optimiser": optimiser.state_dict(),
            "random": random_states(rng, generator),
            "epoch": epoch,
            "epochs": epochs,
            "steps": average.steps,
            "rows": len(training),
            "minutes": minutes,
            "seed": seed,
            "torch": torch.__version__,
            "validation": errors,
        }
        # A checkpoint is replaced in one step, so that a run that is cut off leaves a whole one.
        torch.save(state, folder / "next.pt")
        (folder / "next.pt").replace(checkpoint)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variant", choices=sorted(VARIANTS), default="twin")
    parser.add_argument("--network", type=int, help="the number of the only network that is trained, from 0")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fp32", action="store_true", help="train without bfloat16 autocast")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    variant = VARIANTS[options.variant]
    numbers = range(variant.networks)
    if options.network is not None:
        if options.network not in numbers:
            parser.error(f"--network is one of {list(numbers)} for {options.variant}")
        numbers = range(options.network, options.network + 1)
    prepared = prepare(variant.split)
    for number in numbers:
        train(variant, prepared, number, options.epochs or variant.epochs, not options.fp32)


if __name__ == "__main__":
    main()
