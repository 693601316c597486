"""The parts of the network and their sizes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import sqrt

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .tables import ELEMENT_ROWS, SPACE_GROUP_ROWS, crystal_system, point_group


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
    knows_electrons: bool = True

    def as_dict(self) -> dict[str, float]:
        """Return plain numbers for a checkpoint."""
        return asdict(self)


def softplus(x: Tensor) -> Tensor:
    """Return log(1 + exp(x)), built from operators that every ONNX backend has."""
    return torch.relu(x) + torch.log(1.0 + torch.exp(-torch.abs(x)))


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
    """Attention of several heads to keys and values that they share, whose logits carry a bias per key.

    Shared keys (Shazeer, arXiv 1911.02150, 2019) let the heads lie below each other as rows, so that nothing is transposed.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.heads = config.heads
        self.size = config.width // config.heads
        self.scale = 1.0 / sqrt(self.size)
        self.query = nn.Linear(config.width, config.width)
        self.key = nn.Linear(config.width, self.size)
        self.value = nn.Linear(config.width, self.size)
        self.project_out = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Map [b · t, width] to the same shape, with ``bias`` [b, 1, heads, t] added to the logits."""
        batch, tokens = bias.shape[0], bias.shape[3]
        q = self.query(x).reshape(batch, tokens * self.heads, self.size)
        k = self.key(x).reshape(batch, tokens, self.size)
        v = self.value(x).reshape(batch, tokens, self.size)
        logits = torch.matmul(q, k.transpose(1, 2)) * self.scale
        weights = torch.softmax(logits.reshape(batch, tokens, self.heads, tokens) + bias, dim=-1)
        mixed = torch.matmul(weights.reshape(batch, tokens * self.heads, tokens), v)
        return self.project_out(mixed.reshape(batch * tokens, self.heads * self.size))


class Layer(nn.Module):
    """A pre-norm transformer layer; all tokens of a batch lie below each other, so that every product is of two matrices, the fastest there is.

    The last layer has no feed-forward part: its tokens are pooled at once, and the trunk works on what they have become for a fifth of the cost.
    """

    def __init__(self, config: Config, last: bool) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(config.width)
        self.attention = Attention(config)
        self.dropout = Dropout(config.dropout)
        self.last = last
        if not last:
            self.norm_feed = nn.LayerNorm(config.width)
            self.feed_in = nn.Linear(config.width, config.hidden)
            self.feed_out = nn.Linear(config.hidden, config.width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Map [b · t, width] to the same shape, with ``bias`` [b, 1, heads, t]."""
        x = x + self.dropout(self.attention(self.norm_attention(x), bias))
        if self.last:
            return x
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
    """A learned row per crystal system, and the sum of a learned row per space group and per point group.

    Rare space groups lean on the two coarser tables. Row 0 stands for an unknown space group. The crystal system stands apart,
    because it says the same in every structure: how far the surroundings of an atom may split its shells.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("system_of", torch.from_numpy(crystal_system()))
        self.register_buffer("point_group_of", torch.from_numpy(point_group()))
        self.number = nn.Parameter(torch.randn(SPACE_GROUP_ROWS, width) * 0.02)
        self.point_group = nn.Parameter(torch.randn(33, width) * 0.1)
        self.system = nn.Parameter(torch.randn(8, width) * 0.1)

    def tables(self) -> tuple[Tensor, Tensor]:
        """Return what a space group says beyond its crystal system, and its crystal system, each [231, width]."""
        return self.number + self.point_group[self.point_group_of], self.system[self.system_of]


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
