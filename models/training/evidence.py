"""How far what the network has learned of a space group is backed by compounds like the one it is asked about.

A number from 1 to 230 says little by itself: among oxides with four atoms of seven it means spinel, among metals Laves phase. A
network that has seen only the one may not speak of the other. So the training rows are counted by space group, kind of anion
and share of anions, which a substitution of cations leaves as they are, and a space group counts for as much as rows of
its kind back it. With none it counts as unknown, and the domain flag says so.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data import GAPS, HULL, Rows
from .formula import NUMBER
from .tables import ELEMENT_ROWS, SPACE_GROUP_ROWS

KINDS = (("O",), ("S", "Se", "Te"), ("F",), ("Cl", "Br", "I"), ("N",))
"""Anions that form the same structures with the same cations; kind 0 is none of them."""

BINS = 100
"""Classes of the share of anions in all atoms; neighbouring classes count, so that rounding decides nothing."""

ROUNDING = 0.501
"""A little more than a half, so that shares of five eighths and the like, which no device has exactly, are all rounded up."""

EQUAL = 1e-5
"""Atomic fractions closer than this count as equal."""

HALF = 2.0
"""The number of rows that back a space group by half, chosen on validation rows: below two rows a space group that was told mostly made errors larger, from four on smaller."""

GAP_TABLE, HULL_TABLE = 0, 1
"""Rows with some gap back the gaps, rows with an energy above the hull back that."""


def kinds() -> np.ndarray:
    """Return float32 [119, 6]: 1 where the element of a row is an anion of the kind of the column; kind 0 has none."""
    table = np.zeros((ELEMENT_ROWS, len(KINDS) + 1), dtype=np.float32)
    for kind, symbols in enumerate(KINDS, start=1):
        for symbol in symbols:
            table[NUMBER[symbol], kind] = 1.0
    return table


class Evidence(nn.Module):
    """Counts of training rows by structure, and the trust that they give; a buffer, not a weight."""

    def __init__(self) -> None:
        """Start with no row counted, so that no space group is trusted."""
        super().__init__()
        self.register_buffer("kind_of", torch.from_numpy(kinds()))
        self.register_buffer("kind_number", torch.arange(len(KINDS) + 1, dtype=torch.float32))
        self.register_buffer("counts", torch.zeros(2, SPACE_GROUP_ROWS * (len(KINDS) + 1) * (BINS + 1)))

    def place(self, elements: Tensor, amounts: Tensor, space_group: Tensor) -> Tensor:
        """Return int32 [b], where rows of elements [b, s], atomic fractions [b, s] and space groups [b] are counted.

        All steps before the last are in floating point, because few devices compute in whole numbers; it holds them exactly.
        """
        shares = (F.embedding(elements, self.kind_of) * amounts.unsqueeze(-1)).sum(dim=1)
        share = shares.sum(dim=1) / torch.clamp(amounts.sum(dim=1), min=1e-5)
        # The kind of which there is most; without any anion all shares are zero, and so is the kind.
        most = (shares - shares.amax(dim=1, keepdim=True) > -EQUAL) & (shares > EQUAL)
        kind = (most.to(amounts.dtype) * self.kind_number).amax(dim=1)
        level = torch.clamp(share * BINS, 0.0, BINS) + ROUNDING
        place = (space_group.to(amounts.dtype) * (len(KINDS) + 1) + kind) * (BINS + 1)
        return place.to(torch.int32) + level.to(torch.int32)

    @torch.no_grad()
    def count(self, rows: Rows) -> None:
        """Count these rows, and no others."""
        place = self.place(torch.from_numpy(rows.elements), torch.from_numpy(rows.amounts), torch.from_numpy(rows.space_group))
        labelled = np.column_stack([~np.isnan(rows.labels[:, list(GAPS)]).all(axis=1), ~np.isnan(rows.label(HULL))])
        labelled &= (rows.space_group > 0)[:, None]
        exact = torch.zeros_like(self.counts)
        for table in (GAP_TABLE, HULL_TABLE):
            exact[table].index_add_(0, place[torch.from_numpy(labelled[:, table])], torch.ones(int(labelled[:, table].sum())))
        level = exact.reshape(2, -1, BINS + 1)
        self.counts.copy_((level + F.pad(level, (1, 0))[..., :-1] + F.pad(level, (0, 1))[..., 1:]).reshape(2, -1))

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor, table: int | Tensor = GAP_TABLE, without: float = 0.0) -> Tensor:
        """Return the trust [b] from 0 to 1; ``table`` [b] or for all rows, ``without`` so many rows, such as the row itself.

        n rows give n / (n + HALF), as the best linear estimate of a group's mean shrinks towards the mean of all where the
        variance within groups is HALF times that between them (Bühlmann, ASTIN Bulletin 4, 199, 1967).
        """
        place = self.place(elements, amounts, space_group)
        if isinstance(table, int):
            counts = F.embedding(place, self.counts[table].unsqueeze(1)).squeeze(1)
        else:
            counts = self.counts.reshape(-1)[(place + table * self.counts.shape[1]).long()]
        rows = torch.relu(counts - without)
        return rows / (rows + HALF)
