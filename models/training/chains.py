"""Substitution chains of spinels: is the predicted gap a smooth function of composition?"""

from __future__ import annotations

import json

import numpy as np
import onnxruntime

from . import data
from .data import SEED, pack
from .export import predict

ELEMENTS_PER_SITE = 10
"""Substituting elements drawn per base spinel and site."""

LINE_EV = 0.5
"""The gap below which the paper treats a row as having none of use."""

STEP = "mean change of the gap per step of 0.1, spinel chains, both ends >= 0.5 eV"
CROSSING = "steps of 0.1 that cross 0.5 eV, spinel chains"
JUMP = "steps of 0.1 that jump by more than 1.5 eV, spinel chains"
PAPER = ", paper's labels"
"""Descriptions of the figures."""

PAPER_PAIRS = 99_630
"""Pairs of neighbours from which the paper's own roughness was computed."""


def tenths(count: int) -> str:
    """Return a coefficient of ``count`` tenths as a decimal without trailing zeros."""
    return f"{count / 10:g}"


def chain(host: str, guest: str, other: str, other_count: int, site_count: int) -> list[str]:
    """Return the formulas of one chain, from pure ``host`` to pure ``guest`` in steps of 0.1."""
    steps = 10 * site_count
    formulas = []
    for x in range(steps + 1):
        kept = f"{host}{tenths(steps - x)}" if x < steps else ""
        put = f"{guest}{tenths(x)}" if x > 0 else ""
        formulas.append(f"{kept}{put}{other}{other_count}O4")
    return formulas


def all_chains() -> list[list[str]]:
    """Return the chains of every base spinel with a seeded sample of elements on each site."""
    pools = json.loads((data.DATA / "paper" / "pools_and_base_spinels.json").read_text())
    rng = np.random.default_rng(SEED)
    chains = []
    for a, b in pools["base_spinels_in_order_169"]:
        for pool, host, other, other_count, site_count in ((pools["A_pool"], a, b, 2, 1), (pools["B_pool"], b, a, 1, 2)):
            allowed = [symbol for symbol in pool if symbol not in (a, b, "O")]
            for guest in rng.choice(allowed, ELEMENTS_PER_SITE, replace=False):
                chains.append(chain(host, str(guest), other, other_count, site_count))
    return chains


def chain_figures(opened: onnxruntime.InferenceSession) -> list[tuple[str, float, str, int]]:
    """Return figures (what, value, unit, number of steps) over all chains."""
    chains = all_chains()
    formulas = [formula for one in chains for formula in one]
    gap, _, _ = predict(opened, pack(formulas, np.full(len(formulas), 227)))
    steps, crossings, jumps, both = [], 0, 0, 0
    position, total = 0, 0
    for one in chains:
        values = gap[position : position + len(one)]
        position += len(one)
        before, after = values[:-1], values[1:]
        change = np.abs(after - before)
        above = (before >= LINE_EV) & (after >= LINE_EV)
        steps.append(change[above])
        both += int(above.sum())
        crossings += int(((before >= LINE_EV) != (after >= LINE_EV)).sum())
        jumps += int((change > 1.5).sum())
        total += len(change)
    changes = np.concatenate(steps)
    return [
        (STEP, float(changes.mean()), "eV", both),
        (STEP + PAPER, 0.42, "eV", PAPER_PAIRS),
        (CROSSING, 100 * crossings / total, "%", total),
        (CROSSING + PAPER, 15.3, "%", PAPER_PAIRS),
        (JUMP, 100 * jumps / total, "%", total),
        (JUMP + PAPER, 7.3, "%", PAPER_PAIRS),
    ]
