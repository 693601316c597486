"""Train the paper's architecture on the split by chemical system for as long as our variant took, on the same core.

Run from the project's root after ``train --variant by-system``: ``python -m models.training.peer``. It uses the
paper's loss and jitter with AdamW in bfloat16, and as many passes as the time allows, its rate falling to zero at the end; the paper's own
recipe takes hundreds of epochs on a graphics processor. The error is written where ``evaluate`` finds it.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
import torch

from .batching import batches, tensors
from .data import CACHE, DATA, PAPER, SEED
from .paper_architecture import CrabNetS
from .prepared import prepare
from .tables import element_features
from .variants import VARIANTS

BATCH = 512
RATE = 5e-4
JITTER = 0.02
RESULT = CACHE / "peer.json"


def main() -> None:
    """Train and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, help="by default those of the by-system run")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    log = VARIANTS["by-system"].checkpoints()[0].with_name("log.jsonl")
    minutes = options.minutes or json.loads(log.read_text().splitlines()[-1])["minutes"]
    prepared = prepare(VARIANTS["by-system"].split)
    rows = prepared.rows
    usable = (rows.space_group > 0) & ~np.isnan(rows.label(PAPER))
    training = rows.take(np.flatnonzero(prepared.trained & usable))
    chosen = prepared.part("test", "true test")
    test = rows.take(chosen[usable[chosen]])
    target = training.label(PAPER)
    net = CrabNetS(torch.from_numpy(element_features(DATA)[:, :200].copy()), float(target.mean()), float(target.std()))
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01, fused=True)
    rng = np.random.default_rng(SEED)
    started, epochs, share = time.time(), 0, 0.0
    while share < 1.0:
        for index in batches(training, BATCH, rng):
            share = (time.time() - started) / (60 * minutes)
            if share >= 1.0:
                break
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, 20 * share + 0.02) * (1.0 - share)
            elements, amounts, space_group, labels, *_ = tensors(training, index)
            jittered = torch.clamp(amounts * (1 + JITTER * torch.randn(amounts.shape)), 0, 1)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                gap, sigma = net(elements, jittered / jittered.sum(dim=1, keepdim=True), space_group)
            wanted = labels[:, PAPER]
            scale = sigma.float() / net.deviation
            loss = (2**0.5 * (gap.float() - wanted).abs() / net.deviation / scale + torch.log(scale)).mean()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        epochs += 1
        print(f"pass {epochs}, {share:.2f} of the time", flush=True)
    net.eval()
    error = np.zeros(len(test))
    with torch.no_grad():
        for index in batches(test, 1024, None):
            elements, amounts, space_group, labels, *_ = tensors(test, index)
            error[index] = (net(elements, amounts, space_group)[0].clamp(min=0) - labels[:, PAPER]).abs().numpy()
    RESULT.write_text(json.dumps({"mae": float(error.mean()), "rows": len(test), "minutes": minutes, "passes": epochs}))
    print(RESULT.read_text())


if __name__ == "__main__":
    main()
