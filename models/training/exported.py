"""What is written to ONNX: one answer of an ensemble, with what makes its error scale, its novelty and its probabilities hold."""

from __future__ import annotations

import operator
from functools import partial

import torch
from torch import Tensor, nn

from .data import CONDITIONAL, GAPS, HSE, HULL, MP
from .evidence import GAP_TABLE, HULL_TABLE
from .model import TABLES, Ensemble

TINY = 1e-6
"""Keeps logarithms of error scales finite, in eV or eV²."""

FEWEST_ROUNDED = 10_000
"""Numbers from which a table is stored in 16 bits."""

SMALLEST_LOG_SIGMA = -8.0
LARGEST_LOG_SIGMA = 3.0
"""Range of the natural logarithm of the error scale in eV, so that it stays finite for any input."""

METAL_SENSES = (HSE, MP)
"""The calculations of which it is told how likely they find no gap: HSE06, and the GGA or GGA+U of the Materials Project."""


def rounded(table: Tensor) -> Tensor:
    """Return a large table as 16-bit floats hold it, which halves the file and changes gaps by some ten-thousandths of an eV; small ones as they are."""
    return table.half().to(table.dtype) if table.numel() >= FEWEST_ROUNDED else table


class Exported(nn.Module):
    """What is written to ONNX: the answer for one label, a rescaled error scale, the novelty, and with gaps the probabilities of a metal and what a gap would be.

    The novelty is the squared distance from the embedding to the nearest of some centroids of the
    training data, in units of its scale, plus what a space group that was told lacks in trust. Normalised embeddings lie on
    a sphere, where plain distances hardly differ.
    """

    def __init__(self, ensemble: Ensemble, label: int, centroids: Tensor, novelty_scale: float, law: Tensor, odds: Tensor | None = None) -> None:
        """Take the label that is answered, centroids [c, m · 3 · width], the squared distance that counts as novelty 1, the law [6], and for a gap ``odds`` [2, 2].

        The weights of the ensemble are rounded in place. ``odds`` has a row for each of ``METAL_SENSES``: factor and addend that turn its log odds into those that held-out compounds have (Platt scaling).
        """
        super().__init__()
        self.ensemble = ensemble
        self.label = label
        centroids = rounded(centroids)
        for weights in ensemble.parameters():
            weights.data = rounded(weights.data)
        # The tables are products of trained weights and constants; the sum is all that is needed.
        for number, net in enumerate(ensemble.nets):
            names = [f"{name}_table_{number}" for name in TABLES]
            for name, table in zip(names, net.tables(), strict=True):
                self.register_buffer(name, rounded(table.detach()).clone())
            net.tables = partial(operator.attrgetter(*names), self)  # type: ignore[method-assign]
        self.register_buffer("centroids", centroids.detach().clone())
        self.register_buffer("centroid_norm", (centroids * centroids).sum(dim=1).detach().clone())
        self.register_buffer("law", law.detach().clone())
        self.register_buffer("odds", None if odds is None else odds.detach().clone())
        self.novelty_scale = novelty_scale
        self.evidence_table = evidence_table(label)

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor) -> tuple[Tensor, ...]:
        """Return the value [b], its error scale [b] and the novelty [b]; for a gap also the probability [b] of a metal in each of ``METAL_SENSES``, and the HSE gap [b] if there is one."""
        trust = self.ensemble.evidence(elements, amounts, space_group, self.evidence_table)
        answers = self.ensemble(elements, amounts, space_group, trust)
        values = answers.values[:, :, self.label]
        value = values.mean(dim=0)
        spread = ((values - value) ** 2).mean(dim=0)
        squares = (answers.embedding * answers.embedding).sum(dim=1, keepdim=True) + self.centroid_norm
        squares = squares - 2.0 * torch.matmul(answers.embedding, self.centroids.t())
        novelty = torch.relu(squares).amin(dim=1) / self.novelty_scale + unbacked(space_group, trust)
        scale = answers.scales[:, 0 if self.label in GAPS else 1]
        if self.odds is None:
            return value, apply_law(self.law, scale, spread, novelty), novelty
        metals = metal_chances(answers.logits, self.odds)
        conditional = answers.values[:, :, CONDITIONAL].mean(dim=0)
        return value, apply_law(self.law, scale, spread, novelty, doubt(metals[0], conditional, value)), novelty, *metals, conditional


def evidence_table(label: int) -> int:
    """Return which rows back a space group when this label is asked for."""
    return HULL_TABLE if label == HULL else GAP_TABLE


def unbacked(space_group: Tensor, trust: Tensor) -> Tensor:
    """Return the novelty [b] of a structure: 1 where a space group is told that no training row of its kind backs."""
    return (space_group > 0).to(trust.dtype) * (1.0 - trust)


def metal_chances(logits: Tensor, odds: Tensor) -> list[Tensor]:
    """Return the probability [b] of a metal in each of ``METAL_SENSES``, from mean log odds of a gap [b, gaps] and what makes them those of held-out compounds [2, 2]."""
    return [torch.sigmoid(-(factor * logits[:, sense] + addend)) for sense, (factor, addend) in zip(METAL_SENSES, odds, strict=True)]


def doubt(metal: Tensor, conditional: Tensor, value: Tensor) -> Tensor:
    """Return the mean error [b] of what is shown if all that is open is whether there is a gap: zero, or the one that there is if there is one."""
    return metal * value + (1.0 - metal) * torch.relu(conditional - value)


def apply_law(law: Tensor, scale: Tensor, spread: Tensor, novelty: Tensor, doubted: Tensor | float = 0.0) -> Tensor:
    """Return the rescaled error scale [b]: powers of the scale and of the members' spread, growing with novelty, and the doubt whether there is a gap.

    ``law`` [6] holds the logarithm of the factor, the two exponents, the growth, the smallest scale and the factor of the doubt.
    """
    exponent = law[0] + law[1] * torch.log(scale + TINY) + law[2] * 0.5 * torch.log(spread + TINY)
    exponent = exponent + law[3] * torch.sqrt(novelty)
    return torch.exp(torch.clamp(exponent, SMALLEST_LOG_SIGMA, LARGEST_LOG_SIGMA)) + law[4] + law[5] * doubted
