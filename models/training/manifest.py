"""The manifest of the models, and the figures that it lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

import numpy as np

from .conformal import domain_flags
from .data import MAX_SLOTS, PROJECT
from .formula import SYMBOLS

MODELS = PROJECT / "models"
FEWEST_ELEMENT_ROWS = 20
"""An element in fewer training rows puts a composition outside."""
DOMAIN_EDGE, DOMAIN_OUT = 1.0, 1.6
"""Novelty from which a composition is at the edge of the training data (one held-out row in twenty), and outside."""


class Figure(TypedDict):
    """One measured figure in the form that the manifest lists."""

    what: str
    value: float
    unit: str
    rows: int


def figure(what: str, value: float, unit: str, rows: int) -> Figure:
    """Return a measured figure, its value rounded as the manifest tells it."""
    return {"what": what, "value": round(float(value), 4), "unit": unit, "rows": int(rows)}


@dataclass(frozen=True)
class Entry:
    """What a model's own script knows of it; ``outputs`` are value and error scale, in the unit of the value; ``further`` are other outputs with their roles and units."""

    id: str
    version: str
    file: Path
    quantity: str
    unit: str
    title: str
    summary: str
    parameters: int
    outputs: tuple[str, str]
    element_counts: np.ndarray
    half_widths: dict[str, dict[str, float]]
    method: str
    calibration_rows: int
    errors: Sequence[Figure]
    training: dict[str, object]
    least: float | None = 0.0
    most: float | None = None
    further: dict[str, tuple[str, str]] = field(default_factory=dict)
    given: bool = False
    cpu_only: bool = False
    card: str = ""
    licence: str = "MIT"

    def as_json(self) -> dict[str, object]:
        """Return the entry of the manifest; the checksum is that of the file as it lies there."""
        content = self.file.read_bytes()
        inputs = {
            "elements": {"type": "int32", "shape": ["batch", "slots"]},
            "amounts": {"type": "float32", "shape": ["batch", "slots"]},
            "space_group": {"type": "int32", "shape": ["batch"]},
        }
        if self.given:
            inputs["pbe_gap_ev"] = {"type": "float32", "shape": ["batch"], "unit": "eV"}
        value, sigma = self.outputs
        named = {value: ("value", self.unit), sigma: ("sigma", self.unit), "novelty": ("novelty", "1")}
        named |= self.further
        limits = {name: bound for name, bound in (("least", self.least), ("most", self.most)) if bound is not None}
        widths = {level: {flag: round(width, 5) for flag, width in row.items()} for level, row in self.half_widths.items()}
        return {
            "id": self.id,
            "version": self.version,
            "file": self.file.name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "quantity": self.quantity,
            "unit": self.unit,
            "title": self.title,
            "summary": self.summary,
            "precision": "fp32",
            "parameters": self.parameters,
            "opset": 17,
            "inputs": inputs,
            "outputs": {
                name: {"type": "float32", "shape": ["batch"], "unit": unit, "role": role} for name, (role, unit) in named.items()
            },
            "limits": {"maxElements": MAX_SLOTS},
            "range": limits,
            **({"devices": ["cpu"]} if self.cpu_only else {}),
            "domain": {
                "edge": DOMAIN_EDGE,
                "out": DOMAIN_OUT,
                "elementCounts": {symbol: int(self.element_counts[z]) for z, symbol in enumerate(SYMBOLS, start=1)},
                "minElementCount": FEWEST_ELEMENT_ROWS,
            },
            "intervals": {"method": self.method, "calibrationRows": self.calibration_rows, "halfWidthPerSigma": widths},
            "errors": list(self.errors),
            "training": {**self.training, "code": source_hash()},
            "licence": self.licence,
            "card": self.card or f"{self.id}.md",
        }


def source_hash() -> str:
    """Return the SHA-256 over names and contents of the training sources, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def write_entry(entry: Entry, folder: Path = MODELS) -> None:
    """Put the entry into the folder's manifest, in place of one with the same id; the gap model stays the first."""
    path = folder / "manifest.json"
    models = json.loads(path.read_text())["models"] if path.exists() else []
    kept = [model for model in models if model["id"] != entry.id]
    order = ["gap", "hull", "spinel", "correct"]
    kept = sorted([*kept, entry.as_json()], key=lambda m: order.index(m["id"]) if m["id"] in order else len(order))
    path.write_text(json.dumps({"schema": 1, "models": kept}, indent=2, ensure_ascii=False) + "\n")


def show(figures: Sequence[Figure]) -> None:
    """Print figures, a line each."""
    for item in figures:
        print(f"{item['value']:10.4f} {item['unit']:8} {item['rows']:7d}  {item['what']}", flush=True)


def flags_of(elements: np.ndarray, novelty: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the domain flag of each row [n] from its elements [n, s], its novelty [n] and the training rows of every element [119]."""
    rarest = np.where(elements > 0, counts[elements], counts.max()).min(axis=1)
    return domain_flags(novelty, rarest, DOMAIN_EDGE, DOMAIN_OUT, FEWEST_ELEMENT_ROWS)
