"""Rows per second of the paper's architecture in PyTorch, with random weights, printed as JSON.

Run from the project's root: ``python -m models.training.throughput``, or by path.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import torch

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from models.training.paper_architecture import CrabNetS  # noqa: E402


def random_inputs(rows: int, slots: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return random elements [rows, slots], atomic fractions [rows, slots] and space groups [rows]."""
    generator = torch.Generator().manual_seed(0)
    elements = torch.randint(1, 95, (rows, slots), generator=generator)
    amounts = torch.rand((rows, slots), generator=generator) + 0.05
    return elements, amounts / amounts.sum(dim=1, keepdim=True), torch.randint(1, 231, (rows,), generator=generator)


@torch.inference_mode()
def measure(rows: int, slots: int, batch: int) -> dict[str, float]:
    """Return the time in seconds and the rows per second of one pass after a warm-up."""
    torch.manual_seed(0)
    net = CrabNetS().eval()
    inputs = random_inputs(rows, slots)
    for _ in range(2):
        net(*(x[:batch] for x in inputs))
    started = time.perf_counter()
    for i in range(0, rows, batch):
        net(*(x[i : i + batch] for x in inputs))
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "rowsPerSecond": rows / seconds}


def main() -> None:
    """Read the command line, measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--slots", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rows", type=int, default=8192)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    result = measure(options.rows, options.slots, options.batch)
    described = {
        "architecture": "CrabNet_s (PRB 109, 085306)",
        "engine": f"PyTorch {torch.__version__}",
        "rows": options.rows,
        "batch": options.batch,
        "slots": options.slots,
        "threads": options.threads,
    }
    print(json.dumps(described | result))


if __name__ == "__main__":
    main()
