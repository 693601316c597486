"""Boosted forests as ONNX: descriptors, novelty, trees and the answer in one graph.

The front, a PyTorch module, turns a composition into columns and a novelty. LightGBM's trees follow
as ``TreeEnsembleRegressor`` nodes, which only the CPU provider has, and a few plain nodes make the
value and its error scale of their outputs.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import lightgbm as lgb
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from .data import SEED, Rows

COMMON: dict[str, object] = {
    "num_leaves": 31,
    "colsample_bytree": 0.4,
    "subsample": 0.8,
    "subsample_freq": 1,
    "reg_lambda": 1.0,
    "use_missing": False,
    "random_state": SEED,
    "verbose": -1,
}
"""Settings of the forests that predict an energy from a composition; ONNX trees know no missing values."""

OPSET = 17
ML_OPSET = 3
CENTROIDS = 128
CENTROID_SAMPLE = 10_000
COMPOSITION = ("elements", "amounts", "space_group")
GIVEN = "pbe_gap_ev"
"""The input of a model that corrects a gap."""

LOG_FLOOR = 0.01
"""Added to an absolute error before its logarithm is fitted."""


class Front(nn.Module):
    """Descriptors, a given gap as their last column where one is asked for, and the novelty."""

    def __init__(self, descriptors: nn.Module, used: np.ndarray, centre: np.ndarray, spread: np.ndarray, centroids: np.ndarray) -> None:
        """Take the columns that measure novelty, their mean and deviation [u], and centroids [k, u] in units of the novelty."""
        super().__init__()
        self.descriptors = descriptors
        self.register_buffer("used", torch.from_numpy(used.astype(np.int64)))
        self.register_buffer("centre", torch.from_numpy(centre.astype(np.float32)))
        self.register_buffer("spread", torch.from_numpy(spread.astype(np.float32)))
        self.register_buffer("centroids", torch.from_numpy(centroids.astype(np.float32)))
        self.register_buffer("scale", torch.ones(()))

    def forward(self, elements: Tensor, amounts: Tensor, space_group: Tensor, given: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return the columns [b, c] and the novelty [b]."""
        columns = self.descriptors(elements, amounts, space_group)
        point = (columns.index_select(1, self.used) - self.centre) / self.spread
        squares = (point * point).sum(dim=1, keepdim=True) + (self.centroids * self.centroids).sum(dim=1)
        squares = squares - 2.0 * torch.matmul(point, self.centroids.t())
        novelty = torch.relu(squares).amin(dim=1) / self.scale
        if given is not None:
            columns = torch.cat([columns, given.unsqueeze(1)], dim=1)
        return columns, novelty


