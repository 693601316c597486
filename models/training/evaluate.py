"""Measure the gap and the hull model, and write their manifest entries and the tables of their cards.

Run from the project's root, after ``npm run build``: ``python -m models.training.evaluate``; ``--only gap`` or ``--only hull`` leaves the other as it is. Figures on held-out
formulas and the intervals come from the twin's files, the others from those that ship; both are asked through
the product's own command. Only what the files do not answer, the paper's own label and single networks, is asked of PyTorch.
Intervals are calibrated on the validation and calibration rows alone, and nothing is chosen by looking at the test rows or the spinels.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import balanced_accuracy_score

from . import peer, product
from .batching import values_of
from .cards import figure_tables, write_tables
from .chains import SPACE_GROUP, chain_figures
from .conformal import factors
from .correct import element_counts
from .coverage import inside_figures
from .data import HSE, PAPER, SEED
from .export import predict, session
from .gap_figures import fold_figures, known_figures, metal_shares, spinel_figures, true_figures, untold_figure
from .manifest import MODELS, Entry, Figure, figure, flags_of, show, write_entry
from .measured_gaps import experiment_figures
from .model import count_parameters
from .prepared import Prepared, prepare, tested
from .scales import calibrating, shown
from .targets import GAP, HULL_ENERGY, OUTPUTS_OF_GAPS, TWINS, Target, assembled, load, states, targets_asked_for
from .variants import VARIANTS

VERSIONS = {"gap": "2.8.0", "hull": "1.6.0"}


def calibrate(prepared: Prepared, target: Target, counts: np.ndarray) -> tuple[dict[str, dict[str, float]], int]:
    """Return the half widths per sigma of the twin, and how many rows they rest on."""
    rows = prepared.rows.take(calibrating(prepared, target))
    value, sigma, novelty, *_ = predict(session(TWINS / f"{target.name}.onnx"), rows)
    told = shown(value, target)
    flags = flags_of(rows.elements, novelty, counts)
    scores = np.abs(value - rows.label(target.label)) / sigma
    return factors(scores[told], flags[told]), int(told.sum())


def entry_of(target: Target, path: Path, prepared: Prepared, counts: np.ndarray, widths: dict[str, dict[str, float]], rows: int, errors: list[Figure], summary: str) -> Entry:
    """Return the manifest entry of a file that is made of an ensemble."""
    twin, shipped = states(target.twin), states(target.shipped)
    is_gap = target is GAP
    return Entry(
        id=target.name,
        version=VERSIONS[target.name],
        file=path,
        quantity=target.name,
        unit="eV" if is_gap else "eV/atom",
        title="Band gap at HSE level from composition and space group" if is_gap else "Energy above the convex hull from composition and space group",
        summary=summary,
        parameters=count_parameters(assembled(shipped)),
        outputs=target.outputs[:2],
        further=OUTPUTS_OF_GAPS if is_gap else {},
        element_counts=counts,
        half_widths=widths,
        method="split conformal, scaled by sigma",
        calibration_rows=rows,
        errors=errors,
        training={
            "data": f"mp_m, mp_table, SNUMAT, 170 spinel oxides and spinel_space, {shipped[0]['rows']} rows",
            "networks": len(shipped),
            "twin": f"same networks on {twin[0]['rows']} rows, without fold 0, the formulas of the 170 spinels, and those of validation and calibration: source of the errors and intervals",
            "split": "by formula",
            "seed": SEED,
            "epochs": f"{twin[0]['epoch']} of the twin, {shipped[0]['epoch']} of the model that ships",
            "minutes": round(sum(state["minutes"] for state in [*twin, *shipped]), 1),
            "torch": str(twin[0]["torch"]).split("+")[0],
        },
    )


def hull_figures(prepared: Prepared, widths: dict[str, dict[str, float]]) -> list[Figure]:
    """Return the error of the energy above the hull for held-out formulas and for held-out hypothetical spinels."""
    figures = []
    for base, parts in (("formulas held out", ("test",)), ("hypothetical spinels, formulas held out", ("true test",))):
        chosen = prepared.part(*parts)
        lines = prepared.table.iloc[chosen]
        hypothetical = (lines["source"] == "space") if parts == ("true test",) else np.ones(len(lines), dtype=bool)
        lines = lines[lines["unseen"] & hypothetical & lines["hull"].notna()].drop_duplicates("key")
        answers = product.predict(list(lines["formula"]), list(lines["spacegroup"]), TWINS, "hull")
        target = lines["hull"].to_numpy(dtype=float)
        error = np.abs(answers["hull_ev_atom"].to_numpy() - target)
        figures.append(figure(f"MAE, energy above the hull, {base}", error.mean(), "eV/atom", len(error)))
        figures.append(figure(f"median absolute error, energy above the hull, {base}", float(np.median(error)), "eV/atom", len(error)))
        stable = target <= 0.1
        figures.append(figure(f"balanced accuracy at 0.1 eV/atom, {base}", 100 * balanced_accuracy_score(stable, answers["hull_ev_atom"] <= 0.1), "%", len(error)))
        figures += inside_figures(base, error, answers, widths, "hull", "ev_atom")
    figures.insert(1, figure("MAE, energy above the hull, paper's CrabNet_s, mean of five folds", 0.0589, "eV/atom", 105_493))
    return figures


def variant_figures(usual: Prepared) -> list[Figure]:
    """Return the errors of the ablations that were trained, and of the split by chemical system; each on rows held out from it."""
    figures = []
    for name in ("short", "no-electrons", "no-space-group", "one-fidelity", "no-mixing", "by-system"):
        variant = VARIANTS[name]
        checkpoint = variant.checkpoints()[0]
        if not checkpoint.exists():
            continue
        by_system = variant.split.by_system
        prepared = prepare(variant.split) if by_system else usual
        chosen = np.flatnonzero(tested(prepared.table) & (prepared.table["source"] != "space").to_numpy())
        rows, true = prepared.rows.take(chosen), prepared.true_hse[chosen]
        values = values_of(load(variant), rows).mean(axis=0)
        epochs = json.loads((checkpoint.parent / "log.jsonl").read_text().splitlines()[-1])
        held = "chemical systems held out" if by_system else "formulas held out"
        said = f"{name}, {epochs['epoch']} epochs, {held}"
        figures.append(figure(f"MAE, true HSE, {said}", np.abs(values[:, HSE] - rows.label(HSE))[true].mean(), "eV", true.sum()))
        if not variant.split.only_true:
            known = ~np.isnan(rows.label(PAPER)) & (rows.space_group > 0)
            figures.append(figure(f"MAE, paper's own labels, {said}", np.abs(values[:, PAPER] - rows.label(PAPER))[known].mean(), "eV", known.sum()))
    if peer.RESULT.exists():
        found = json.loads(peer.RESULT.read_text())
        said = f"the paper's architecture for the same {found['minutes']:.0f} minutes, chemical systems held out"
        figures.append(figure(f"MAE, paper's own labels, {said}", found["mae"], "eV", found["rows"]))
    return figures


def write_twin(target: Target, prepared: Prepared) -> tuple[dict[str, dict[str, float]], int]:
    """Calibrate a twin and give it an entry in the folder of the twins, so that the product can be asked for it; returns what ``calibrate`` does."""
    counts = element_counts(prepared.rows.elements[prepared.trained])
    widths, calibrated = calibrate(prepared, target, counts)
    write_entry(entry_of(target, TWINS / f"{target.name}.onnx", prepared, counts, widths, calibrated, [], "The twin."), TWINS)
    return widths, calibrated


def measure_gap(prepared: Prepared) -> None:
    """Measure the gap, and write its entry and the tables of its card."""
    widths, calibrated = write_twin(GAP, prepared)
    tested = prepared.rows.take(prepared.part("test"))
    twin = load(GAP.twin)
    gap = fold_figures(prepared, values_of(twin, tested))
    gap += true_figures(prepared, widths)
    spinels, listed = spinel_figures(widths, metal_shares(prepared))
    gap += spinels
    by_name = {f["what"]: f for f in gap}
    experiment = experiment_figures(twin)

    true_all = by_name["MAE, true HSE, formulas held out (all)"]
    spinel_29 = by_name["MAE, spinel oxides, true HSE (29 with HSE gap above zero)"]
    folds_29 = by_name["MAE, true HSE (29 with HSE gap above zero), five folds over the 170 spinel oxides"]
    fold_all = by_name["MAE, fold 0, paper's own labels (all)"]
    main_errors = [
        true_all,
        by_name["MAE, true HSE, formulas held out (all), PBE of the same structure"],
        by_name["MAE, true HSE, formulas held out (non-metals)"],
        spinel_29,
        folds_29,
        by_name["MAE, spinel oxides, true HSE (29 with HSE gap above zero), PBE"],
        fold_all,
        by_name["MAE, fold 0, paper's own labels (all), paper's CrabNet_s"],
    ]
    summary = (
        f"{GAP.shipped.networks} composition transformers with space group; mean error {true_all['value']:.2f} eV on true HSE gaps of held-out formulas "
        f"(PBE: {main_errors[1]['value']:.2f}); on 29 spinel oxides {folds_29['value']:.2f} eV where others are known, {spinel_29['value']:.2f} where none is (PBE: {main_errors[5]['value']:.2f})."
    )
    write_entry(entry_of(GAP, MODELS / "gap.onnx", prepared, element_counts(prepared.rows.elements), widths, calibrated, main_errors, summary))

    def shipped(formulas: list[str]) -> np.ndarray:
        return product.predict(formulas, [SPACE_GROUP] * len(formulas), MODELS)["gap_ev"].to_numpy()

    blocks = {
        "fold": [f for f in gap if "fold 0" in f["what"]],
        "true": [f for f in gap if "true HSE, formulas held out" in f["what"]],
        "spinels": [f for f in gap if "spinel oxides" in f["what"]],
        "chains": chain_figures(shipped),
        "untold": [untold_figure(prepared)],
        "experiment": experiment,
        # What was measured of networks that are not trained again stays on the card.
        **{name: block for name, block in (("known", known_figures(prepared)), ("ablations", variant_figures(prepared))) if block},
    }
    for block in blocks.values():
        show(block)
    write_tables(MODELS / "gap.md", {name: figure_tables(block) for name, block in blocks.items()} | {"listed": listed})


def measure_hull(prepared: Prepared) -> None:
    """Measure the energy above the hull, and write its entry and the table of its card."""
    widths, calibrated = write_twin(HULL_ENERGY, prepared)
    hull = hull_figures(prepared, widths)
    summary = f"{HULL_ENERGY.shipped.networks} networks like those of the gap; mean error {hull[0]['value']:.3f} eV/atom on held-out formulas (paper's: 0.059)."
    write_entry(entry_of(HULL_ENERGY, MODELS / "hull.onnx", prepared, element_counts(prepared.rows.elements), widths, calibrated, hull[:3], summary))
    show(hull)
    write_tables(MODELS / "hull.md", {"figures": figure_tables(hull)})


MEASURES = {"gap": measure_gap, "hull": measure_hull}


def main() -> None:
    """Measure, and write entries and tables."""
    targets = targets_asked_for(__doc__)
    torch.set_num_threads(1)
    prepared = prepare()
    for target in targets:
        MEASURES[target.name](prepared)


if __name__ == "__main__":
    main()
