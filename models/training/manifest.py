"""The manifest that tells the product what each model file is, how good it is and where it holds."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from .data import METAL_BELOW_EV, PROJECT
from .export import INPUTS, OPSET, OUTPUTS, load_net
from .model import count_parameters

VERSION = "1.0.0"
DOMAIN_EDGE = 1.0
"""Novelty from which a composition is at the edge of the training data: one row in twenty."""
DOMAIN_OUT = 1.6
"""Novelty from which a composition is outside the training data."""
FEWEST_ELEMENT_ROWS = 20
"""An element in fewer training rows puts a composition outside."""


def source_hash() -> str:
    """Return the SHA-256 over names and contents of the training sources, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def value_of(figures: list[dict[str, object]], start: str) -> float:
    """Return the value of the first figure whose description starts with ``start``."""
    return next(float(entry["value"]) for entry in figures if str(entry["what"]).startswith(start))  # type: ignore[arg-type]


def write_manifest(onnx_file: Path, result: dict[str, object], state: dict[str, object]) -> None:
    """Write ``manifest.json`` beside the ONNX file, from the measured figures and the checkpoint."""
    content = onnx_file.read_bytes()
    figures: list[dict[str, object]] = result["figures"]  # type: ignore[assignment]
    overall = value_of(figures, "MAE, paper fold 0, formulas held out (all)")
    true_hse = value_of(figures, "MAE, paper fold 0, formulas held out (block kept, true HSE)")
    spinels = value_of(figures, "MAE, spinel oxides against true HSE (all)")
    shapes = {"elements": ["batch", "slots"], "amounts": ["batch", "slots"], "space_group": ["batch"]}
    types = {"elements": "int32", "amounts": "float32", "space_group": "int32"}
    units = {"gap_ev": "eV", "sigma_ev": "eV", "novelty": "1"}
    entry = {
        "id": "gap",
        "version": VERSION,
        "file": onnx_file.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "quantity": "gap",
        "unit": "eV",
        "title": "Band gap at HSE level from composition and space group",
        "summary": (
            f"Composition transformer with space group; mean error {overall:.2f} eV on held-out formulas, "
            f"{true_hse:.2f} eV on true HSE gaps among them, {spinels:.2f} eV on 36 spinel oxides."
        ),
        "precision": "fp32",
        "parameters": count_parameters(load_net(None)),
        "opset": OPSET,
        "inputs": {name: {"type": types[name], "shape": shapes[name]} for name in INPUTS},
        "outputs": {name: {"type": "float32", "shape": ["batch"], "unit": units[name]} for name in OUTPUTS},
        "limits": {"maxElements": 12},
        "domain": {
            "edge": DOMAIN_EDGE,
            "out": DOMAIN_OUT,
            "elementCounts": result["elementCounts"],
            "minElementCount": FEWEST_ELEMENT_ROWS,
        },
        "intervals": {
            "method": "split conformal, scaled by sigma_ev",
            "calibrationRows": result["calibrationRows"],
            "halfWidthPerSigma": {
                level: {flag: round(value, 5) for flag, value in row.items()}
                for level, row in result["halfWidthPerSigma"].items()  # type: ignore[attr-defined]
            },
        },
        "errors": figures,
        "training": {
            "data": f"mp_m grades A–C, {result['trainingRows']} rows; metal below {METAL_BELOW_EV} eV",
            "excluded": "170 spinel formulas; all formulas of paper fold 0; validation and calibration formulas",
            "split": "by formula",
            "seed": state["seed"],
            "epochs": state["epoch"],
            "minutes": round(float(state["minutes"]), 1),  # type: ignore[arg-type]
            "torch": str(state["torch"]).split("+")[0],
            "code": source_hash(),
        },
        "licence": "MIT",
        "card": "gap.md",
    }
    path = onnx_file.with_name("manifest.json")
    path.write_text(json.dumps({"schema": 1, "models": [entry]}, indent=2, ensure_ascii=False) + "\n")
    print(f"wrote {path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path.name}")