def fit_front(descriptors: nn.Module, names: Sequence[str], columns: np.ndarray, held_out: np.ndarray) -> Front:
    """Return the front for training columns [n, c]; novelty 1 holds 95 % of the columns ``held_out`` [m, c] of other formulas.

    The centroids of a fold's own training rows would be dearer and hardly different: they are few beside the rows.
    """
    from sklearn.cluster import KMeans

    used = np.array([i for i, name in enumerate(names) if name.startswith(("mean", "deviation", "fraction", "A ", "B "))])
    centre, spread = columns[:, used].mean(axis=0), columns[:, used].std(axis=0) + 1e-3
    points = np.clip((columns[:, used] - centre) / spread, -10, 10)
    sample = np.random.default_rng(SEED).permutation(len(points))[:CENTROID_SAMPLE]
    count = min(CENTROIDS, max(2, len(sample) // 8))
    means = KMeans(count, n_init=1, max_iter=30, random_state=SEED).fit(points[sample])
    front = Front(descriptors, used, centre, spread, means.cluster_centers_).eval()
    other = (held_out[:, used] - centre) / spread
    squares = np.concatenate(
        [((part[:, None, :] - means.cluster_centers_[None]) ** 2).sum(axis=2).min(axis=1) for part in np.array_split(other, max(1, len(other) // 1000))]
    )
    front.scale.fill_(float(np.quantile(squares, 0.95)))
    return front


def not_above(threshold: float) -> float:
    """Return the largest 32-bit number that is not above the threshold, so that 32-bit values compare alike."""
    single = np.float32(threshold)
    return float(np.nextafter(single, np.float32(-np.inf)) if float(single) > threshold else single)


def tree_node(boosters: Sequence[lgb.Booster], source: str, target: str) -> onnx.NodeProto:
    """Return a node from columns [b, c] to the raw scores of the forests [b, forests]."""
    nodes: dict[str, list[object]] = {
        key: []
        for key in (
            "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids",
            "nodes_falsenodeids", "target_treeids", "target_nodeids", "target_ids", "target_weights",
        )
    }  # fmt: skip
    tree_number = 0
    for forest, booster in enumerate(boosters):
        for tree in booster.dump_model()["tree_info"]:
            add_tree(nodes, tree["tree_structure"], tree_number, forest)
            tree_number += 1
    return helper.make_node(
        "TreeEnsembleRegressor", [source], [target], domain="ai.onnx.ml", n_targets=len(boosters), aggregate_function="SUM", post_transform="NONE", **nodes
    )


def add_tree(nodes: dict[str, list[object]], root: dict[str, object], tree: int, forest: int) -> None:
    """Append one tree of LightGBM's dump; a node's number is its place in the order of visit."""
    pending = [root]
    number = 0
    following = 1
    while pending:
        node = pending.pop(0)
        leaf = "leaf_value" in node
        row = {
            "nodes_treeids": tree,
            "nodes_nodeids": number,
            "nodes_featureids": 0 if leaf else node["split_feature"],
            "nodes_values": 0.0 if leaf else not_above(float(node["threshold"])),  # type: ignore[arg-type]
            "nodes_modes": "LEAF" if leaf else "BRANCH_LEQ",
            "nodes_truenodeids": 0 if leaf else following,
            "nodes_falsenodeids": 0 if leaf else following + 1,
        }
        if leaf:
            row |= {"target_treeids": tree, "target_nodeids": number, "target_ids": forest, "target_weights": float(node["leaf_value"])}  # type: ignore[arg-type]
        else:
            pending += [node["left_child"], node["right_child"]]  # type: ignore[list-item]
            following += 2
        for key, value in row.items():
            nodes[key].append(value)
        number += 1


def front_graph(front: Front, given: bool, path: Path) -> onnx.ModelProto:
    """Return the graph of the front, with outputs ``columns`` and ``novelty``."""
    example: list[Tensor] = [
        torch.tensor([[30, 83, 8], [8, 12, 0]], dtype=torch.int32),
        torch.tensor([[1 / 7, 2 / 7, 4 / 7], [0.5, 0.5, 0.0]]),
        torch.tensor([227, 225], dtype=torch.int32),
    ]
    inputs = list(COMPOSITION)
    dynamic = {"elements": {0: "batch", 1: "slots"}, "amounts": {0: "batch", 1: "slots"}, "space_group": {0: "batch"}}
    if given:
        example.append(torch.tensor([1.0, 4.0]))
        inputs.append(GIVEN)
        dynamic[GIVEN] = {0: "batch"}
    dynamic |= {"columns": {0: "batch"}, "novelty": {0: "batch"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            front, tuple(example), path, input_names=inputs, output_names=["columns", "novelty"], dynamic_axes=dynamic, opset_version=OPSET, dynamo=False
        )
    graph = onnx.load(path)
    path.unlink()
    return graph


def constant(name: str, value: float) -> onnx.TensorProto:
    """Return a scalar initialiser."""
    return helper.make_tensor(name, TensorProto.FLOAT, [], [value])


def write_forest(
    front: Front,
    forests: dict[str, Sequence[lgb.Booster]],
    answer: Sequence[onnx.NodeProto],
    constants: Sequence[onnx.TensorProto],
    outputs: tuple[str, str],
    path: Path,
    given: bool = False,
) -> None:
    """Write front, forests and the nodes of the answer to one file.

    Each entry of ``forests`` becomes a tensor of its name [b, forests]. ``answer`` makes of them, of ``novelty`` and of the
    given gap the two ``outputs``, value and error scale, each [b].
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    model = front_graph(front, given, path)
    graph = model.graph
    graph.node.extend([tree_node(boosters, "columns", name) for name, boosters in forests.items()])
    graph.node.extend(answer)
    graph.initializer.extend(constants)
    novelty = next(output for output in graph.output if output.name == "novelty")
    del graph.output[:]
    graph.output.extend([helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch"]) for name in outputs])
    graph.output.append(novelty)
    model.opset_import.append(helper.make_opsetid("ai.onnx.ml", ML_OPSET))
    for node in graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, path)


def fold_of(keys: Sequence[object], folds: int = 5, seed: int = SEED) -> np.ndarray:
    """Return the fold of each key [n], equal keys in one fold."""
    distinct = sorted(set(keys))  # type: ignore[type-var]
    order = np.random.default_rng(seed).permutation(len(distinct)) % folds
    number = dict(zip(distinct, order, strict=True))
    return np.array([number[key] for key in keys])


def as_feed(rows: Rows, given: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """Return the inputs of a model for these rows."""
    feed = {
        "elements": rows.elements.astype(np.int32),
        "amounts": rows.amounts.astype(np.float32),
        "space_group": rows.space_group.astype(np.int32),
    }
    return feed if given is None else feed | {GIVEN: given.astype(np.float32)}


def fit_error_scale(columns: np.ndarray, error: np.ndarray) -> lgb.Booster:
    """Return a small forest for the logarithm of the absolute error [n] of predictions on formulas not trained on."""
    model = lgb.LGBMRegressor(
        n_estimators=150, learning_rate=0.04, num_leaves=15, min_child_samples=40, colsample_bytree=0.4, use_missing=False, random_state=SEED, n_jobs=1, verbose=-1
    )
    return model.fit(columns, np.log(np.abs(error) + LOG_FLOOR)).booster_
