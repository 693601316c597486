"""Make the model of whether an AB2X4 composition is a spinel: five forests, each blind to a fifth of the chemical systems.

Run from the project's root: ``python -m models.training.spinel``. Positives are compositions that the
Materials Project lists in space group 227, negatives are AB2X4 that it lists in other structures
only: olivine, CaFe2O4, phenacite, K2NiF4 and so on, so that nothing can be won by reading the
stoichiometry. The file that ships holds all five forests and answers with their mean.
"""

from __future__ import annotations

import argparse
import json
import time

import lightgbm as lgb
import numpy as np
import onnxruntime
from onnx import helper
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from torch import Tensor, cat, nn

from . import compounds
from .cards import figure_tables, write_tables
from .correct import element_counts
from .compounds import read
from .data import DATA, SEED, Rows, pack
from .descriptors import Descriptors, Rounded, describe, load_descriptors
from .forest import as_feed, constant, fit_front, fold_of, write_forest
from .formula import SYMBOLS, Key
from .manifest import MODELS, Entry, Figure, figure, write_entry
from .sites import CHALCOGENS, SiteDescriptors, load_site_descriptors

VERSION = "1.1.0"
OUTPUTS = ("probability", "sigma")
SPINEL_GROUP = 227
FOLDS = 5
SETTINGS: dict[str, object] = {
    "n_estimators": 300,
    "learning_rate": 0.04,
    "num_leaves": 15,
    "min_child_samples": 8,
    "colsample_bytree": 0.3,
    "subsample": 0.8,
    "subsample_freq": 1,
    "reg_lambda": 2.0,
    "use_missing": False,
    "n_jobs": 1,
    "verbose": -1,
}
NORMAL = {"0.68": 0.9945, "0.90": 1.6449, "0.95": 1.9600}
"""Half widths of a normal law in units of its deviation."""
BINS = 10


class Both(nn.Module):
    """The descriptors of the sites, then those of the composition without its space group, which the answer is about."""

    def __init__(self, sites: SiteDescriptors, composition: Descriptors) -> None:
        super().__init__()
        self.sites = sites
        self.composition = composition
        self.names = sites.names + [f"composition {name}" for name in composition.names[:-3]]

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor) -> Tensor:
        """Return float32 [b, n]."""
        composition = self.composition(elements, amounts, space_group)[:, :-3]
        return cat([self.sites(elements, amounts, space_group), composition], dim=1)


def is_ab2x4(key: Key) -> bool:
    """Return whether a reduced composition is AB2X4 with a chalcogen as X."""
    amounts = dict(key)
    return sorted(amounts.values()) == [1, 2, 4] and any(amounts.get(z) == 4 for z in CHALCOGENS)


def spell(key: Key) -> str:
    """Return a formula of a reduced composition."""
    return "".join(f"{SYMBOLS[z - 1]}{n}" for z, n in key)


def load_labels() -> tuple[list[Key], np.ndarray, np.ndarray]:
    """Return AB2X4 compositions, whether each is listed in space group 227, and whether in no other."""
    table = read("mp_table.csv.gz", DATA, usecols=["formula", "spacegroup"])
    table = table[table["key"].map(is_ab2x4)]
    groups = table.groupby("key")["spacegroup"].agg(set)
    listed = np.array([SPINEL_GROUP in found for found in groups])
    return list(groups.index), listed, np.array([len(found) == 1 for found in groups])


