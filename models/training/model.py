"""The network: a composition transformer with a space group token, smooth in the amounts.

Every element is one token. Amounts enter as smooth functions of the atomic fraction that shift and
stretch the element's embedding, and as a bias on the attention that lets an element fade out as its
amount goes to zero. No signal has more than three periods over the range of a fraction, so the
predicted gap is a smooth function of composition. Beside its amount every element is told how many electrons
charge balance leaves to it (``electrons``). A first token holds the space group and weighted means and deviations of
learned element quantities, in which charge balance is a linear question. Every network answers for every quantity at once (the gap as HSE06,
as PBE and as the Materials Project has it, the energy above the hull), so that the plentiful labels teach the
scarce ones. Several networks that share nothing make an ensemble: their mean is the answer, their spread a part of its uncertainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, pi

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data import CONDITIONAL, GAPS, HSE, HULL
from .electrons import ELECTRON_FEATURES, Electrons
from .evidence import Evidence
from .layers import Config, ElementEmbedding, Layer, SpaceGroupEmbedding, Trunk, softplus

SMALLEST_AMOUNT = 1e-5
"""Floor of an atomic fraction under the logarithm."""

HARMONICS = 6
"""Number of sine and cosine pairs of an amount; the fastest has three periods on [0, 1]."""

LOG_HARMONICS = 3
"""The same for the logarithm of an amount, over four decades."""

AMOUNT_FEATURES = 3 + 2 * HARMONICS + 2 * LOG_HARMONICS

SIGMA_WIDTH = 64
"""Width of the hidden layer from which error scales are read."""

TABLES = ("element", "quantity", "space_group", "system")
"""What a network looks up by element or by space group."""

GATE_SHARPNESS = 3.0
GATE_SHIFT = 2.75
"""Factor on the log odds of a gap in the gate of the HSE gap, and what is added: even odds let 94 % of a gap through, odds of one to two 66 %, of one to four 20 %.
Between compounds that have a gap and those that may have none a gate without the shift falls steeply, and takes gaps from many that have one. Both are chosen by ``gate.py``."""

BLOCKED = -1e4
"""Attention bias of a padding slot: its weight underflows to exactly zero in float32."""


def gate(logits: Tensor, sharpness: float = GATE_SHARPNESS, shift: float = GATE_SHIFT) -> Tensor:
    """Return the share of the HSE gap that is shown, from the log odds that there is one, of any shape."""
    return torch.sigmoid(sharpness * logits + shift)


def amount_features(fraction: Tensor) -> Tensor:
    """Return [..., 21] smooth features of atomic fractions [...]."""
    safe = torch.clamp(fraction, min=SMALLEST_AMOUNT)
    decades = torch.log(safe) * (1.0 / log(1e4))
    columns = [4.0 * fraction - 1.0, 4.0 * torch.sqrt(safe) - 2.0, 4.0 * decades + 1.0]
    for k in range(1, HARMONICS + 1):
        columns += [torch.sin(k * pi * fraction), torch.cos(k * pi * fraction)]
    for k in range(1, LOG_HARMONICS + 1):
        columns += [torch.sin(k * pi * decades), torch.cos(k * pi * decades)]
    return torch.stack(columns, dim=-1)


@dataclass(frozen=True)
class Answer:
    """What one network says of b rows.

    Attributes:
        values: [b, labels], by ``LABELS``; gaps in eV, the hull in eV per atom.
        logits: [b, gaps], the log odds of being a non-metal in each gap's own sense.
        scales: [b, 2], the error scales of the HSE gap in eV and of the hull in eV per atom.
        embedding: [b, 3 · width].
    """

    values: Tensor
    logits: Tensor
    scales: Tensor
    embedding: Tensor


class GapNet(nn.Module):
    """From elements, amounts and space group to gaps, energy above the hull, their uncertainty and an embedding."""

    def __init__(self, features: np.ndarray, config: Config = Config()) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.element = ElementEmbedding(features, width)
        self.space_group = SpaceGroupEmbedding(width)
        self.evidence = Evidence()
        self.electrons = Electrons()
        # Amounts and electrons shift and stretch the element's embedding.
        self.amount = nn.Sequential(nn.Linear(AMOUNT_FEATURES + ELECTRON_FEATURES, width), nn.GELU())
        self.shift = nn.Linear(width, width)
        self.stretch = nn.Linear(width, width)
        # Weighted means of element quantities, in which charge balance is a linear question.
        self.quantities = nn.Linear(width, width)
        self.mixture = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, width))
        self.layers = nn.ModuleList(Layer(config, last=i == config.layers - 1) for i in range(config.layers))
        # One positive exponent per layer and head: a key's attention weight goes with fraction ** exponent.
        self.fade = nn.Parameter(torch.full((config.layers, config.heads), -0.5))
        self.norm = nn.LayerNorm(3 * width)
        self.trunk = Trunk(config, 3 * width, CONDITIONAL + len(GAPS))
        self.scale = nn.Sequential(nn.Linear(3 * width, SIGMA_WIDTH), nn.GELU(), nn.Linear(SIGMA_WIDTH, 2))
        # The factor between the calibrated metal logit and the steeper gate that multiplies all gaps but that of HSE.
        self.sharpness = nn.Parameter(torch.tensor(0.7))

    def tables(self) -> tuple[Tensor, ...]:
        """Return what is looked up, by ``TABLES``: elements and their quantities [119, width], space groups and crystal systems [231, width]."""
        element = self.element.table()
        return element, self.quantities(element), *self.space_group.tables()

    def embed(self, elements: Tensor, amounts: Tensor, space_group: Tensor, trust: Tensor | None = None) -> Tensor:
        """Return the normalised embedding [b, 3 · width]: first token, then elements pooled twice.

        ``trust`` [b] says how much the space group counts; without it, as much as gaps of the training data back it.
        """
        present = ((elements > 0) & (amounts > 0)).to(amounts.dtype)
        fraction = amounts * present
        fraction = fraction / torch.clamp(fraction.sum(dim=1, keepdim=True), min=SMALLEST_AMOUNT)
        element_table, quantity_table, space_group_table, system_table = self.tables()
        batch, slots = elements.shape
        width = self.config.width
        electrons = self.electrons(elements, fraction)
        if not self.config.knows_electrons:
            electrons = torch.zeros_like(electrons)
        described = torch.cat([amount_features(fraction), electrons], dim=2)
        amount = self.amount(described.reshape(batch * slots, AMOUNT_FEATURES + ELECTRON_FEATURES))
        element = F.embedding(elements, element_table).reshape(batch * slots, width)
        tokens = (element * (1.0 + self.stretch(amount)) + self.shift(amount)).reshape(batch, slots, width)
        weight = fraction.unsqueeze(-1)
        quantities = F.embedding(elements, quantity_table)
        mean = (quantities * weight).sum(dim=1)
        spread = ((quantities - mean.unsqueeze(1)) ** 2 * weight).sum(dim=1)
        first = self.mixture(torch.cat([mean, torch.sqrt(spread + 1e-4)], dim=1))
        if self.config.knows_space_group:
            trust = self.evidence(elements, amounts, space_group) if trust is None else trust
            unknown = space_group_table[0]
            first = first + unknown + trust.unsqueeze(-1) * (F.embedding(space_group, space_group_table) - unknown)
            first = first + F.embedding(space_group, system_table)
        x = torch.cat([first.unsqueeze(1), tokens], dim=1).reshape(batch * (slots + 1), width)

        # The first token has no amount: its bias is that of a fraction of one.
        log_fraction = torch.log(torch.clamp(fraction, min=SMALLEST_AMOUNT))
        log_fraction = torch.cat([torch.zeros_like(log_fraction[:, :1]), log_fraction], dim=1)
        blocked = torch.cat([torch.zeros_like(present[:, :1]), (1.0 - present) * BLOCKED], dim=1)
        exponents = softplus(self.fade)
        for i, layer in enumerate(self.layers):
            bias = log_fraction[:, None, None, :] * exponents[i][None, None, :, None]
            x = layer(x, bias + blocked[:, None, None, :])
        x = x.reshape(batch, slots + 1, width)
        # The second pooling gives minor elements a say; both let an element fade out smoothly.
        root = torch.sqrt(fraction).unsqueeze(-1)
        pooled = (x[:, 1:] * weight).sum(dim=1)
        minor = (x[:, 1:] * root).sum(dim=1) / torch.clamp(root.sum(dim=1), min=SMALLEST_AMOUNT)
        return self.norm(torch.cat([x[:, 0], pooled, minor], dim=1).float())

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor, trust: Tensor | None = None) -> Answer:
        """Answer for elements [b, s], atomic fractions [b, s] and space group numbers [b]; ``trust`` as in ``embed``."""
        embedding = self.embed(elements, amounts, space_group, trust)
        raw = self.trunk(embedding).float()
        logits = raw[:, CONDITIONAL:]
        gates = torch.cat([gate(logits[:, : HSE + 1]), torch.sigmoid(logits[:, HSE + 1 :] * (1.0 + softplus(self.sharpness)))], dim=1)
        # What a compound has if it has a gap is learned from those that have one, and the gate from all.
        if_any = softplus(raw[:, : len(GAPS)]) * self.config.gap_scale
        hull = softplus(raw[:, HULL : HULL + 1]) * self.config.hull_scale
        # The error scale reads the embedding but does not shape it, so the values are fitted as if alone.
        scales = softplus(self.scale(embedding.detach()).float())
        return Answer(torch.cat([if_any * gates, hull, if_any[:, HSE : HSE + 1]], dim=1), logits, scales, embedding)


@dataclass(frozen=True)
class Answers:
    """What m networks say of b rows.

    Attributes:
        values: [m, b, labels], as in ``Answer``, but for the HSE gap, which all of them send through one gate.
        logits: [b, gaps], their mean log odds of being a non-metal.
        scales: [b, 2], their mean error scales.
        embedding: [b, m · 3 · width], side by side.
    """

    values: Tensor
    logits: Tensor
    scales: Tensor
    embedding: Tensor


class Ensemble(nn.Module):
    """Networks of one shape, trained on the same rows from different seeds."""

    def __init__(self, nets: Sequence[GapNet]) -> None:
        super().__init__()
        self.nets = nn.ModuleList(nets)

    @property
    def evidence(self) -> Evidence:
        """How far a space group is backed, which is the same for all."""
        return self.nets[0].evidence

    def embed(self, elements: Tensor, amounts: Tensor, space_group: Tensor, trust: Tensor) -> Tensor:
        """Return the embeddings side by side [b, m · 3 · width]."""
        return torch.cat([net.embed(elements, amounts, space_group, trust) for net in self.nets], dim=1)

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor, trust: Tensor) -> Answers:
        """Ask all of them; the arguments are those of a network.

        The mean of the log odds knows better than each of them whether there is a gap: one gate for all is nearer the truth than the mean of their gates.
        """
        answers = [net(elements, amounts, space_group, trust) for net in self.nets]
        values = torch.stack([answer.values for answer in answers])
        logits = torch.stack([answer.logits for answer in answers]).mean(dim=0)
        shown = values[:, :, CONDITIONAL:] * gate(logits[:, HSE : HSE + 1])
        return Answers(
            torch.cat([shown, values[:, :, HSE + 1 :]], dim=2),
            logits,
            torch.stack([answer.scales for answer in answers]).mean(dim=0),
            torch.cat([answer.embedding for answer in answers], dim=1),
        )


def count_parameters(net: nn.Module) -> int:
    """Return the number of trained numbers."""
    return sum(p.numel() for p in net.parameters())
