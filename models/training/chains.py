"""Substitution chains of spinels: is the predicted gap a smooth function of composition?"""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from . import data
from .manifest import Figure, figure

SPACE_GROUP = 227
"""That of the spinels, in which every formula of a chain is asked."""
SAMPLED = 5
"""Of so many chains one is looked at where a choice is made, and not a figure."""
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
    """Return every chain of the paper's study: each base spinel, each site, each element of the site's pool."""
    pools = json.loads((data.DATA / "paper" / "pools_and_base_spinels.json").read_text())
    chains = []
    for a, b in pools["base_spinels_in_order_169"]:
        for pool, host, other, other_count, site_count in ((pools["A_pool"], a, b, 2, 1), (pools["B_pool"], b, a, 1, 2)):
            chains += [chain(host, guest, other, other_count, site_count) for guest in pool if guest not in (a, b, "O")]
    return chains


def chain_figures(gap_of: Callable[[list[str]], np.ndarray], every: int = 1) -> list[Figure]:
    """Return the figures over all chains, or one of ``every``; ``gap_of`` predicts the gaps in eV [n] of formulas in ``SPACE_GROUP``."""
    chains = all_chains()[::every]
    return roughness(chains, gap_of(formulas_of(chains)))


def formulas_of(chains: list[list[str]]) -> list[str]:
    """Return the formulas [n] of all chains, one after the other."""
    return [formula for one in chains for formula in one]


def roughness(chains: list[list[str]], gap: np.ndarray) -> list[Figure]:
    """Return the figures over these chains, whose formulas have these gaps in eV [n], by ``formulas_of``."""
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
        figure(STEP, float(changes.mean()), "eV", both),
        figure(STEP + PAPER, 0.42, "eV", PAPER_PAIRS),
        figure(CROSSING, 100 * crossings / total, "%", total),
        figure(CROSSING + PAPER, 15.3, "%", PAPER_PAIRS),
        figure(JUMP, 100 * jumps / total, "%", total),
        figure(JUMP + PAPER, 7.3, "%", PAPER_PAIRS),
    ]
