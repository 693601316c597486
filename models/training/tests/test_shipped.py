"""The files that ship agree with each other: weights, manifest, parity table."""

import hashlib
import json

import numpy as np
import pytest

from models.training.data import PROJECT, pack
from models.training.batching import as_inputs
from models.training.export import INPUTS, predict, session
from models.training.targets import GAP, TARGETS, Target
from models.training.parity import columns_of

MODELS = PROJECT / "models"
FILE = MODELS / "gap.onnx"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="models/gap.onnx is absent")


def manifest() -> dict:
    return json.loads((MODELS / "manifest.json").read_text())["models"][0]


def every_entry() -> list[dict]:
    return json.loads((MODELS / "manifest.json").read_text())["models"]


def test_there_is_a_model_for_each_quantity_and_all_fit_the_budget() -> None:
    assert [entry["quantity"] for entry in every_entry()] == ["gap", "hull", "spinel", "correct"]
    assert sum(entry["bytes"] for entry in every_entry()) <= 30e6


@pytest.mark.parametrize("entry", every_entry(), ids=lambda entry: entry["id"])
def test_manifest_describes_the_file(entry: dict) -> None:
    path = MODELS / entry["file"]
    content = path.read_bytes()
    assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert entry["bytes"] == len(content)
    opened = session(path)
    assert {x.name: list(x.shape) for x in opened.get_inputs()} == {k: v["shape"] for k, v in entry["inputs"].items()}
    assert {x.name for x in opened.get_outputs()} == set(entry["outputs"])
    assert (MODELS / entry["card"]).exists()


def test_half_widths_grow_with_level_and_distance() -> None:
    table = manifest()["intervals"]["halfWidthPerSigma"]
    for row in table.values():
        assert 0 < row["in"] <= row["edge"] <= row["out"]
    for flag in ("in", "edge", "out"):
        assert table["0.68"][flag] < table["0.90"][flag] < table["0.95"][flag]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_parity(target: Target) -> None:
    table = json.loads((MODELS / "parity" / f"{target.name}.json").read_text())
    rows = pack([row["formula"] for row in table["rows"]], np.array([row["spaceGroup"] for row in table["rows"]]))
    assert len(rows) == 1000
    for name, found in zip(columns_of(target), predict(session(MODELS / f"{target.name}.onnx"), rows), strict=True):
        expected = np.array([row[name] for row in table["rows"]])
        assert np.abs(found - expected).max() < table["tolerance"], name


def test_order_and_padding() -> None:
    opened = session(FILE)
    plain = [x.numpy() for x in as_inputs(pack(["Zn0.9Fe0.1Bi2O4"], np.array([227])))]
    order = [3, 0, 2, 1]
    turned = [plain[0][:, order], plain[1][:, order], plain[2]]
    padded = [np.pad(plain[0], ((0, 0), (0, 5))), np.pad(plain[1], ((0, 0), (0, 5))), plain[2]]
    one, other, third = (opened.run(None, dict(zip(INPUTS, x, strict=True))) for x in (plain, turned, padded))
    np.testing.assert_allclose(one, other, atol=1e-5)
    np.testing.assert_allclose(one, third, atol=1e-5)


def test_every_element_gives_finite_numbers() -> None:
    elements = np.arange(1, 119, dtype=np.int32)[:, None]
    inputs = (elements, np.ones((118, 1), dtype=np.float32), np.full(118, 225, dtype=np.int32))
    gap, sigma, novelty, metal, metal_gga, conditional = session(FILE).run(list(GAP.outputs), dict(zip(INPUTS, inputs, strict=True)))
    assert np.isfinite(gap).all() and (gap >= 0).all()
    assert np.isfinite(sigma).all() and (sigma > 0).all()
    assert np.isfinite(novelty).all() and (novelty >= 0).all()
    assert all(((one >= 0) & (one <= 1)).all() for one in (metal, metal_gga))
    assert np.isfinite(conditional).all() and (conditional >= gap).all()


def test_manifest_is_short_and_the_card_is_its_own() -> None:
    entry = manifest()
    card = (MODELS / entry["card"]).read_text()
    assert f"`{entry['id']}`, {entry['version']}" in card
    assert len(entry["errors"]) <= 25
    assert entry["errors"][0]["unit"] == "eV"
    assert len(entry["summary"]) < 250


def test_kept_textbook_compounds_are_no_metals() -> None:
    formulas, groups = zip(*[("TiO2", 136), ("ZnO", 186), ("MgO", 225), ("SiO2", 152), ("NaCl", 225)], strict=True)
    gap, _, _, metal, *_ = predict(session(FILE), pack(list(formulas), np.array(groups)))
    assert (gap > 1.5).all() and (metal < 0.1).all()
