"""The files that are made of ensembles: what each answers, and the networks that it holds."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

import torch

from . import data
from .data import CACHE, HSE, HULL
from .layers import Config
from .model import Ensemble, GapNet
from .tables import element_features
from .variants import VARIANTS, Variant

TWINS = CACHE / "twins"
"""The folder of the twins' files, which ``evaluate`` makes one that the product reads."""


@dataclass(frozen=True)
class Target:
    """One file that is made of an ensemble: its name, the label it answers for, its outputs, the least error scale, and how it was trained."""

    name: str
    label: int
    outputs: tuple[str, ...]
    smallest: float
    twin: Variant
    shipped: Variant


OUTPUTS_OF_GAPS = {"metal": ("metal", "1"), "metal_gga": ("metalGga", "1"), "conditional_ev": ("conditional", "eV")}
"""The further outputs of the gap with their roles in the manifest and their units: a probability for each of ``METAL_SENSES``, and the gap that there is if there is one."""
METAL_COLUMNS = ("metal_probability", "metal_probability_gga")
"""The columns in which the product's command gives the probabilities."""
IF_ANY_COLUMN = "gap_if_any_ev"
"""The column in which it gives the gap that there is if there is one."""

GAP = Target("gap", HSE, ("gap_ev", "sigma_ev", "novelty", *OUTPUTS_OF_GAPS), 0.02, VARIANTS["twin"], VARIANTS["shipped"])
HULL_ENERGY = Target(
    "hull", HULL, ("hull_ev_per_atom", "sigma_ev_per_atom", "novelty"), 0.002, VARIANTS["hull-twin"], VARIANTS["hull-shipped"]
)
TARGETS = (GAP, HULL_ENERGY)


def targets_asked_for(description: str | None) -> tuple[Target, ...]:
    """Read the command line of a program that does something for each file, or for one of them alone."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--only", choices=[target.name for target in TARGETS])
    only = parser.parse_args().only
    return tuple(target for target in TARGETS if only in (None, target.name))


def states(variant: Variant) -> list[dict[str, Any]]:
    """Return the checkpoints of a variant, one for each network."""
    return [torch.load(checkpoint, weights_only=False, map_location="cpu") for checkpoint in variant.checkpoints()]


def assembled(checkpoints: list[dict[str, Any]]) -> Ensemble:
    """Return the averaged networks of these checkpoints."""
    features = element_features(data.DATA)
    nets = []
    for state in checkpoints:
        net = GapNet(features, Config(**state["config"]))
        net.load_state_dict(state["average"])
        nets.append(net)
    return Ensemble(nets).eval()


def load(variant: Variant) -> Ensemble:
    """Return the averaged networks of all checkpoints of a variant."""
    return assembled(states(variant))
