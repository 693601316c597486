"""The measured figures, each with its unit and the number of rows it rests on."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pandas as pd
import torch

from . import data
from .calibration import Answers, Calibration
from .conformal import FLAGS, LEVELS
from .data import METAL_BELOW_EV, Rows, pack
from .export import predict
from .model import GapNet
from .train import has_u

Figure = dict[str, object]
Groups = dict[str, np.ndarray]

METAL_CUT_EV = 0.1
"""A predicted gap from which a row counts as called a non-metal."""


def figure(what: str, value: float, unit: str, rows: int) -> Figure:
    """Return one measured figure in the form that the manifest lists."""
    return {"what": what, "value": round(float(value), 4), "unit": unit, "rows": int(rows)}


def name(base: str, group: str, who: str = "") -> str:
    """Return the description of a figure: what was measured, on which rows, and whose prediction if not the model's."""
    return f"{base} ({group})" + (f", {who}" if who else "")


def errors(base: str, groups: Groups, predictions: dict[str, np.ndarray], target: np.ndarray) -> list[Figure]:
    """Return the mean absolute error in eV of each prediction [n] in each group of rows."""
    return [
        figure(name(base, group, who), np.abs(predicted - target)[chosen].mean(), "eV", chosen.sum())
        for group, chosen in groups.items()
        for who, predicted in predictions.items()
    ]


@torch.no_grad()
def own_kind_gaps(net: GapNet, rows: Rows, space_group_known: bool = True) -> np.ndarray:
    """Return the gaps in eV [n] that the network gives when each row is asked for its own kind of label."""
    groups = rows.space_group if space_group_known else np.zeros_like(rows.space_group)
    columns = [torch.from_numpy(x) for x in (rows.elements, rows.amounts, groups, rows.kind)]
    return torch.cat([net(*(x[i : i + 2048] for x in columns))[0] for i in range(0, len(rows), 2048)]).numpy()


FOLD = "MAE, fold 0, formulas held out"
RIGHT = "metal or not right at 0.1 eV, fold 0"
OWN_KIND = "twin asked for the row's own kind of label"
AS_HSE = "twin asked for HSE"
"""Whose prediction a figure on fold 0 is."""


def fold_groups(table: pd.DataFrame, target: np.ndarray) -> Groups:
    """Return the groups in which the rows of fold 0 are compared."""
    block = table["block"].to_numpy()
    nonmetal = target >= METAL_BELOW_EV
    return {
        "all": np.ones(len(target), dtype=bool),
        "non-metals": nonmetal,
        "metals": ~nonmetal,
        "block kept, true HSE": block == "kept",
        "block kept, non-metals": (block == "kept") & nonmetal,
        "block nonmetal": block == "nonmetal",
        "block U": block == "U",
        "block metal": block == "metal",
    }


def fold_figures(table: pd.DataFrame, test: Rows, twin: Answers, net: GapNet) -> list[Figure]:
    """Compare the twin with the paper's own predictions for the same rows of fold 0."""
    predictions = {
        OWN_KIND: own_kind_gaps(net, test),
        AS_HSE: twin.gap,
        f"{OWN_KIND}, space group unknown": own_kind_gaps(net, test, space_group_known=False),
        "paper's CrabNet_s": table["paper_crabnet_s_ev"].to_numpy(),
        "paper's CrabNet": table["paper_crabnet_ev"].to_numpy(),
    }
    groups = fold_groups(table, test.target)
    figures = errors(FOLD, groups, predictions, test.target)
    for who, predicted in predictions.items():
        right = (predicted >= METAL_CUT_EV) == groups["non-metals"]
        figures.append(figure(name(RIGHT, "all", who), 100 * right.mean(), "%", len(right)))
    return figures


TRUE = "MAE, true HSE, formulas held out"
BIAS = "mean signed error, true HSE, formulas held out"


def true_groups(rows: Rows) -> Groups:
    """Return the groups in which true HSE gaps are compared."""
    nonmetal, with_u = rows.target >= METAL_BELOW_EV, has_u(rows)
    return {
        "all": np.ones(len(rows), dtype=bool),
        "non-metals": nonmetal,
        "metals": ~nonmetal,
        "oxides and fluorides of U metals": with_u,
        "oxides and fluorides of U metals, non-metals": with_u & nonmetal,
    }


