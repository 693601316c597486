"""How many electrons every element of a compound keeps, as charge balance would have it.

Whether a transition metal oxide has a gap depends less on which metal it holds than on how many d electrons are left to it: shells that the
crystal field fills evenly (d0, d3, d5, d8, d10) insulate, those in between may not. The formula alone tells the number through the oxidation states,
and a network does not find a division by an amount by itself. Here every element has its oxidation states with the frequencies of
the ICSD, and all are tilted by one factor per unit of charge until the compound is neutral: the distribution of maximum entropy under that constraint
(E. T. Jaynes, Phys. Rev. 106, 620, 1957). It is a smooth function of the amounts, needs no enumeration, and is the same for mixtures.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .evidence import kinds
from .tables import ELEMENT_ROWS, product_elements

MOST_ELECTRONS = 14
"""A closed f shell; the most that is counted."""

ELECTRON_FEATURES = MOST_ELECTRONS + 4
"""How near the count is to each of 0 to 14, the oxidation state, the tilt, and the charge that remains."""

SHARPNESS = 3.0
"""Power of the frequencies: the common state of an element shall stand unless charge balance asks for another."""

SOFTNESS = 0.005
"""Charge per atom that is left unbalanced for each unit of tilt, so that the tilt stays smooth where every element has a single state."""

TILTS = np.linspace(-10.0, 10.0, 41)
"""Logarithms of how much likelier a state becomes than the next lower one; the ends reach the rarest states. Between them states are interpolated."""

RELUCTANCE = 60.0
"""Elements that are mostly cations, such as germanium, turn into anions e^-60 times less for the whole share of those that are mostly anions."""

STATE_UNIT = 3.0
CHARGE_UNIT = 0.1
"""What brings states and remaining charges per atom to order one."""


def neutral_electrons(row: dict[str, object]) -> int:
    """Return the electrons outside closed shells of the neutral atom, the 4f or 5f shell taken as open in its own series."""
    z, group = int(row["atomicNumber"]), row["group"]  # type: ignore[call-overload]
    for first in (57, 89):
        if first <= z < first + 15:
            return z - first + 3
    if group is None:
        raise ValueError(f"element {z} has no group")
    if z == 2:
        return 2
    return int(group) - 10 if row["block"] == "p" else int(group)  # type: ignore[call-overload]


def electron_tables() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return how often an element keeps 0 to 14 electrons, float64 [119, 15], as a cation or neutral and as an anion; and float64 [119], those of its neutral atom."""
    cation, anion = np.zeros((2, ELEMENT_ROWS, MOST_ELECTRONS + 1))
    neutral = np.zeros(ELEMENT_ROWS)
    # Row 0 is padding, whose amount is zero.
    cation[0, 0] = 1.0
    for row in product_elements():
        z = int(row["atomicNumber"])  # type: ignore[call-overload]
        neutral[z] = neutral_electrons(row)
        counted = row["oxidationStateCounts"] or [[state, 1] for state in row["commonOxidationStates"] or row["oxidationStates"] or [0]]  # type: ignore[union-attr]
        for state, count in counted:  # type: ignore[union-attr]
            kept = int(neutral[z]) - state
            if 0 <= kept <= MOST_ELECTRONS:
                (cation if state >= 0 else anion)[z, kept] += count
    return cation, anion, neutral


def tilted_states(counts: np.ndarray, neutral: np.ndarray) -> np.ndarray:
    """Return the mean oxidation states [119, tilts] of elements that keep 0 to 14 electrons so often [119, 15]."""
    number = np.arange(MOST_ELECTRONS + 1)
    with np.errstate(divide="ignore"):
        logits = SHARPNESS * np.log(counts)[:, None, :] - TILTS[None, :, None] * number
    weight = np.exp(logits - logits.max(axis=2, keepdims=True))
    return neutral[:, None] - (weight * number).sum(axis=2) / weight.sum(axis=2)


class Electrons(nn.Module):
    """Formal electron counts; all buffers, nothing is learned."""

    def __init__(self) -> None:
        """Read the product's own table of oxidation states."""
        super().__init__()
        cation, anion, neutral = electron_tables()
        usual = kinds().sum(axis=1)
        alone = cation.sum(axis=1) == 0
        among_anions = tilted_states(cation + anion * np.maximum(usual, alone)[:, None], neutral)
        tables = {
            "states": among_anions,
            "further": tilted_states(cation + anion, neutral) - among_anions,
            "usual_anion": usual[:, None],
            "neutral": neutral[:, None],
            "number": np.arange(MOST_ELECTRONS + 1),
            "tilts": TILTS,
        }
        for name, table in tables.items():
            self.register_buffer(name, torch.from_numpy(np.asarray(table, dtype=np.float32)))

    @torch.no_grad()
    def forward(self, elements: Tensor, fraction: Tensor) -> Tensor:
        """Return [b, s, 18] for elements [b, s] and atomic fractions [b, s] that add up to one."""
        weight = fraction.unsqueeze(2)
        anions = (F.embedding(elements, self.usual_anion) * weight).sum(dim=1, keepdim=True)
        states = F.embedding(elements, self.states) + F.embedding(elements, self.further) * torch.exp(-RELUCTANCE * anions)
        charge = (states * weight).sum(dim=1) + SOFTNESS * self.tilts
        # The charge grows from each tilt to the next: the share of every interval that lies below the only root.
        rise = charge[:, 1:] - charge[:, :-1]
        below = torch.clamp(-charge[:, :-1] / rise, 0.0, 1.0)
        step = float(TILTS[1] - TILTS[0])
        tilt = float(TILTS[0]) + step * below.sum(dim=1, keepdim=True)
        state = states[:, :, :1] + ((states[:, :, 1:] - states[:, :, :-1]) * below.unsqueeze(1)).sum(dim=2, keepdim=True)
        near = torch.relu(1.0 - torch.abs(F.embedding(elements, self.neutral) - state - self.number))
        # A hyperbolic tangent, which is not among the operators that every provider has.
        left = 2.0 * torch.sigmoid((2.0 / CHARGE_UNIT) * (state * weight).sum(dim=1)) - 1.0
        whole = torch.cat([tilt * (1.0 / float(TILTS[-1])), left], dim=1).unsqueeze(1).expand(-1, elements.shape[1], -1)
        return torch.cat([near, state * (1.0 / STATE_UNIT), whole], dim=2)
