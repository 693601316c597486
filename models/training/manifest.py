"""The manifest that tells the product what each model file is, how good it is and where it holds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .calibration import DOMAIN_EDGE, DOMAIN_OUT, FEWEST_ELEMENT_ROWS, Calibration
from .chains import JUMP as CHAIN_JUMP
from .chains import STEP as CHAIN_STEP
from .data import METAL_BELOW_EV, PROJECT
from .export import INPUTS, OPSET, OUTPUTS, load_net
from .figures import AS_HSE, FOLD, OWN_KIND, RIGHT, SPINELS, TRUE, Figure, name
from .formula import SYMBOLS
from .model import count_parameters

VERSION = "1.1.0"

MAIN_FIGURES = (
    name(TRUE, "all"),
    name(TRUE, "non-metals"),
    name(TRUE, "non-metals", "PBE"),
    name(TRUE, "oxides and fluorides of U metals"),
    name(TRUE, "oxides and fluorides of U metals", "PBE"),
    name(SPINELS, "all"),
    name(SPINELS, "HSE gap above zero"),
    name(SPINELS, "HSE gap above zero", "PBE"),
    name(SPINELS, "with 3d, Mo or W metals"),
    name(SPINELS, "without 3d, Mo or W metals"),
    name(FOLD, "all", OWN_KIND),
    name(FOLD, "all", AS_HSE),
    name(FOLD, "all", "paper's CrabNet_s"),
    name(FOLD, "non-metals", OWN_KIND),
    name(FOLD, "block kept, true HSE", AS_HSE),
    name(RIGHT, "all", OWN_KIND),
    name("errors inside the 68 % interval", "true HSE, formulas held out, non-metals"),
    name("errors inside the 90 % interval", "true HSE, formulas held out, all"),
    name("errors inside the 90 % interval", "true HSE, formulas held out, non-metals"),
    name("errors inside the 90 % interval", "fold 0 without block U, non-metals"),
    name("median half width of the 90 % interval", "true HSE, formulas held out, non-metals"),
    CHAIN_STEP,
    CHAIN_JUMP,
)
"""The figures that the manifest lists, the ones that say most first; the card has them all."""


@dataclass(frozen=True)
class Measured:
    """What ``evaluate`` found out.

    Attributes:
        figures: every measured figure.
        calibration: the half widths of the intervals.
        element_counts: int64 [119], rows with each element that the shipped model was trained on.
        twin_rows, shipped_rows: rows that the two models were trained on.
    """

    figures: list[Figure]
    calibration: Calibration
    element_counts: np.ndarray
    twin_rows: int
    shipped_rows: int

    def of(self, what: str) -> Figure:
        """Return the figure with this description."""
        return next(entry for entry in self.figures if entry["what"] == what)

    def value(self, what: str) -> float:
        """Return the value of the figure with this description."""
        return float(self.of(what)["value"])  # type: ignore[arg-type]


def source_hash() -> str:
    """Return the SHA-256 over names and contents of the training sources, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def write_manifest(onnx_file: Path, measured: Measured, twin: dict[str, object], shipped: dict[str, object]) -> None:
    """Write ``manifest.json`` beside the ONNX file, from the measured figures and both checkpoints."""
    content = onnx_file.read_bytes()
    true_hse, pbe = measured.value(name(TRUE, "all")), measured.value(name(TRUE, "all", "PBE"))
    spinels = measured.value(name(SPINELS, "all"))
    spinels_pbe = measured.value(name(SPINELS, "all", "PBE"))
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
            f"Composition transformer with space group; mean error {true_hse:.2f} eV on true HSE gaps of held-out "
            f"formulas (PBE: {pbe:.2f}) and {spinels:.2f} eV on 36 spinel oxides (PBE: {spinels_pbe:.2f})."
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
            "elementCounts": {
                symbol: int(measured.element_counts[z]) for z, symbol in enumerate(SYMBOLS, start=1)
            },
            "minElementCount": FEWEST_ELEMENT_ROWS,
        },
        "intervals": {
            "method": "split conformal, scaled by sigma_ev",
            "calibrationRows": measured.calibration.rows,
            "halfWidthPerSigma": {
                level: {flag: round(value, 5) for flag, value in row.items()}
                for level, row in measured.calibration.half_widths.items()
            },
        },
        "errors": [measured.of(what) for what in MAIN_FIGURES],
        "training": {
            "data": f"mp_m grades A–C and SNUMAT, {measured.shipped_rows} rows; metal below {METAL_BELOW_EV} eV",
            "excluded": "170 spinel formulas",
            "twin": (
                f"same network on {measured.twin_rows} rows, without all formulas of paper fold 0 and those of validation "
                "and calibration: source of the errors on held-out formulas and of the intervals"
            ),
            "split": "by formula",
            "seed": shipped["seed"],
            "epochs": f"{twin['epoch']} as the twin, then {shipped['epoch']} on all rows",
            "minutes": round(float(twin["minutes"]) + float(shipped["minutes"]), 1),  # type: ignore[arg-type]
            "torch": str(shipped["torch"]).split("+")[0],
            "code": source_hash(),
        },
        "licence": "MIT",
        "card": "gap.md",
    }
    path = onnx_file.with_name("manifest.json")
    path.write_text(json.dumps({"schema": 1, "models": [entry]}, indent=2, ensure_ascii=False) + "\n")
    print(f"wrote {path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path.name}")