def true_figures(rows: Rows, pbe: np.ndarray, twin: Answers) -> list[Figure]:
    """Compare the twin with the true HSE gaps of held-out formulas, and with PBE."""
    figures = errors(TRUE, true_groups(rows), {"": twin.gap, "PBE": pbe}, rows.target)
    edges = (METAL_BELOW_EV, 0.5, 1.0, 3.0, 6.0, 15.0)
    for low, high in zip(edges, edges[1:], strict=False):
        chosen = (rows.target >= low) & (rows.target < high)
        group = f"{low:g} to {high:g} eV"
        figures += errors(TRUE, {group: chosen}, {"": twin.gap}, rows.target)
        figures.append(figure(name(BIAS, group), (twin.gap - rows.target)[chosen].mean(), "eV", chosen.sum()))
    called = (twin.gap < METAL_CUT_EV)[rows.target >= METAL_BELOW_EV]
    figures.append(figure("non-metals called metals, true HSE, formulas held out", 100 * called.mean(), "%", len(called)))
    return figures


SPINELS = "MAE, spinel oxides, true HSE, never trained on"


def spinel_table() -> pd.DataFrame:
    """Return the spinel oxides whose true HSE gap is known; none was ever trained on."""
    table = pd.read_csv(data.DATA / "spinel_oxides_170.csv", keep_default_na=False, na_values=[""])
    return table[table["snumat_hse_ev"].notna()]


def spinel_figures(
    shipped: onnxruntime.InferenceSession, twin: onnxruntime.InferenceSession, calibration: Calibration, flags: np.ndarray
) -> list[Figure]:
    """Compare the shipped model, its twin and PBE with the true HSE gaps of the spinel oxides."""
    table = spinel_table()
    rows = pack(list(table["formula"]), table["spacegroup"].to_numpy())
    hse = table["snumat_hse_ev"].to_numpy()
    gap, sigma, novelty = predict(shipped, rows)
    is_u = table["is_gga_u"].to_numpy().astype(int) == 1
    groups = {
        "all": np.ones(len(table), dtype=bool),
        "HSE gap above zero": hse > 0,
        "without 3d, Mo or W metals": ~is_u,
        "with 3d, Mo or W metals": is_u,
    }
    predictions = {"": gap, "twin": predict(twin, rows)[0], "PBE": table["snumat_pbe_ev"].to_numpy()}
    answers = Answers(gap, sigma, novelty, flags)
    inside = [
        figure(
            name(f"errors inside the {100 * level:.0f} % interval", "spinel oxides, shipped model"),
            100 * (np.abs(gap - hse) <= calibration.half(answers, level)).mean(),
            "%",
            len(table),
        )
        for level in LEVELS
    ]
    return errors(SPINELS, groups, predictions, hse) + inside


def coverage_figures(base: str, target: np.ndarray, twin: Answers, calibration: Calibration) -> list[Figure]:
    """Return the share of errors inside each interval and the median half width, by group of rows."""
    error = np.abs(twin.gap - target)
    nonmetal = target >= METAL_BELOW_EV
    groups = {"all": np.ones(len(target), dtype=bool), "non-metals": nonmetal}
    groups["predicted gap >= 0.1 eV"] = twin.gap >= METAL_CUT_EV
    for flag in FLAGS:
        groups[f"flag {flag}"] = twin.flags == flag
        groups[f"flag {flag}, non-metals"] = (twin.flags == flag) & nonmetal
    figures = []
    for level in LEVELS:
        half = calibration.half(twin, level)
        for group, chosen in groups.items():
            if chosen.any():
                what, rows = f"{100 * level:.0f} % interval", chosen.sum()
                inside = 100 * (error <= half)[chosen].mean()
                figures.append(figure(name(f"errors inside the {what}", f"{base}, {group}"), inside, "%", rows))
                width = np.median(half[chosen])
                figures.append(figure(name(f"median half width of the {what}", f"{base}, {group}"), width, "eV", rows))
    for flag in FLAGS:
        chosen = twin.flags == flag
        if chosen.any():
            figures.append(figure(name("MAE", f"{base}, flag {flag}"), error[chosen].mean(), "eV", chosen.sum()))
    return figures
