"""Write the trained networks to ONNX files and check them against PyTorch.

Run from the project's root: ``python -m models.training.export``, with ``--only gap`` or ``--only hull`` for one file. A network answers for all its
quantities at once; each file holds the networks trained for one of them, the HSE gap or the energy above the hull, and gives their answer for that.
The twins' files stay in the cache, for measuring; the others are ``models/gap.onnx`` and ``models/hull.onnx``. The scale
of the novelty and the law of sigma are the twin's in both, because only the twin has not seen the rows they are fitted on.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .batching import as_inputs
from .data import CACHE, PROJECT, SEED, Rows
from .exported import FEWEST_ROUNDED, Exported
from .model import Ensemble
from .prepared import prepare
from .scales import Scales, fit_centroids, fit_scales
from .targets import TWINS, Target, load, targets_asked_for
from .variants import Variant

OPSET = 17
LARGEST_FILE = 30 * 1024 * 1024
INPUTS = ("elements", "amounts", "space_group")

PLAIN_OPERATORS = frozenset(
    """Abs Add And Cast Clip Concat Constant ConstantOfShape Cos Div Equal Erf Exp Expand Gather Gemm
    Greater Identity LayerNormalization Less Log MatMul Mul Neg Not Pow ReduceMax ReduceMean ReduceMin
    ReduceSum Relu Reshape Shape Sigmoid Sin Slice Softmax Split Sqrt Squeeze Sub Transpose Unsqueeze
    Where""".split()
)
"""Operators that the CPU, WebGPU, CUDA and DirectML providers all have."""
SMALL_TYPES = (np.int16, np.float16)
"""Types of half the size in which large tables are stored if these hold every number of them: counts, and weights that ``exported.rounded`` has prepared."""


def store_small(graph: onnx.GraphProto) -> None:
    """Store large tables in 16 bits where nothing is lost by it; the runtime casts them back when it opens the file.

    Tables are small while a file is on disk and downloaded, and floats of 32 bits where they are used, so that no answer changes.
    """
    for tensor in list(graph.initializer):
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < FEWEST_ROUNDED:
            continue
        with np.errstate(over="ignore", invalid="ignore"):
            stored = next((cast for cast in (values.astype(kind) for kind in SMALL_TYPES) if (cast == values).all()), None)
        if stored is None:
            continue
        small = f"{tensor.name}_small"
        graph.initializer.append(onnx.numpy_helper.from_array(stored, small))
        graph.initializer.remove(tensor)
        graph.node.insert(0, onnx.helper.make_node("Cast", [small], [tensor.name], to=onnx.TensorProto.FLOAT))


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
    store_small(graph.graph)
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
