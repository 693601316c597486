"""Descriptors of AB2X4 compositions that tell what sits on which site without being told.

In AB2X4 the cations weigh one third and two thirds. The mean, the deviation and the signed third moment
of a property over the cations then determine its value on both sites, and stay smooth functions of
composition when a site is shared, whichever site that is. The properties are radii in fourfold and
sixfold coordination, oxidation states, electronegativity and the preference for octahedra, besides
those of Magpie.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .descriptors import magpie_table
from .formula import NUMBER, SYMBOLS
from .tables import ELEMENT_ROWS, product_elements

CHALCOGENS = tuple(NUMBER[symbol] for symbol in ("O", "S", "Se", "Te"))
"""What may be the X of AB2X4; everything else is a cation here."""

OCTAHEDRAL_PREFERENCE = {
    "Ti": 29.0, "V": 53.0, "Cr": 158.0, "Mn": 95.0, "Fe": 17.0, "Co": 31.0, "Ni": 86.0, "Cu": 64.0, "Rh": 200.0, "Ir": 240.0,
}  # fmt: skip
"""Energy in kJ/mol by which an octahedral site is preferred, of the state that spinel oxides commonly have
(3d: J. D. Dunitz and L. E. Orgel, J. Phys. Chem. Solids 3, 318, 1957; Rh and Ir estimated from larger splittings)."""

EXTRA = ("tetrahedral radius", "octahedral radius", "lowest state", "highest state", "mean state", "octahedral preference")

POWER = 1.0 / 3.0


def radius(shannon: list[list[float | None]], coordination: int, state: float) -> float:
    """Return the Shannon radius in Å nearest to a coordination number and an oxidation state; NaN where there is none."""
    known = [entry for entry in shannon if entry[3] is not None]
    if not known:
        return float("nan")
    return float(min(known, key=lambda e: (abs(e[0] - state), abs(e[1] - coordination), e[3]))[3])  # type: ignore[operator, arg-type, return-value]


def site_properties(data: Path) -> tuple[np.ndarray, list[str]]:
    """Return float32 [119, p] and the names: the extra properties, then Magpie's; standardised, absent values 0."""
    extra = np.full((ELEMENT_ROWS, len(EXTRA)), np.nan)
    for row in product_elements():
        z, symbol = int(row["atomicNumber"]), str(row["symbol"])  # type: ignore[call-overload]
        states = [s for s in row["commonOxidationStates"] or row["oxidationStates"] if s > 0]  # type: ignore[union-attr, operator]
        counted = [(s, n) for s, n in row["oxidationStateCounts"] if s > 0]  # type: ignore[union-attr]
        usual = max(counted, key=lambda e: e[1])[0] if counted else 2
        shannon = row["shannonRadii"]
        extra[z, :2] = [radius(shannon, 4, usual), radius(shannon, 6, usual)]  # type: ignore[arg-type]
        if states:
            extra[z, 2:5] = [min(states), max(states), sum(s * n for s, n in counted) / max(1, sum(n for _, n in counted))]
        extra[z, 5] = OCTAHEDRAL_PREFERENCE.get(symbol, 0.0)
    magpie, names = magpie_table(data)
    table = np.concatenate([extra, magpie], axis=1)
    body = table[1 : len(SYMBOLS) + 1]
    scaled = (body - np.nanmean(body, axis=0)) / np.nanstd(body, axis=0)
    table[1 : len(SYMBOLS) + 1] = np.nan_to_num(scaled)
    table[0] = 0.0
    return table.astype(np.float32), [*EXTRA, *names]


class SiteDescriptors(nn.Module):
    """From elements [b, s], amounts [b, s] and space group [b], which is not read, to descriptors [b, n]."""

    def __init__(self, properties: np.ndarray, names: list[str]) -> None:
        """Take standardised element properties [119, p] and their names."""
        super().__init__()
        self.register_buffer("properties", torch.from_numpy(properties))
        anion = np.zeros((ELEMENT_ROWS, len(CHALCOGENS)), dtype=np.float32)
        for column, z in enumerate(CHALCOGENS):
            anion[z, column] = 1.0
        self.register_buffer("anion", torch.from_numpy(anion))
        self.names = [f"{moment} {name}" for moment in ("mean", "deviation", "third moment", "least", "most") for name in names]
        self.names += [f"A {name}" for name in names] + [f"B {name}" for name in names]
        self.names += [f"fraction {SYMBOLS[z - 1]}" for z in CHALCOGENS] + ["cation fraction"]

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor) -> Tensor:
        """Return float32 [b, n], in the order of ``names``."""
        present = ((elements > 0) & (amounts > 0)).to(amounts.dtype)
        fraction = amounts * present
        fraction = fraction / torch.clamp(fraction.sum(dim=1, keepdim=True), min=1e-5)
        anions = F.embedding(elements, self.anion)
        is_cation = present * (1.0 - anions.sum(dim=2))
        cation = fraction * is_cation
        total = torch.clamp(cation.sum(dim=1, keepdim=True), min=1e-5)
        share = (cation / total).unsqueeze(-1)
        values = F.embedding(elements, self.properties)
        mean = (values * share).sum(dim=1)
        off = values - mean.unsqueeze(1)
        deviation = torch.sqrt((off * off * share).sum(dim=1) + 1e-12)
        third = (off * off * off * share).sum(dim=1)
        # The real cube root keeps the sign, which says whether A or B has the larger value.
        third = torch.sign(third) * (torch.abs(third) + 1e-12) ** POWER
        there = is_cation.unsqueeze(-1)
        least = (values * there + (1.0 - there) * 1e3).amin(dim=1)
        most = (values * there - (1.0 - there) * 1e3).amax(dim=1)
        # With two cations these are the values on A and B: third has the sign of A less B.
        towards = torch.sign(third) * deviation
        lone, pair = mean + towards * 2.0**0.5, mean - towards / 2.0**0.5
        anion_fractions = (anions * fraction.unsqueeze(-1)).sum(dim=1)
        group = 0.0 * space_group.to(amounts.dtype).unsqueeze(1)
        return torch.cat([mean, deviation, third, least, most, lone, pair, anion_fractions, total + group], dim=1)


def load_site_descriptors(data: Path) -> SiteDescriptors:
    """Return the module with the properties in it."""
    return SiteDescriptors(*site_properties(data)).eval()