def paper_classifier(keys: list[Key], rows: Rows, listed: np.ndarray) -> float:
    """Return the area under the curve, on our negatives, of a classifier trained in the paper's way.

    Positives are the 170 oxides, negatives 200 random oxides of 3 or 4 elements of any other
    stoichiometry; oxides alone are scored, since it knows nothing else.
    """
    paper, spinels = compounds.load_paper(), sorted(compounds.spinel_keys())
    rng = np.random.default_rng(40)
    oxides = paper[[any(z == 8 for z, _ in key) and 3 <= len(key) <= 4 for key in paper["key"]]]
    oxides = oxides[(oxides["spacegroup"] != SPINEL_GROUP) & (oxides["spacegroup"] > 0) & ~oxides["key"].isin(spinels)]
    chosen = oxides.iloc[rng.permutation(len(oxides))[:200]]
    formulas = [spell(key) for key in spinels] + list(chosen["formula"])
    labels = np.array([1] * len(spinels) + [0] * len(chosen))
    module = load_descriptors(DATA)
    columns = describe(module, pack(formulas, np.zeros(len(formulas))))[:, :-3]
    model = lgb.LGBMClassifier(**{**SETTINGS, "random_state": SEED}).fit(columns, labels)
    oxide = np.array([dict(key).get(8) == 4 for key in keys])
    # Its own positives are in its training; the comparison favours it.
    return float(roc_auc_score(listed[oxide], model.predict_proba(describe(module, rows)[oxide][:, :-3])[:, 1]))


def substitution_share(opened: onnxruntime.InferenceSession, guest: str) -> tuple[float, int]:
    """Return the share of the paper's mixtures with the guest on B that get a probability of at least one half."""
    pools = json.loads((DATA / "paper" / "pools_and_base_spinels.json").read_text())
    formulas = [
        f"{a}{b}{2 - x / 10:g}{guest}{x / 10:g}O4" for a, b in pools["base_spinels_in_order_169"] if guest not in (a, b) for x in range(1, 20)
    ]
    rows = pack(formulas, np.full(len(formulas), SPINEL_GROUP))
    return 100 * float((opened.run([OUTPUTS[0]], as_feed(rows))[0] >= 0.5).mean()), len(formulas)


