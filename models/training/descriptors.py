"""Composition descriptors as a PyTorch module, so that tree models read them inside their own ONNX graph.

The descriptors are those of Magpie (Ward et al., npj Comput. Mater. 2, 16028, 2016): six statistics
of 22 element properties, norms of the amounts, and ionic character; besides the fraction of every
element, the electrons that charge balance leaves to metals with open shells (``electrons``), and the space group with its point group and
crystal system. All are functions of the atomic fractions alone, so that the product hands over elements and amounts and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data import Rows
from .electrons import MOST_ELECTRONS, STATE_UNIT, Electrons
from .formula import SYMBOLS
from .tables import ELEMENT_ROWS, crystal_system, point_group, product_elements

HEAVIEST = 103
"""Elements up to lawrencium have a fraction of their own."""

NORMS = (2, 3, 5, 7, 10)
"""Exponents of the norms of the amounts; the number of elements stands for exponent 0."""

STEPS = 4096
"""Steps in the range of a descriptor that a forest reads: far more than it has thresholds, and far larger than what runtimes add up differently."""

STATISTICS = ("minimum", "maximum", "range", "mean", "deviation", "mode")
"""In matminer's order; the mode is the value of the most abundant element, the smallest of several."""

EQUAL = 1e-5
"""Fractions closer than this count as equal when the most abundant element is looked for."""

SHELLS = ("d", "f")
"""Blocks of the periodic table whose elements may keep electrons in an open shell."""

FAR = 1e9
"""Stands for an absent element in a minimum; beyond every property."""


def magpie_table(data: Path) -> tuple[np.ndarray, list[str]]:
    """Return the Magpie properties float32 [119, 22] and their names; elements without one get the mean."""
    magpie = pd.read_csv(data / "elements" / "magpie.csv", index_col=0, keep_default_na=False).astype(float)
    known = magpie.reindex(SYMBOLS)
    table = np.zeros((ELEMENT_ROWS, known.shape[1]), dtype=np.float32)
    table[1:] = known.fillna(known.mean()).to_numpy(dtype=np.float32)
    return table, list(known.columns)


def shells() -> np.ndarray:
    """Return float32 [119, 2]: 1 where the element of a row belongs to the block of the column, by ``SHELLS``."""
    table = np.zeros((ELEMENT_ROWS, len(SHELLS)), dtype=np.float32)
    for row in product_elements():
        if row["block"] in SHELLS:
            table[int(row["atomicNumber"]), SHELLS.index(str(row["block"]))] = 1.0  # type: ignore[call-overload]
    return table


