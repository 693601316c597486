"""Predictions as a user gets them: the built ``spinel`` command, in its own process, on a folder of models."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pandas as pd

from .data import PROJECT

COMMAND = PROJECT / "server" / "dist" / "cli.mjs"
NODE = PROJECT / "node_modules" / ".bin" / "node"


def predict(formulas: list[str], space_groups: list[int], models: Path, quantities: str = "gap") -> pd.DataFrame:
    """Return the columns that ``spinel predict --from`` appends, one row a formula.

    Raises RuntimeError where the command is not built or cannot be run; rows that it refuses are empty.
    """
    if not COMMAND.exists():
        raise RuntimeError(f"{COMMAND.relative_to(PROJECT)} is missing; run `npm run build` first")
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked.csv", Path(folder) / "answered.csv"
        pd.DataFrame({"formula": formulas, "spacegroup": space_groups}).to_csv(asked, index=False)
        command = [str(NODE), str(COMMAND), "predict", "--from", str(asked), "--out", str(answered), "--quantity", quantities, "--device", "cpu"]
        finished = subprocess.run([*command, "--models", str(models)], capture_output=True, text=True, check=False)
        if finished.returncode not in (0, 1) or not answered.exists():
            raise RuntimeError(f"spinel predict failed: {finished.stderr[-2000:]}")
        return pd.read_csv(answered, keep_default_na=False, na_values=[""])
