"""Write the trained networks to ONNX files and check them against PyTorch.

Run from the project's root: ``python -m models.training.export``, with ``--only gap`` or ``--only hull`` for one file. A network answers for all its
quantities at once; each file holds the networks trained for one of them, the HSE gap or the energy above the hull, and gives their answer for that.
The twins' files stay in the cache, for measuring; the others are ``models/gap.onnx`` and ``models/hull.onnx``. The scale
of the novelty and the law of sigma are the twin's in both, because only the twin has not seen the rows they are fitted on.
"""

from __future__ import annotations

import argparse
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor

from . import data
from .data import CACHE, GAPS, HSE, HULL, METAL_BELOW_EV, PROJECT, SEED, Rows, has_u
from .evidence import kinds
from .exported import METAL_SENSES, Exported, evidence_table, unbacked
from .layers import Config
from .model import Ensemble, GapNet
from .prepared import Prepared, prepare
from .sigma import fit_law
from .tables import element_features
from .variants import VARIANTS, Variant

TWINS = CACHE / "twins"
"""The folder of the twins' files, which ``evaluate`` makes one that the product reads."""

OPSET = 17
CENTROIDS = 256
CENTROID_SAMPLE = 20_000
LARGEST_FILE = 30 * 1024 * 1024
INPUTS = ("elements", "amounts", "space_group")


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
"""The columns in which the product's command gives them."""

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


PLAIN_OPERATORS = frozenset(
    """Abs Add And Cast Clip Concat Constant ConstantOfShape Cos Div Equal Erf Exp Expand Gather Gemm
    Greater Identity LayerNormalization Less Log MatMul Mul Neg Not Pow ReduceMax ReduceMean ReduceMin
    ReduceSum Relu Reshape Shape Sigmoid Sin Slice Softmax Split Sqrt Squeeze Sub Transpose Unsqueeze
    Where""".split()
)
"""Operators that the CPU, WebGPU, CUDA and DirectML providers all have."""


@dataclass(frozen=True)
class Scales:
    """What a twin tells of errors on unseen formulas.

    Attributes:
        novelty: the squared distance to the training data that counts as novelty 1.
        law: float32 [5], the law that rescales sigma.
        odds: float32 [2, 2], what makes log odds of being a metal those of held-out formulas; a file without gaps needs none.
    """

    novelty: float
    law: np.ndarray
    odds: np.ndarray | None


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


def as_inputs(rows: Rows) -> tuple[Tensor, Tensor, Tensor]:
    """Return the three inputs of the exported graph for these rows."""
    return (
        torch.from_numpy(rows.elements.astype(np.int32)),
        torch.from_numpy(rows.amounts),
        torch.from_numpy(rows.space_group.astype(np.int32)),
    )


@torch.no_grad()
def embeddings(net: Ensemble, rows: Rows, label: int = HSE) -> np.ndarray:
    """Return float32 [n, m · 3 · width], as they are when this label is asked for."""
    columns = as_inputs(rows)
    parts = []
    for i in range(0, len(rows), 2048):
        inputs = [column[i : i + 2048] for column in columns]
        parts.append(net.embed(*inputs, net.evidence(*inputs, evidence_table(label))))
    return torch.cat(parts).numpy()