class Descriptors(nn.Module):
    """From elements [b, s], amounts [b, s] and space group [b] to descriptors [b, n]."""

    def __init__(self, properties: np.ndarray, names: list[str]) -> None:
        """Take element properties [119, p], one of which is named Electronegativity."""
        super().__init__()
        self.register_buffer("properties", torch.from_numpy(properties))
        self.register_buffer("systems", torch.from_numpy(crystal_system()).float())
        self.register_buffer("point_groups", torch.from_numpy(point_group()).float())
        self.register_buffer("identity", torch.eye(HEAVIEST + 1))
        self.register_buffer("shells", torch.from_numpy(shells()))
        self.electrons = Electrons()
        self.electronegativity = names.index("Electronegativity")
        self.names = [f"{statistic} {name}" for statistic in STATISTICS for name in names]
        self.names += ["number of elements", *(f"{p}-norm" for p in NORMS), "max ionic character", "mean ionic character"]
        self.names += [f"fraction {symbol}" for symbol in SYMBOLS[:HEAVIEST]]
        for shell in SHELLS:
            self.names += [f"atoms that keep {n} {shell} electrons" for n in range(MOST_ELECTRONS + 1)]
            self.names += [f"atoms of the {shell} block", f"oxidation state of the {shell} block"]
        self.names += ["tilt of the oxidation states", "charge left", "absolute oxidation state", "lowest oxidation state", "highest oxidation state"]
        self.names += ["space group", "point group", "crystal system"]

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor) -> Tensor:
        """Return float32 [b, n], in the order of ``names``."""
        present = ((elements > 0) & (amounts > 0)).to(amounts.dtype)
        fraction = amounts * present
        fraction = fraction / torch.clamp(fraction.sum(dim=1, keepdim=True), min=1e-5)
        values = F.embedding(elements, self.properties)
        there = present.unsqueeze(-1)
        absent = (1.0 - there) * FAR
        weight = fraction.unsqueeze(-1)
        smallest = (values * there + absent).amin(dim=1)
        largest = (values * there - absent).amax(dim=1)
        mean = (values * weight).sum(dim=1)
        deviation = ((values - mean.unsqueeze(1)).abs() * weight).sum(dim=1)
        abundant = (fraction >= fraction.amax(dim=1, keepdim=True) - EQUAL).to(amounts.dtype).unsqueeze(-1)
        mode = (values * abundant + (1.0 - abundant) * FAR).amin(dim=1)
        columns = [smallest, largest, largest - smallest, mean, deviation, mode, present.sum(dim=1, keepdim=True)]
        columns += [(fraction**p).sum(dim=1, keepdim=True) ** (1.0 / p) for p in NORMS]
        columns += self.ionic(values[:, :, self.electronegativity], fraction, present)
        heaviest = torch.clamp(elements, max=HEAVIEST)
        columns.append((F.embedding(heaviest, self.identity) * weight).sum(dim=1)[:, 1:])
        columns += self.open_shells(elements, fraction, present)
        columns.append(
            torch.stack([space_group.to(amounts.dtype), self.point_groups[space_group], self.systems[space_group]], dim=1)
        )
        return torch.cat(columns, dim=1)

    def ionic(self, negativity: Tensor, fraction: Tensor, present: Tensor) -> list[Tensor]:
        """Return the largest and the mean ionic character of the pairs of elements, each [b, 1] (Pauling)."""
        difference = negativity.unsqueeze(1) - negativity.unsqueeze(2)
        character = 1.0 - torch.exp(-0.25 * difference * difference)
        character = character * present.unsqueeze(1) * present.unsqueeze(2)
        shares = fraction.unsqueeze(1) * fraction.unsqueeze(2)
        largest = character.amax(dim=2).amax(dim=1, keepdim=True)
        # Each pair stands in the square twice.
        mean = 0.5 * (character * shares).sum(dim=2).sum(dim=1, keepdim=True)
        return [largest, mean]

    def open_shells(self, elements: Tensor, fraction: Tensor, present: Tensor) -> list[Tensor]:
        """Return, for each of ``SHELLS``, means over its atoms and their share, and what charge balance says of the compound as a whole."""
        told = self.electrons(elements, fraction)
        near, state = told[:, :, : MOST_ELECTRONS + 1], told[:, :, MOST_ELECTRONS + 1] * STATE_UNIT
        columns = []
        for shell in (fraction.unsqueeze(-1) * F.embedding(elements, self.shells)).unbind(dim=2):
            share = shell.sum(dim=1, keepdim=True)
            within = shell / torch.clamp(share, min=1e-6)
            columns += [(near * within.unsqueeze(-1)).sum(dim=1), share, (state * within).sum(dim=1, keepdim=True)]
        absent = (1.0 - present) * FAR
        ends = [(state * present + absent).amin(dim=1, keepdim=True), (state * present - absent).amax(dim=1, keepdim=True)]
        return [*columns, told[:, 0, MOST_ELECTRONS + 2 :], (state.abs() * fraction).sum(dim=1, keepdim=True), *ends]


def load_descriptors(data: Path) -> Descriptors:
    """Return the module with the Magpie properties in it."""
    return Descriptors(*magpie_table(data)).eval()


@torch.no_grad()
def describe(module: nn.Module, rows: Rows, batch: int = 4096) -> np.ndarray:
    """Return the descriptors of rows, float32 [n, columns]."""
    columns = (
        torch.from_numpy(rows.elements.astype(np.int32)),
        torch.from_numpy(rows.amounts),
        torch.from_numpy(rows.space_group.astype(np.int32)),
    )
    return np.concatenate([module(*(x[i : i + batch] for x in columns)).numpy() for i in range(0, len(rows), batch)])


class Rounded(nn.Module):
    """Descriptors rounded to steps of their range.

    Without, trees split between numbers that should be equal, and a compound's answer depends on the order of its elements and on the runtime:
    a forest of 400 trees on SNUMAT's 12,906 compounds gave 365 of them another answer, by a millielectronvolt or more, for the numbers of ONNX Runtime
    than for those of PyTorch. With these steps it gave all of them the same.
    """

    def __init__(self, descriptors: nn.Module, rows: Rows) -> None:
        """Take descriptors that have ``names``, and the rows that span their ranges."""
        super().__init__()
        self.descriptors = descriptors
        self.names: list[str] = descriptors.names  # type: ignore[assignment]
        largest = np.abs(describe(descriptors, rows)).max(axis=0)
        # Powers of two, by which no digit is lost.
        step = 2.0 ** np.ceil(np.log2(np.maximum(largest, 1e-6))) / STEPS
        self.register_buffer("step", torch.from_numpy(step.astype(np.float32)))

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor) -> Tensor:
        """Return float32 [b, n], in the order of ``names``."""
        return torch.round(self.descriptors(elements, amounts, space_group) / self.step) * self.step
