"""Descriptors of compositions: what they say of open shells."""

from dataclasses import replace

import numpy as np
import pytest

from models.training.data import pack
from models.training.descriptors import Descriptors, Rounded, describe

NAMES = ["Number", "Electronegativity"]


def made_up() -> Descriptors:
    return Descriptors(np.random.default_rng(0).normal(size=(119, 2)).astype(np.float32), NAMES).eval()


def described(*formulas: str) -> list[dict[str, float]]:
    module = made_up()
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
    iron, orthoferrite = described("Fe2O3", "ErFeO3")
    assert iron["atoms that keep 5 d electrons"] > 0.9 and iron["atoms of the f block"] == 0.0
    assert orthoferrite["atoms that keep 5 d electrons"] > 0.9 and orthoferrite["atoms that keep 11 f electrons"] > 0.9
    assert orthoferrite["atoms of the d block"] == pytest.approx(0.2, abs=1e-5) == orthoferrite["atoms of the f block"]


def test_the_order_of_the_elements_and_padding_say_nothing() -> None:
    one, other, _ = described("ZnFe2O4", "O4Fe2Zn", "LiNaKRbCsF5")
    assert one == pytest.approx(other, rel=1e-5, abs=1e-5)


def test_rounding_takes_away_last_bits_and_nothing_else() -> None:
    formulas = ["ZnFe2O4", "Mg0.3Zn0.7Cr2O4", "NaCl", "Ce0.1Zr0.9O2", "LiNiO2"]
    rows = pack(formulas, np.array([227, 227, 225, 225, 166]))
    plain = made_up()
    rounded = Rounded(plain, rows).eval()
    expected, found = describe(plain, rows), describe(rounded, rows)
    largest = np.abs(expected).max(axis=0)
    assert (np.abs(found - expected) <= largest / 4096 + 1e-9).all()
    # The other order of the elements adds up otherwise in the last bits.
    turned = replace(rows, elements=rows.elements[:, ::-1].copy(), amounts=rows.amounts[:, ::-1].copy())
    assert not np.array_equal(describe(plain, turned), expected)
    np.testing.assert_array_equal(describe(rounded, turned), found)
