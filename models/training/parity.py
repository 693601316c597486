"""Write the parity tables: compositions made by rule, with PyTorch's outputs in float32.

Run from the project's root: ``python -m models.training.parity``. The product's tests run the
same compositions through ``gap.onnx`` and ``hull.onnx`` and must find the same numbers within 1e-4.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import torch

from .batching import as_inputs
from .data import CACHE, PROJECT, SEED, pack
from .export import predict, session
from .exported import Exported
from .formula import SYMBOLS, reduced_key
from .targets import Target, load, targets_asked_for

ROWS = 1000
TOLERANCE = 1e-4
COLUMNS = ("value", "sigma", "novelty")
"""Names in the table of the outputs of every file; further ones have their own."""

# Textbook site occupants, by usual oxidation state; written for this file.
A_SITE = "Mg Zn Mn Fe Co Ni Cu Cd Ca Ge Sn Li".split()
B_SITE = "Al Ga In Cr Fe Mn Co V Ti Rh Bi Sc La Ni".split()
PEROVSKITE_A = "Ca Sr Ba La Pb Na K Bi Nd Y".split()
PEROVSKITE_B = "Ti Zr Sn Hf Nb Ta Mn Fe Al Ga Co Ni".split()
PEROVSKITE_X = "O F Cl Br I S".split()
STEPS = ("0.001", "0.002", "0.005", "0.01", "0.025", "0.05", "0.1", "0.125", "0.2", "0.25", "1/3", "0.5", "0.75")


def share(rng: np.random.Generator, site: int) -> tuple[str, str]:
    """Return decimal amounts (kept, put) that sum to ``site``, the smaller down to 0.001."""
    put = float(rng.choice([s for s in STEPS if "/" not in s])) * (site if rng.random() < 0.5 else 1)
    return f"{site - put:.6g}", f"{put:.6g}"


def spinels(rng: np.random.Generator) -> Iterator[tuple[str, int]]:
    """Yield spinels with one substituted site, in their own space group or a neighbour of it."""
    while True:
        a, b = str(rng.choice(A_SITE)), str(rng.choice(B_SITE))
        on_a = rng.random() < 0.5
        guest = str(rng.choice(A_SITE if on_a else B_SITE))
        if len({a, b, guest}) < 3:
            continue
        kept, put = share(rng, 1 if on_a else 2)
        text = f"{a}{kept}{guest}{put}{b}2O4" if on_a else f"{a}{b}{kept}{guest}{put}O4"
        yield text, int(rng.choice([227, 227, 227, 141, 74, 62, 0]))


def perovskites(rng: np.random.Generator) -> Iterator[tuple[str, int]]:
    """Yield perovskites, half of them mixed on both sites."""
    while True:
        a, a2 = (str(x) for x in rng.choice(PEROVSKITE_A, 2, replace=False))
        b, b2 = (str(x) for x in rng.choice(PEROVSKITE_B, 2, replace=False))
        x = str(rng.choice(PEROVSKITE_X))
        if rng.random() < 0.5:
            yield f"{a}{b}{x}3", int(rng.choice([221, 62, 140, 167, 161, 99]))
        else:
            (k1, p1), (k2, p2) = share(rng, 1), share(rng, 1)
            yield f"{a}{k1}{a2}{p1}{b}{k2}{b2}{p2}{x}3", int(rng.choice([221, 62, 0]))


def mixtures(rng: np.random.Generator) -> Iterator[tuple[str, int]]:
    """Yield random mixtures of one to nine elements of atomic number 1 to 103, amounts of 0.001 to 20."""
    while True:
        count = int(rng.integers(1, 10))
        symbols = rng.choice(SYMBOLS[:103], count, replace=False)
        text = "".join(f"{s}{float(f'{np.exp(rng.uniform(np.log(0.001), np.log(20))):.3g}'):f}".rstrip("0").rstrip(".") for s in symbols)
        yield text, int(rng.integers(0, 231))


def compositions() -> list[tuple[str, int]]:
    """Return the pairs (formula, space group) of the table, no composition twice."""
    rng = np.random.default_rng(SEED)
    sources = [spinels(rng), perovskites(rng), mixtures(rng)]
    chosen: list[tuple[str, int]] = []
    seen = set()
    while len(chosen) < ROWS:
        pair = next(sources[len(chosen) % len(sources)])
        key = (reduced_key(pair[0]), pair[1])
        if key not in seen:
            seen.add(key)
            chosen.append(pair)
    return chosen


def load_exported(target: Target) -> Exported:
    """Return the module that was exported, centroids included."""
    state = torch.load(CACHE / target.shipped.folder / f"{target.name}.pt", weights_only=False, map_location="cpu")
    scale = state.pop("novelty_scale")
    module = Exported(load(target.shipped), target.label, state["centroids"], scale, state["law"], state.get("odds"))
    module.load_state_dict(state)
    return module.eval()


def columns_of(target: Target) -> tuple[str, ...]:
    """Return the names in the table of all outputs of a file."""
    return (*COLUMNS, *target.outputs[len(COLUMNS) :])


def write_table(target: Target, pairs: list[tuple[str, int]]) -> None:
    """Write the table of one file, and compare it with the file."""
    rows = pack([formula for formula, _ in pairs], np.array([number for _, number in pairs]))
    with torch.no_grad():
        expected = [x.numpy() for x in load_exported(target)(*as_inputs(rows))]
    found = predict(session(PROJECT / "models" / f"{target.name}.onnx"), rows)
    columns = columns_of(target)
    worst = {name: float(np.abs(a - b).max()) for name, a, b in zip(columns, expected, found, strict=True)}
    if max(worst.values()) > TOLERANCE:
        raise RuntimeError(f"{target.name}.onnx differs from PyTorch by {worst}")
    lines = [
        json.dumps(
            {"formula": formula, "spaceGroup": number}
            | {name: float(f"{column[i]:.9g}") for name, column in zip(columns, expected, strict=True)}
        )
        for i, (formula, number) in enumerate(pairs)
    ]
    head = json.dumps({"model": target.name, "tolerance": TOLERANCE, "reference": "PyTorch, float32, one thread"})
    out = PROJECT / "models" / "parity" / f"{target.name}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(head[:-1] + ', "rows": [\n' + ",\n".join(lines) + "\n]}\n")
    print(f"wrote {out.name}: {len(lines)} rows, largest difference {worst}")


def main() -> None:
    """Write the tables of the files."""
    targets = targets_asked_for(__doc__)
    torch.set_num_threads(1)
    for target in targets:
        write_table(target, compositions())


if __name__ == "__main__":
    main()
