"""What steps the weights: Muon the matrices between hidden layers, AdamW everything else.

Muon makes the momentum of a matrix orthogonal before it steps, so that all directions of a matrix learn alike (Jordan et al., 2024,
kellerjordan.github.io/posts/muon; scaled to the steps of AdamW as in Liu et al., arXiv 2502.16982, 2025). Tables that are looked up, the
last layers, biases and norms are not what it is made for.
"""

from __future__ import annotations

import torch
from torch import nn

MATRIX_RATE = 2.1e-3
"""Peak rate of Muon, in the units of AdamW."""
OTHER_RATE = 7e-4
"""Peak rate of AdamW."""
MATRIX_DECAY = 0.05
MOMENTUM = 0.95
BETAS = (0.9, 0.99)

NOT_HIDDEN = ("element.learned", "fade", "space_group.", "trunk.last.", "scale.")
"""How the names of those matrices begin that are looked up, or from which answers are read."""


def hidden_matrices(net: nn.Module) -> list[nn.Parameter]:
    """Return the matrices between hidden layers."""
    return [p for name, p in net.named_parameters() if p.dim() == 2 and not name.startswith(NOT_HIDDEN)]


class Optimiser:
    """Both optimisers as one, whose rates are told as a share of their peaks."""

    def __init__(self, net: nn.Module) -> None:
        matrices = hidden_matrices(net)
        inside = {id(p) for p in matrices}
        others = [p for p in net.parameters() if id(p) not in inside]
        self.parts: dict[str, tuple[torch.optim.Optimizer, float]] = {
            "matrices": (torch.optim.Muon(matrices, weight_decay=MATRIX_DECAY, momentum=MOMENTUM, adjust_lr_fn="match_rms_adamw"), MATRIX_RATE),
            "others": (torch.optim.AdamW(others, weight_decay=0.0, betas=BETAS, fused=True), OTHER_RATE),
        }

    def step(self, share: float) -> None:
        """Step all weights against their gradients, at this share of the peak rates."""
        for part, peak in self.parts.values():
            for group in part.param_groups:
                group["lr"] = share * peak
            part.step()

    def state_dict(self) -> dict[str, object]:
        """Return what a resumed run needs."""
        return {name: part.state_dict() for name, (part, _) in self.parts.items()}

    def load_state_dict(self, state: dict[str, dict[str, object]]) -> None:
        """Go on from what ``state_dict`` returned."""
        for name, (part, _) in self.parts.items():
            part.load_state_dict(state[name])
