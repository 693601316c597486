"""A smooth prior for substituted compositions, which no table holds.

Two compounds of one space group that differ in a single element, at equal amounts, are the ends of a
substitution. A row between them gets both elements, and labels in proportion, as Vegard's law would have
it. It counts little beside a calculated compound, but it says that nothing jumps on the way.

Most substitutions end in compounds of which nothing is known. There the network's own answers for the ends say what to
expect in between (interpolation consistency, Verma et al., IJCAI 2019).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

import torch
from torch import Tensor

from .data import HULL, Rows
from .evidence import kinds

MIXED_WEIGHT = 0.5
"""Weight of a mixed row, relative to its ends."""


@dataclass(frozen=True)
class Pairs:
    """The substitutions between n rows: ``position`` says which slot of each row its partners replace.

    Attributes:
        row: int64 [p], ``position``: int64 [p]: a row and a slot in it that some other row fills with another element.
        group: int64 [p], the members of one group differ in that slot alone.
    """

    row: np.ndarray
    position: np.ndarray
    group: np.ndarray


def find_pairs(rows: Rows) -> Pairs:
    """Return every slot of every row whose element another row of the same space group replaces."""
    groups: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
    counts = (rows.elements > 0).sum(axis=1)
    for i in np.flatnonzero((rows.space_group > 0) & (counts > 1)):
        count = counts[i]
        entries = [(int(rows.elements[i, j]), round(float(rows.amounts[i, j]), 4)) for j in range(count)]
        for j in range(count):
            others = tuple(sorted(entries[:j] + entries[j + 1 :]))
            groups[(int(rows.space_group[i]), entries[j][1], others)].append((int(i), j))
    listed = [(i, j, number) for number, members in enumerate(groups.values()) if len(members) > 1 for i, j in members]
    row, position, group = (np.array(column, dtype=np.int64) for column in zip(*listed, strict=True))
    return Pairs(row, position, group)


def mix(rows: Rows, pairs: Pairs, count: int, rng: np.random.Generator) -> Rows:
    """Return about ``count`` rows, each between two rows of one group, with one slot more than ``rows`` has."""
    first = rng.integers(0, len(pairs.row), count)
    # The members of a group stand side by side; a neighbour at a random distance is a partner or is dropped.
    second = np.clip(first + rng.integers(1, 9, count) * rng.choice([-1, 1], count), 0, len(pairs.row) - 1)
    a, b = pairs.row[first], pairs.row[second]
    host = rows.elements[a, pairs.position[first]]
    guest = rows.elements[b, pairs.position[second]]
    good = (pairs.group[first] == pairs.group[second]) & (host != guest)
    first, a, b, guest = first[good], a[good], b[good], guest[good]
    share = rng.random(len(a)).astype(np.float32)
    place = (np.arange(len(a)), pairs.position[first])
    elements = np.pad(rows.elements[a], ((0, 0), (0, 1)))
    amounts = np.pad(rows.amounts[a], ((0, 0), (0, 1)))
    filled = (elements > 0).sum(axis=1)
    elements[np.arange(len(a)), filled] = guest
    amounts[np.arange(len(a)), filled] = amounts[place] * share
    amounts[place] *= 1.0 - share
    labels = rows.labels[a] * (1.0 - share[:, None]) + rows.labels[b] * share[:, None]
    # Mixing changes the energy above the hull by more than its ends tell.
    labels[:, HULL] = np.nan
    weights = MIXED_WEIGHT * np.minimum(rows.weights[a], rows.weights[b])
    # Without a gap is what is made of two compounds that have none.
    chances = 1.0 - (1.0 - rows.chances[a]) * (1.0 - rows.chances[b])
    return Rows(elements, amounts, rows.space_group[a], labels, weights, chances)


def joined(rows: Rows, mixed: Rows) -> Rows:
    """Return both as one, with the slots of the second."""
    wider = mixed.elements.shape[1] - rows.elements.shape[1]
    return Rows(
        np.concatenate([np.pad(rows.elements, ((0, 0), (0, wider))), mixed.elements]),
        np.concatenate([np.pad(rows.amounts, ((0, 0), (0, wider))), mixed.amounts]),
        np.concatenate([rows.space_group, mixed.space_group]),
        np.concatenate([rows.labels, mixed.labels]),
        np.concatenate([rows.weights, mixed.weights]),
        np.concatenate([rows.chances, mixed.chances]),
    )


@dataclass(frozen=True)
class Chains:
    """Substitutions of one cation by another, n of them: rows of the host, the guest, and a mixture, one slot wider than the rows they are made of.

    Attributes:
        elements: int64 [3 n, s + 1], ``amounts``: float32 [3 n, s + 1]: first all hosts, then all guests, then all mixtures.
        share: float32 [n], the share of the guest in the mixture.
        row: int64 [n], the row that each is made of.
    """

    elements: Tensor
    amounts: Tensor
    share: Tensor
    row: Tensor


def chains(elements: Tensor, amounts: Tensor, count: int, generator: torch.Generator) -> Chains:
    """Make at most ``count`` substitutions in rows without padding [b, s]; guests are cations of other rows, as often as they occur there."""
    rows, slots = elements.shape
    anion = torch.from_numpy(kinds()).sum(dim=1) > 0
    row, other = (torch.randint(rows, (count,), generator=generator) for _ in range(2))
    slot, place = (torch.randint(slots, (count,), generator=generator) for _ in range(2))
    host, guest = elements[row, slot], elements[other, place]
    good = ~anion[host] & ~anion[guest] & (elements[row] != guest[:, None]).all(dim=1)
    row, slot, guest = row[good], slot[good], guest[good]
    share = torch.rand(len(row), generator=generator)
    hosts, amount = elements[row], amounts[row]
    at = torch.arange(len(row))
    none = torch.zeros(len(row), 1)
    guests = hosts.clone()
    guests[at, slot] = guest
    pure = torch.cat([amount, none], dim=1)
    mixed = pure.clone()
    mixed[at, slots] = amount[at, slot] * share
    mixed[at, slot] = amount[at, slot] * (1.0 - share)
    wider = [torch.cat([one, extra.to(one.dtype)], dim=1) for one, extra in ((hosts, none), (guests, none), (hosts, guest[:, None]))]
    return Chains(torch.cat(wider), torch.cat([pure, pure, mixed]), share, row)
