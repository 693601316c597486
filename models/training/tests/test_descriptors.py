"""Descriptors of compositions: what they say of open shells."""

import numpy as np
import pytest

from models.training.data import pack
from models.training.descriptors import Descriptors, describe

NAMES = ["Number", "Electronegativity"]


def described(*formulas: str) -> list[dict[str, float]]:
    module = Descriptors(np.random.default_rng(0).normal(size=(119, 2)).astype(np.float32), NAMES).eval()
    columns = describe(module, pack(list(formulas), np.full(len(formulas), 227)))
    assert columns.shape == (len(formulas), len(module.names)) and len(set(module.names)) == len(module.names)
    return [dict(zip(module.names, row.astype(float).tolist(), strict=True)) for row in columns]


def test_a_chromium_spinel_has_three_d_electrons_on_two_atoms_of_seven() -> None:
    (spinel,) = described("MgCr2O4")
    assert spinel["atoms of the d block"] == pytest.approx(2 / 7, abs=1e-5)
    assert spinel["atoms that keep 3 d electrons"] == pytest.approx(1.0, abs=0.05)
    assert spinel["oxidation state of the d block"] == pytest.approx(3.0, abs=0.05)
    assert spinel["atoms of the f block"] == spinel["atoms that keep 3 f electrons"] == 0.0
    assert spinel["lowest oxidation state"] == pytest.approx(-2.0, abs=0.01)
    assert spinel["absolute oxidation state"] == pytest.approx(16 / 7, abs=0.05)


def test_shells_are_averaged_over_their_own_atoms() -> None:
    mixed, doped = described("Fe2O3", "Fe2CeO5")
    assert mixed["atoms that keep 5 d electrons"] > 0.9
    # Ce(IV) keeps nothing, and iron is asked alone.
    assert doped["atoms that keep 5 d electrons"] > 0.75 and doped["atoms that keep 0 f electrons"] > 0.8
    assert doped["atoms of the d block"] == pytest.approx(0.25, abs=1e-5) and doped["atoms of the f block"] == pytest.approx(0.125, abs=1e-5)


def test_the_order_of_the_elements_and_padding_say_nothing() -> None:
    one, other, _ = described("ZnFe2O4", "O4Fe2Zn", "LiNaKRbCsF5")
    assert one == pytest.approx(other, rel=1e-5, abs=1e-5)
