"""Textbook compounds whose predictions anyone can judge."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from . import data
from .data import Rows, pack
from .formula import reduced_key

TEXTBOOK: tuple[tuple[str, str, int], ...] = (
    ("rutile", "TiO2", 136),
    ("wurtzite", "ZnO", 186),
    ("periclase", "MgO", 225),
    ("rock salt", "NaCl", 225),
    ("quartz", "SiO2", 152),
    ("corundum", "Al2O3", 167),
    ("gallium nitride", "GaN", 186),
    ("cadmium sulfide", "CdS", 186),
    ("silicon", "Si", 227),
    ("nickel oxide", "NiO", 225),
    ("eskolaite", "Cr2O3", 167),
    ("hematite", "Fe2O3", 167),
    ("strontium titanate", "SrTiO3", 221),
    ("iron", "Fe", 229),
    ("copper", "Cu", 225),
    ("spinel", "MgAl2O4", 227),
    ("gahnite", "ZnAl2O4", 227),
    ("magnesiochromite", "MgCr2O4", 227),
)
"""Name, formula and space group."""


@dataclass(frozen=True)
class Textbook:
    """The compounds, and SNUMAT's HSE gap of each in eV where it has one."""

    rows: Rows
    hse: list[float | None]
    held_out: list[bool]


def textbook() -> Textbook:
    """Return the textbook compounds, and which are spinels that no model was trained on."""
    true, spinels = data.load_snumat(), data.spinel_keys()
    known = dict(zip(zip(true["key"], true["spacegroup"], strict=True), true["target_ev"], strict=True))
    oxides = pd.read_csv(data.DATA / "spinel_oxides_170.csv", keep_default_na=False, na_values=[""])
    for formula, gap in zip(oxides["formula"], oxides["snumat_hse_ev"], strict=True):
        if pd.notna(gap):
            known[(reduced_key(formula), 227)] = gap
    keys = [reduced_key(formula) for _, formula, _ in TEXTBOOK]
    numbers = [number for _, _, number in TEXTBOOK]
    return Textbook(
        rows=pack([formula for _, formula, _ in TEXTBOOK], pd.Series(numbers).to_numpy()),
        hse=[known.get(pair) for pair in zip(keys, numbers, strict=True)],
        held_out=[key in spinels for key in keys],
    )
