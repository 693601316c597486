"""The network: a composition transformer with a space group token, smooth in the amounts.

Every element is one token. Amounts enter as smooth functions of the atomic fraction that shift and
stretch the element's embedding, and as a bias on the attention that lets an element fade out as its
amount goes to zero. No signal has more than three periods over the range of a fraction, so the
predicted gap is a smooth function of composition. A first token holds the space group, the kind of
label that is asked for, and weighted means and deviations of learned element quantities, in which
charge balance is a linear question. Every network answers for every quantity at once (the gap as HSE06,
as PBE and as the Materials Project has it, the energy above the hull), so that the plentiful labels teach the
scarce ones. Several networks that share nothing make an ensemble: their mean is the answer, their spread a part of its uncertainty.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import log, pi, sqrt

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data import GAPS, HSE, HULL, LABELS, MP
from .evidence import GAP_TABLE, HULL_TABLE, Evidence
from .tables import ELEMENT_ROWS, SPACE_GROUP_ROWS, crystal_system, point_group

SMALLEST_AMOUNT = 1e-5
"""Floor of an atomic fraction under the logarithm."""

HARMONICS = 6
"""Number of sine and cosine pairs of an amount; the fastest has three periods on [0, 1]."""

LOG_HARMONICS = 3
"""The same for the logarithm of an amount, over four decades."""

AMOUNT_FEATURES = 3 + 2 * HARMONICS + 2 * LOG_HARMONICS

SIGMA_WIDTH = 64
TINY = 1e-6
"""Keeps logarithms of error scales finite, in eV or eV²."""

SMALLEST_LOG_SIGMA = -8.0
LARGEST_LOG_SIGMA = 3.0
"""Range of the natural logarithm of the error scale in eV, so that it stays finite for any input."""

METAL_SENSES = (HSE, MP)
"""The calculations of which it is told how likely they find no gap: HSE06, and the GGA or GGA+U of the Materials Project."""

BLOCKED = -1e4
"""Attention bias of a padding slot: its weight underflows to exactly zero in float32."""


@dataclass(frozen=True)
class Config:
    """Sizes of the network; ``gap_scale`` is in eV, ``hull_scale`` in eV per atom."""

    width: int = 128
    layers: int = 2
    heads: int = 4
    hidden: int = 256
    trunk: int = 256
    blocks: int = 2
    dropout: float = 0.1
    gap_scale: float = 2.0
    hull_scale: float = 0.1
    knows_space_group: bool = True

    def as_dict(self) -> dict[str, float]:
        """Return plain numbers for a checkpoint."""
        return asdict(self)


def softplus(x: Tensor) -> Tensor:
    """Return log(1 + exp(x)), built from operators that every ONNX backend has."""
    return torch.relu(x) + torch.log(1.0 + torch.exp(-torch.abs(x)))


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


class Dropout(nn.Module):
    """Dropout with a share in 256ths, whose masks cost a tenth of those of ``torch.nn.Dropout`` on a processor.

    Torch draws one number for every entry; here the eight bytes of one number serve eight entries.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.dropped = round(256 * share)

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` with this share of its entries set to zero and the others enlarged; as it is outside training."""
        if not self.training or self.dropped == 0:
            return x
        drawn = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(-(2**63), None)
        kept = drawn.view(torch.uint8)[: x.numel()].view(x.shape) >= self.dropped
        return x * (kept.to(x.dtype) * (256 / (256 - self.dropped)))


class Attention(nn.Module):
    """Multi-head attention whose logits carry a bias per key."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.heads = config.heads
        self.size = config.width // config.heads
        self.scale = 1.0 / sqrt(self.size)
        self.query = nn.Linear(config.width, config.width)
        self.key = nn.Linear(config.width, config.width)
        self.value = nn.Linear(config.width, config.width)
        self.project_out = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Map [b · t, width] to the same shape, with ``bias`` [b, heads, 1, t] added to the logits."""
        batch, tokens = bias.shape[0], bias.shape[3]
        split = (batch, tokens, self.heads, self.size)
        q = self.query(x).reshape(split).transpose(1, 2)
        k = self.key(x).reshape(split).permute(0, 2, 3, 1)
        v = self.value(x).reshape(split).transpose(1, 2)
        weights = torch.softmax(torch.matmul(q, k) * self.scale + bias, dim=-1)
        mixed = torch.matmul(weights, v).transpose(1, 2).reshape(batch * tokens, self.heads * self.size)
        return self.project_out(mixed)


class Layer(nn.Module):
    """A pre-norm transformer layer; all tokens of a batch lie below each other, so that every product is of two matrices, the fastest there is."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(config.width)
        self.attention = Attention(config)
        self.norm_feed = nn.LayerNorm(config.width)
        self.feed_in = nn.Linear(config.width, config.hidden)
        self.feed_out = nn.Linear(config.hidden, config.width)
        self.dropout = Dropout(config.dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Map [b · t, width] to the same shape, with ``bias`` [b, heads, 1, t]."""
        x = x + self.dropout(self.attention(self.norm_attention(x), bias))
        hidden = F.gelu(self.feed_in(self.norm_feed(x)), approximate="none")
        return x + self.dropout(self.feed_out(hidden))


class ElementEmbedding(nn.Module):
    """A learned row per element plus a linear map of frozen properties.

    The learned rows start at zero, so that an element that no training row contains is described
    by its properties alone.
    """

    def __init__(self, features: np.ndarray, width: int) -> None:
        super().__init__()
        self.register_buffer("features", torch.from_numpy(features))
        self.learned = nn.Parameter(torch.zeros(ELEMENT_ROWS, width))
        self.project = nn.Linear(features.shape[1], width)

    def table(self) -> Tensor:
        """Return [119, width]."""
        return self.learned + self.project(self.features)


class SpaceGroupEmbedding(nn.Module):
    """The sum of a learned row per space group, per point group and per crystal system.

    Rare space groups lean on the two coarser tables. Row 0 stands for an unknown space group.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("system_of", torch.from_numpy(crystal_system()))
        self.register_buffer("point_group_of", torch.from_numpy(point_group()))
        self.number = nn.Parameter(torch.randn(SPACE_GROUP_ROWS, width) * 0.02)
        self.point_group = nn.Parameter(torch.randn(33, width) * 0.1)
        self.system = nn.Parameter(torch.randn(8, width) * 0.1)

    def table(self) -> Tensor:
        """Return [231, width]."""
        return self.number + self.point_group[self.point_group_of] + self.system[self.system_of]


class Trunk(nn.Module):
    """A residual network from the embedding to the raw answers."""

    def __init__(self, config: Config, width_in: int, width_out: int) -> None:
        super().__init__()
        width = config.trunk
        self.first = nn.Linear(width_in, width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(config.blocks + 1))
        self.up = nn.ModuleList(nn.Linear(width, width) for _ in range(config.blocks))
        self.down = nn.ModuleList(nn.Linear(width, width, bias=False) for _ in range(config.blocks))
        self.last = nn.Linear(width, width_out)
        self.dropout = Dropout(config.dropout)
        for layer, size in ((self.first, 1.0), *((one, 1.0) for one in self.up), *((one, 0.3) for one in self.down), (self.last, 1.0)):
            nn.init.normal_(layer.weight, std=size / sqrt(layer.in_features))
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)

    def forward(self, embedding: Tensor) -> Tensor:
        """Map [b, width_in] to [b, width_out]."""
        x = self.first(embedding)
        for norm, up, down in zip(self.norms, self.up, self.down, strict=False):
            x = x + down(self.dropout(F.gelu(up(norm(x)), approximate="none")))
        return self.last(F.gelu(self.norms[-1](x), approximate="none"))


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
        # Amounts shift and stretch the element's embedding: both by smooth functions.
        self.amount = nn.Sequential(nn.Linear(AMOUNT_FEATURES, width), nn.GELU())
        self.shift = nn.Linear(width, width)
        self.stretch = nn.Linear(width, width)
        # Weighted means of element quantities, in which charge balance is a linear question.
        self.quantities = nn.Linear(width, width)
        self.mixture = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, width))
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        # One positive exponent per layer and head: a key's attention weight goes with fraction ** exponent.
        self.fade = nn.Parameter(torch.full((config.layers, config.heads), -0.5))
        self.norm = nn.LayerNorm(3 * width)
        self.trunk = Trunk(config, 3 * width, len(LABELS) + len(GAPS))
        self.scale = nn.Sequential(nn.Linear(3 * width, SIGMA_WIDTH), nn.GELU(), nn.Linear(SIGMA_WIDTH, 2))
        # The factor between the calibrated metal logit and the steeper gate that multiplies the gap.
        self.sharpness = nn.Parameter(torch.tensor(0.7))

    def tables(self) -> tuple[Tensor, Tensor, Tensor]:
        """Return what is looked up: elements [119, width], their quantities [119, width] and space groups [231, width]."""
        element = self.element.table()
        return element, self.quantities(element), self.space_group.table()

    def embed(self, elements: Tensor, amounts: Tensor, space_group: Tensor, trust: Tensor | None = None) -> Tensor:
        """Return the normalised embedding [b, 3 · width]: first token, then elements pooled twice.

        ``trust`` [b] says how much the space group counts; without it, as much as gaps of the training data back it.
        """
        present = ((elements > 0) & (amounts > 0)).to(amounts.dtype)
        fraction = amounts * present
        fraction = fraction / torch.clamp(fraction.sum(dim=1, keepdim=True), min=SMALLEST_AMOUNT)
        element_table, quantity_table, space_group_table = self.tables()
        batch, slots = elements.shape
        width = self.config.width
        amount = self.amount(amount_features(fraction).reshape(batch * slots, AMOUNT_FEATURES))
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
        x = torch.cat([first.unsqueeze(1), tokens], dim=1).reshape(batch * (slots + 1), width)

        # The first token has no amount: its bias is that of a fraction of one.
        log_fraction = torch.log(torch.clamp(fraction, min=SMALLEST_AMOUNT))
        log_fraction = torch.cat([torch.zeros_like(log_fraction[:, :1]), log_fraction], dim=1)
        blocked = torch.cat([torch.zeros_like(present[:, :1]), (1.0 - present) * BLOCKED], dim=1)
        exponents = softplus(self.fade)
        for i, layer in enumerate(self.layers):
            bias = log_fraction[:, None, None, :] * exponents[i][None, :, None, None]
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
        logits = raw[:, len(LABELS) :]
        gates = torch.sigmoid(logits * (1.0 + softplus(self.sharpness)))
        gaps = softplus(raw[:, : len(GAPS)]) * self.config.gap_scale * gates
        hull = softplus(raw[:, HULL : HULL + 1]) * self.config.hull_scale
        # The error scale reads the embedding but does not shape it, so the values are fitted as if alone.
        scales = softplus(self.scale(embedding.detach()).float())
        return Answer(torch.cat([gaps, hull], dim=1), logits, scales, embedding)


@dataclass(frozen=True)
class Answers:
    """What m networks say of b rows.

    Attributes:
        values: [m, b, labels], as in ``Answer``.
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
        """Ask all of them; the arguments are those of a network."""
        answers = [net(elements, amounts, space_group, trust) for net in self.nets]
        return Answers(
            torch.stack([answer.values for answer in answers]),
            torch.stack([answer.logits for answer in answers]).mean(dim=0),
            torch.stack([answer.scales for answer in answers]).mean(dim=0),
            torch.cat([answer.embedding for answer in answers], dim=1),
        )


class Exported(nn.Module):
    """What is written to ONNX: the answer for one label, a rescaled error scale, the novelty, and with gaps the probabilities of a metal.

    The novelty is the squared distance from the embedding to the nearest of some centroids of the
    training data, in units of its scale, plus what a space group that was told lacks in trust. Normalised embeddings lie on
    a sphere, where plain distances hardly differ.
    """

    def __init__(self, ensemble: Ensemble, label: int, centroids: Tensor, novelty_scale: float, law: Tensor, odds: Tensor) -> None:
        """Take the label that is answered, centroids [c, m · 3 · width], the squared distance that counts as novelty 1, the law [5], and ``odds`` [2, 2].

        ``odds`` has a row for each of ``METAL_SENSES``: factor and addend that turn its log odds into those that held-out compounds have (Platt scaling).
        """
        super().__init__()
        self.ensemble = ensemble
        self.label = label
        # The tables are products of trained weights and constants; the sum is all that is needed.
        for number, net in enumerate(ensemble.nets):
            names = [f"{name}_table_{number}" for name in ("element", "quantity", "space_group")]
            for name, table in zip(names, net.tables(), strict=True):
                self.register_buffer(name, table.detach().clone())
            net.tables = partial(operator.attrgetter(*names), self)  # type: ignore[method-assign]
        self.register_buffer("centroids", centroids.detach().clone())
        self.register_buffer("centroid_norm", (centroids * centroids).sum(dim=1).detach().clone())
        self.register_buffer("law", law.detach().clone())
        self.register_buffer("odds", odds.detach().clone())
        self.novelty_scale = novelty_scale
        self.evidence_table = evidence_table(label)

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor) -> tuple[Tensor, ...]:
        """Return the value [b], its error scale [b] and the novelty [b]; for a gap also the probability [b] of a metal in each of ``METAL_SENSES``."""
        trust = self.ensemble.evidence(elements, amounts, space_group, self.evidence_table)
        answers = self.ensemble(elements, amounts, space_group, trust)
        values = answers.values[:, :, self.label]
        value = values.mean(dim=0)
        spread = ((values - value) ** 2).mean(dim=0)
        squares = (answers.embedding * answers.embedding).sum(dim=1, keepdim=True) + self.centroid_norm
        squares = squares - 2.0 * torch.matmul(answers.embedding, self.centroids.t())
        novelty = torch.relu(squares).amin(dim=1) / self.novelty_scale + unbacked(space_group, trust)
        scale = answers.scales[:, 0 if self.label in GAPS else 1]
        told = (value, apply_law(self.law, scale, spread, novelty), novelty)
        if self.label not in GAPS:
            return told
        logits = [factor * answers.logits[:, sense] + addend for sense, (factor, addend) in zip(METAL_SENSES, self.odds, strict=True)]
        return *told, *(torch.sigmoid(-one) for one in logits)


def evidence_table(label: int) -> int:
    """Return which rows back a space group when this label is asked for."""
    return HULL_TABLE if label == HULL else GAP_TABLE


def unbacked(space_group: Tensor, trust: Tensor) -> Tensor:
    """Return the novelty [b] of a structure: 1 where a space group is told that no training row of its kind backs."""
    return (space_group > 0).to(trust.dtype) * (1.0 - trust)


def apply_law(law: Tensor, scale: Tensor, spread: Tensor, novelty: Tensor) -> Tensor:
    """Return the rescaled error scale [b]: powers of the scale and of the members' spread, growing with novelty.

    ``law`` [5] holds the logarithm of the factor, the two exponents, the growth and the smallest scale.
    """
    exponent = law[0] + law[1] * torch.log(scale + TINY) + law[2] * 0.5 * torch.log(spread + TINY)
    exponent = exponent + law[3] * torch.sqrt(novelty)
    return torch.exp(torch.clamp(exponent, SMALLEST_LOG_SIGMA, LARGEST_LOG_SIGMA)) + law[4]


def count_parameters(net: nn.Module) -> int:
    """Return the number of trained numbers."""
    return sum(p.numel() for p in net.parameters())