def nearest_square(points: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Return the squared Euclidean distance [n] from each point to its nearest centroid."""
    squares = (points**2).sum(axis=1)[:, None] + (centroids**2).sum(axis=1) - 2.0 * points @ centroids.T
    return np.maximum(squares, 0.0).min(axis=1)


def fit_centroids(net: Ensemble, training: Rows, label: int) -> np.ndarray:
    """Return float32 [256, m · 3 · width]: centroids of the embeddings of the training rows, as they are when this label is asked for."""
    from sklearn.cluster import KMeans

    # A sample places the centroids as well as all rows do, in a quarter of the time.
    sample = np.random.default_rng(SEED).choice(len(training), CENTROID_SAMPLE, replace=False)
    means = KMeans(CENTROIDS, n_init=1, max_iter=50, random_state=SEED).fit(embeddings(net, training.take(sample), label))
    return means.cluster_centers_.astype(np.float32)


def calibrating(rows: Rows, true_hse: np.ndarray, target: Target) -> np.ndarray:
    """Return the positions of rows whose label may calibrate the target.

    Of the gaps only those of non-metals: metals that are called metals have errors of nearly zero and would make the
    intervals of all others too narrow. HSE gaps estimated from a GGA+U gap are too rough to say anything.
    """
    label = rows.label(target.label)
    if target.label != HSE:
        return np.flatnonzero(~np.isnan(label))
    return np.flatnonzero((label >= METAL_BELOW_EV) & (true_hse | ~has_u(rows)) & (rows.space_group > 0))


@torch.no_grad()
def fit_scales(net: Ensemble, centroids: np.ndarray, prepared: Prepared, target: Target) -> Scales:
    """Return the scale of the novelty, from the calibration rows, and the law of sigma, from the validation rows.

    Novelty 1 is the 95th percentile over rows that no training row shares a formula with.
    """
    calibration = prepared.part("calibration")
    calibration = calibration[prepared.rows.space_group[calibration] > 0]
    distance = nearest_square(embeddings(net, prepared.rows.take(calibration), target.label), centroids)
    scale = float(np.quantile(distance, 0.95))
    watched = prepared.part("validation")
    watched = watched[calibrating(prepared.rows.take(watched), prepared.true_hse[watched], target)]
    chosen = prepared.rows.take(watched)
    inputs = as_inputs(chosen)
    trust = net.evidence(*inputs, evidence_table(target.label))
    answers = net(*inputs, trust)
    values = answers.values[:, :, target.label]
    spread = ((values - values.mean(dim=0)) ** 2).mean(dim=0).numpy()
    novelty = nearest_square(answers.embedding.numpy(), centroids) / scale + unbacked(inputs[2], trust).numpy()
    error = np.abs(values.mean(dim=0).numpy() - chosen.label(target.label))
    law = fit_law(answers.scales[:, 0 if target.label == HSE else 1].numpy(), spread, novelty, error, target.smallest)
    return Scales(scale, law, fit_odds(net, prepared) if target.label in GAPS else None)


@torch.no_grad()
def fit_odds(net: Ensemble, prepared: Prepared) -> np.ndarray:
    """Return float32 [2, 2]: for each of ``METAL_SENSES`` factor and addend of the log odds, from the validation and calibration rows with a known gap.

    Only rows with an anion count: nobody asks whether an alloy is a metal, and alloys by the hundred would decide the slope.
    """
    from sklearn.linear_model import LogisticRegression

    watched = prepared.part("validation", "calibration")
    watched = watched[(kinds()[prepared.rows.elements[watched]].sum(axis=2) > 0).any(axis=1)]
    rows = prepared.rows.take(watched)
    inputs = as_inputs(rows)
    logits = net(*inputs, net.evidence(*inputs)).logits.numpy()
    odds = []
    for sense in METAL_SENSES:
        gap = rows.label(sense)
        known = ~np.isnan(gap) & (prepared.true_hse[watched] if sense == HSE else True)
        fitted = LogisticRegression(C=np.inf).fit(logits[known, sense : sense + 1], gap[known] >= METAL_BELOW_EV)
        odds.append((fitted.coef_[0, 0], fitted.intercept_[0]))
    return np.array(odds, dtype=np.float32)


def write_onnx(module: Exported, path: Path, outputs: tuple[str, ...]) -> None:
    """Write the module to ``path`` with dynamic batch and slots, and check the file.

    The exporter that traces TorchScript is used because its graphs hold nothing but standard
    operators with no shape fixed by the example.
    """
    example = (
        torch.tensor([[30, 83, 8], [8, 12, 0]], dtype=torch.int32),
        torch.tensor([[1 / 7, 2 / 7, 4 / 7], [0.5, 0.5, 0.0]]),
        torch.tensor([227, 225], dtype=torch.int32),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    dynamic = {"elements": {0: "batch", 1: "slots"}, "amounts": {0: "batch", 1: "slots"}, "space_group": {0: "batch"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            example,
            path,
            input_names=list(INPUTS),
            output_names=list(outputs),
            dynamic_axes=dynamic | {name: {0: "batch"} for name in outputs},
            opset_version=OPSET,
            dynamo=False,
        )
    graph = onnx.load(path)
    # The producer's version and the doc strings name the machine's tools; the file needs neither.
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, path)
    foreign = {node.op_type for node in graph.graph.node} - PLAIN_OPERATORS
    if foreign:
        raise RuntimeError(f"operators outside the plain set: {sorted(foreign)}")
    if path.stat().st_size > LARGEST_FILE:
        raise RuntimeError(f"{path.name} has {path.stat().st_size} bytes, more than {LARGEST_FILE}")


def session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """Open the file on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def predict(opened: onnxruntime.InferenceSession, rows: Rows, batch: int = 1024) -> tuple[np.ndarray, ...]:
    """Return all outputs [n] as the ONNX file gives them, value, error scale and novelty first."""
    parts = []
    for i in range(0, len(rows), batch):
        inputs = as_inputs(rows.take(np.arange(i, min(i + batch, len(rows)))))
        parts.append(opened.run(None, {k: v.numpy() for k, v in zip(INPUTS, inputs, strict=True)}))
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


def check_parity(module: Exported, path: Path, tolerance: float = 1e-4) -> float:
    """Compare ONNX with PyTorch over many shapes; return the largest difference of any output.

    Covers batches of 1 to 33, 1 to 12 elements, extra padding, slot order, an unknown space
    group, the heaviest elements and fractions down to 0.001.
    """
    rng = np.random.default_rng(SEED)
    opened = session(path)
    worst = 0.0
    for batch in (1, 2, 33):
        for count in range(1, 13):
            for padding in (0, 3):
                elements = np.zeros((batch, count + padding), dtype=np.int32)
                amounts = np.zeros((batch, count + padding), dtype=np.float32)
                for i in range(batch):
                    elements[i, :count] = rng.choice(np.arange(1, 119), count, replace=False)
                    parts = rng.dirichlet(np.ones(count)) + 0.001
                    amounts[i, :count] = parts / parts.sum()
                    order = rng.permutation(count + padding)
                    elements[i], amounts[i] = elements[i, order], amounts[i, order]
                groups = rng.integers(0, 231, batch).astype(np.int32)
                with torch.no_grad():
                    expected = module(*(torch.from_numpy(x) for x in (elements, amounts, groups)))
                found = opened.run(None, dict(zip(INPUTS, (elements, amounts, groups), strict=True)))
                for one, other in zip(expected, found, strict=True):
                    if other.shape != (batch,) or not np.isfinite(other).all():
                        raise RuntimeError(f"bad output for batch {batch}, {count} elements")
                    worst = max(worst, float(np.abs(one.numpy() - other).max()))
    if worst > tolerance:
        raise RuntimeError(f"ONNX differs from PyTorch by {worst}")
    return worst


def finish(net: Ensemble, target: Target, centroids: np.ndarray, scales: Scales, out: Path, variant: Variant) -> None:
    """Write one ONNX file, compare it, and keep the module beside the checkpoints for the parity table."""
    odds = None if scales.odds is None else torch.from_numpy(scales.odds)
    module = Exported(net, target.label, torch.from_numpy(centroids), scales.novelty, torch.from_numpy(scales.law), odds).eval()
    write_onnx(module, out, target.outputs)
    worst = check_parity(module, out)
    torch.save(module.state_dict() | {"novelty_scale": module.novelty_scale}, CACHE / variant.folder / f"{target.name}.pt")
    print(f"{variant.folder} {target.name}: {out.stat().st_size} bytes, largest difference from PyTorch {worst:.2e}, law {scales.law.tolist()}", flush=True)


def main() -> None:
    """Export the twins and the models that ship."""
    targets = targets_asked_for(__doc__)
    torch.set_num_threads(1)
    prepared = prepare()
    trained = prepared.rows.take(np.flatnonzero(prepared.trained))
    for target in targets:
        twin, shipped = load(target.twin), load(target.shipped)
        centroids = fit_centroids(twin, trained, target.label)
        scales = fit_scales(twin, centroids, prepared, target)
        finish(twin, target, centroids, scales, TWINS / f"{target.name}.onnx", target.twin)
        centroids = fit_centroids(shipped, prepared.rows, target.label)
        finish(shipped, target, centroids, scales, PROJECT / "models" / f"{target.name}.onnx", target.shipped)


if __name__ == "__main__":
    main()
