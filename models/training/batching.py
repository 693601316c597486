"""Rows in batches without padding, and what networks say of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from .data import LABELS, Rows
from .evidence import GAP_TABLE
from .model import Answers, Ensemble


def batches(rows: Rows, size: int, rng: np.random.Generator | None) -> Iterator[np.ndarray]:
    """Yield row positions in batches of equal element count, so that no slot is padding.

    With ``rng`` the rows and the batches are shuffled.
    """
    counts = (rows.elements > 0).sum(axis=1)
    collected: list[np.ndarray] = []
    for count in np.unique(counts):
        index = np.flatnonzero(counts == count)
        if rng is not None:
            rng.shuffle(index)
        collected += np.array_split(index, math.ceil(len(index) / size))
    order = rng.permutation(len(collected)) if rng is not None else np.arange(len(collected))
    for position in order:
        yield collected[position]


def tensors(rows: Rows, index: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return elements, amounts, space group, labels, weights and chances of these rows, trimmed to the slots in use."""
    slots = int((rows.elements[index] > 0).sum(axis=1).max())
    return (
        torch.from_numpy(rows.elements[index, :slots]),
        torch.from_numpy(rows.amounts[index, :slots]),
        torch.from_numpy(rows.space_group[index]),
        torch.from_numpy(rows.labels[index]),
        torch.from_numpy(rows.weights[index]),
        torch.from_numpy(rows.chances[index]),
    )


def as_inputs(rows: Rows) -> tuple[Tensor, Tensor, Tensor]:
    """Return the three inputs of the exported graph for these rows."""
    return (
        torch.from_numpy(rows.elements.astype(np.int32)),
        torch.from_numpy(rows.amounts),
        torch.from_numpy(rows.space_group.astype(np.int32)),
    )


@torch.no_grad()
def answers_of(net: Ensemble, rows: Rows, table: int = GAP_TABLE, batch: int = 1024) -> Iterator[tuple[np.ndarray, Answers]]:
    """Yield positions of rows with what the networks say of them, a batch at a time; ``table`` says which rows back a space group."""
    net.eval()
    for index in batches(rows, batch, None):
        elements, amounts, space_group, *_ = tensors(rows, index)
        trust = net.evidence(elements, amounts, space_group, table)
        yield index, net(elements, amounts, space_group, trust)


def values_of(net: Ensemble, rows: Rows, table: int = GAP_TABLE) -> np.ndarray:
    """Return the values of every network [m, n, labels], in the units of the labels; ``table`` as in ``answers_of``."""
    values = np.zeros((len(net.nets), len(rows), len(LABELS)), dtype=np.float32)
    for index, answers in answers_of(net, rows, table):
        values[:, index] = answers.values.numpy()
    return values