def main() -> None:
    """Fit, measure, export, and write the entry of the manifest and the tables of the card."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    started = time.time()
    keys, listed, only = load_labels()
    rows = pack([spell(key) for key in keys], np.full(len(keys), SPINEL_GROUP))
    module = Rounded(Both(load_site_descriptors(DATA), load_descriptors(DATA)).eval(), rows).eval()
    columns = describe(module, rows)
    fold = fold_of([tuple(z for z, _ in key) for key in keys], FOLDS)
    margins, members = np.zeros(len(keys)), []
    for number in range(FOLDS):
        inside = fold != number
        model = lgb.LGBMClassifier(**{**SETTINGS, "random_state": SEED + number}).fit(columns[inside], listed[inside])
        margins[~inside] = model.predict(columns[~inside], raw_score=True)
        members.append(model.booster_)
    # Two numbers turn log odds into probabilities that occur as often as they say; each fold is calibrated by the others.
    calibrated = np.zeros(len(keys))
    for number in range(FOLDS):
        inside = fold != number
        law = LogisticRegression().fit(margins[inside, None], listed[inside])
        calibrated[~inside] = law.predict_proba(margins[~inside, None])[:, 1]
    law = LogisticRegression().fit(margins[:, None], listed)
    slope, shift = float(law.coef_[0, 0]), float(law.intercept_[0])

    order = np.argsort(calibrated)
    gaps = np.array([calibrated[part].mean() - listed[part].mean() for part in np.array_split(order, BINS)])
    noise = np.array([listed[part].var() / len(part) for part in np.array_split(order, BINS)])
    off = float(np.sqrt(max(1e-4, (gaps**2 - noise).mean())))
    path = MODELS / "spinel.onnx"
    answer = [
        helper.make_node("Mul", ["margins", "slope"], ["sloped"]),
        helper.make_node("Add", ["sloped", "shift"], ["log_odds"]),
        helper.make_node("Sigmoid", ["log_odds"], ["chances"]),
        helper.make_node("ReduceMean", ["chances"], [OUTPUTS[0]], axes=[1], keepdims=0),
        helper.make_node("ReduceMean", ["chances"], ["kept"], axes=[1], keepdims=1),
        helper.make_node("Sub", ["chances", "kept"], ["apart"]),
        helper.make_node("Mul", ["apart", "apart"], ["squares"]),
        helper.make_node("ReduceMean", ["squares"], ["variance"], axes=[1], keepdims=0),
        helper.make_node("Add", ["variance", "off_square"], ["total"]),
        helper.make_node("Sqrt", ["total"], [OUTPUTS[1]]),
    ]
    constants = [constant("slope", slope), constant("shift", shift), constant("off_square", off * off)]
    front = fit_front(module, module.names, columns[fold != 0], columns[fold == 0])
    write_forest(front, {"margins": members}, answer, constants, OUTPUTS, path)
    opened = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = opened.run(None, as_feed(rows))
    raw = np.stack([booster.predict(columns, raw_score=True) for booster in members], axis=1)
    expected = (1 / (1 + np.exp(-(slope * raw + shift)))).mean(axis=1)
    print(f"{path.name}: {path.stat().st_size} bytes, largest difference from LightGBM {np.abs(found[0] - expected).max():.1e}")

    oxide = np.array([dict(key).get(8) == 4 for key in keys])
    clear = only | ~listed
    auc = roc_auc_score(listed, margins)
    figures: list[Figure] = [
        figure("ROC AUC against AB2X4 of other structures, chemical systems held out", auc, "1", len(keys)),
        figure("ROC AUC, oxides, chemical systems held out", roc_auc_score(listed[oxide], margins[oxide]), "1", oxide.sum()),
        figure("ROC AUC, sulfides, selenides and tellurides, chemical systems held out", roc_auc_score(listed[~oxide], margins[~oxide]), "1", (~oxide).sum()),
        figure("ROC AUC, positives listed as spinel only", roc_auc_score(listed[clear], margins[clear]), "1", clear.sum()),
        figure("ROC AUC, oxides, a classifier trained in the paper's way", paper_classifier(keys, rows, listed), "1", oxide.sum()),
        figure("average precision, chemical systems held out", average_precision_score(listed, margins), "1", len(keys)),
        figure("Brier score, chemical systems held out", brier_score_loss(listed, calibrated), "1", len(keys)),
        figure("Brier score of the share of spinels", float(listed.mean() * (1 - listed.mean())), "1", len(keys)),
        figure("largest difference of probability and frequency in tenths", np.abs(gaps).max(), "1", len(keys)),
        figure("right at 0.5, balanced, chemical systems held out", 50 * ((calibrated[listed] >= 0.5).mean() + (calibrated[~listed] < 0.5).mean()), "%", len(keys)),
    ]
    for guest in ("Al", "Rb"):
        share, count = substitution_share(opened, guest)
        figures.append(figure(f"mixtures of the paper's study with {guest} on B that get at least 0.5", share, "%", count))
    for item in figures:
        print(item)
    counts = element_counts(rows.elements)
    entry = Entry(
        id="spinel",
        version=VERSION,
        file=path,
        quantity="spinel",
        unit="1",
        title="Probability that an AB2X4 composition is a spinel",
        summary=(
            f"Five boosted forests; area under the curve {auc:.3f} against AB2X4 of other structures with chemical systems held out "
            f"(a classifier trained in the paper's way, oxides: {figures[4]['value']:.2f})."
        ),
        parameters=sum(booster.num_trees() for booster in members) * 29,
        outputs=OUTPUTS,
        element_counts=counts,
        half_widths={level: dict.fromkeys(("in", "edge", "out"), width) for level, width in NORMAL.items()},
        method="spread of five members, each blind to a fifth of the chemical systems, and the error of calibration; normal widths",
        calibration_rows=len(keys),
        errors=[figures[0], figures[1], figures[4], figures[6]],
        training={"data": f"mp_table, {len(keys)} AB2X4 compositions, {int(listed.sum())} of them spinels", "split": "by chemical system", "seed": SEED, "minutes": round((time.time() - started) / 60, 1)},
        most=1.0,
        cpu_only=True,
    )
    write_entry(entry)
    write_tables(MODELS / "spinel.md", {"figures": figure_tables(figures)})


if __name__ == "__main__":
    main()
