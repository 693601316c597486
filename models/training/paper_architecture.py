"""CrabNet_s, the network of Phys. Rev. B 109, 085306 (2024), as a forward pass in PyTorch.

It serves two purposes: its number of trained weights is checked against the one its authors
print, and its speed is what the product's speed is compared with. No trained weights of it were
published, so it is never used to predict.

In the comments, d is the width 512 and T the number of element slots.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH = 512
HEADS = 4
FEED_FORWARD = 1024
DROPOUT = 0.2
RESOLUTION = 5000
MAT2VEC_COLUMNS = 200
RESIDUAL_WIDTHS = (512, 1024, 512, 256, 128)
OUTPUTS = 3
PARAMETERS = 11_992_839
"""The number of trained weights that the authors print."""


def fraction_table() -> Tensor:
    """Return float32 [5000, 256], the sine and cosine encodings of an amount's index."""
    row = np.arange(RESOLUTION)[:, None]
    column = np.arange(WIDTH // 2)[None, :]
    # The exponent holds the column itself, so that a sine and its cosine differ in frequency too.
    angle = row / np.power(50.0, 2.0 * column / (WIDTH // 2))
    return torch.from_numpy(np.where(column % 2 == 0, np.sin(angle), np.cos(angle)).astype(np.float32))


class FractionEncoder(nn.Module):
    """Looks an atomic fraction up in the table, linearly or on a logarithmic axis."""

    def __init__(self, logarithmic: bool) -> None:
        super().__init__()
        self.logarithmic = logarithmic
        self.register_buffer("table", fraction_table(), persistent=False)

    def forward(self, fraction: Tensor) -> Tensor:
        """Map fractions [b, T] to encodings [b, T, 256]."""
        position = fraction
        if self.logarithmic:
            # A fraction of zero has an infinite logarithm, whose square is clamped to the last row.
            position = torch.clamp(0.0025 * torch.log2(fraction) ** 2, max=1.0)
        position = torch.clamp(position, min=1.0 / RESOLUTION)
        return self.table[torch.round(position * RESOLUTION).long() - 1]


def transformer() -> nn.TransformerEncoder:
    """Return the encoder that is used once over the elements and once over the two tokens."""
    layer = nn.TransformerEncoderLayer(WIDTH, HEADS, FEED_FORWARD, DROPOUT, batch_first=True)
    return nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)


class ResidualNetwork(nn.Module):
    """Four blocks of a leaky linear layer plus a linear skip, then the three outputs."""

    def __init__(self) -> None:
        super().__init__()
        pairs = list(zip(RESIDUAL_WIDTHS, RESIDUAL_WIDTHS[1:], strict=False))
        self.main = nn.ModuleList(nn.Linear(a, b) for a, b in pairs)
        self.skip = nn.ModuleList(nn.Linear(a, b, bias=False) for a, b in pairs)
        self.out = nn.Linear(RESIDUAL_WIDTHS[-1], OUTPUTS)

    def forward(self, x: Tensor) -> Tensor:
        """Map [..., d] to [..., 3]."""
        for main, skip in zip(self.main, self.skip, strict=True):
            x = F.leaky_relu(main(x), 0.01) + skip(x)
        return self.out(x)


class CrabNetS(nn.Module):
    """The whole network, from atomic numbers, fractions and space group to the gap."""

    def __init__(self, mat2vec: Tensor | None = None, mean: float = 0.0, deviation: float = 1.0) -> None:
        """Take mat2vec [119, 200] with a zero row for padding, and the targets' mean and deviation in eV.

        Without ``mat2vec`` the table holds random numbers, which cost the same time.
        """
        super().__init__()
        if mat2vec is None:
            mat2vec = torch.randn(119, MAT2VEC_COLUMNS)
            mat2vec[0] = 0.0
        self.register_buffer("mat2vec", mat2vec)
        self.mean, self.deviation = mean, deviation
        self.element = nn.Linear(MAT2VEC_COLUMNS, WIDTH)
        self.linear_encoder = FractionEncoder(logarithmic=False)
        self.log_encoder = FractionEncoder(logarithmic=True)
        self.element_scale = nn.Parameter(torch.tensor(1.0))
        self.linear_scale = nn.Parameter(torch.tensor(1.0))
        self.log_scale = nn.Parameter(torch.tensor(1.0))
        self.element_encoder = transformer()
        self.space_group = nn.Linear(1, WIDTH)
        self.space_group_attention = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.space_group_scale = nn.Parameter(torch.tensor(1.0))
        self.token_encoder = transformer()
        self.residual = ResidualNetwork()

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor) -> tuple[Tensor, Tensor]:
        """Predict from elements [b, T], atomic fractions [b, T] and space group numbers [b].

        Returns:
            The gap and its reported uncertainty, both in eV, both [b].
        """
        empty = elements == 0
        embedded = self.element(F.embedding(elements, self.mat2vec)) * 2.0**self.element_scale
        modulation = torch.cat(
            [
                self.linear_encoder(amounts) * 2.0 ** ((1.0 - self.linear_scale) ** 2),
                self.log_encoder(amounts) * 2.0 ** ((1.0 - self.log_scale) ** 2),
            ],
            dim=-1,
        )
        x = self.element_encoder(embedded * modulation, src_key_padding_mask=empty)
        composition = x.masked_fill(empty.unsqueeze(-1), 0.0).sum(dim=1, keepdim=True)

        token = self.space_group(space_group.to(amounts.dtype)[:, None, None])
        # One token attends to itself with weight one; the layer is kept because the authors have it.
        token, _ = self.space_group_attention(token, token, token, need_weights=False)
        token = token * 2.0**self.space_group_scale

        joined = self.token_encoder(torch.cat([composition, token], dim=1))
        value, log_sigma, gate = self.residual(joined).mean(dim=1).unbind(dim=-1)
        gap = value * torch.sigmoid(gate) * self.deviation + self.mean
        return gap, torch.exp(log_sigma) * self.deviation
