"""Charge balance leaves every element the electrons that a chemist would expect."""

import numpy as np
import pytest
import torch

from models.training import data
from models.training.electrons import ELECTRON_FEATURES, MOST_ELECTRONS, STATE_UNIT, Electrons
from models.training.formula import NUMBER


@pytest.fixture(scope="module")
def electrons() -> Electrons:
    return Electrons()


def told(electrons: Electrons, formula: str) -> dict[str, np.ndarray]:
    """Return the features of every element of a formula."""
    rows = data.pack([formula], np.array([0]))
    features = electrons(torch.from_numpy(rows.elements), torch.from_numpy(rows.amounts))[0].numpy()
    symbols = {number: symbol for symbol, number in NUMBER.items()}
    return {symbols[int(z)]: one for z, one in zip(rows.elements[0], features, strict=True)}


@pytest.mark.parametrize(
    ("formula", "symbol", "kept"),
    [
        ("MgAl2O4", "Al", 0),
        ("ZnV2O4", "V", 2),
        ("MnV2O4", "V", 2),
        ("MnV2O4", "Mn", 5),
        ("FeAl2O4", "Fe", 6),
        ("NiTiO3", "Ni", 8),
        ("NiTiO3", "Ti", 0),
        ("LaMnO3", "Mn", 4),
        ("CaMnO3", "Mn", 3),
        ("CaCuO2", "Cu", 9),
        ("BiFeO3", "Bi", 2),
        ("BaSO4", "S", 0),
        ("Cs2AgBiBr6", "Ag", 10),
        ("EuO", "Eu", 7),
        ("GaAs", "As", 8),
    ],
)
def test_usual_compounds(electrons: Electrons, formula: str, symbol: str, kept: int) -> None:
    near = told(electrons, formula)[symbol][: MOST_ELECTRONS + 1]
    assert near.argmax() == kept
    assert near[kept] > 0.75


def test_mixed_valence_is_shared(electrons: Electrons) -> None:
    iron = told(electrons, "Fe3O4")["Fe"]
    assert iron[MOST_ELECTRONS + 1] * STATE_UNIT == pytest.approx(8 / 3, abs=0.05)
    assert iron[5] == pytest.approx(2 / 3, abs=0.05)
    assert iron[6] == pytest.approx(1 / 3, abs=0.05)


def test_metals_and_peroxides_cannot_be_balanced(electrons: Electrons) -> None:
    assert told(electrons, "NiAl")["Ni"][-1] > 0.9
    assert told(electrons, "K2O2")["O"][-1] < -0.9
    assert abs(told(electrons, "MgO")["O"][-1]) < 0.01


def test_substitution_moves_nothing_by_jumps(electrons: Electrons) -> None:
    for guest in ("Fe", "Ga", "Ti"):
        steps = [told(electrons, f"MnV{2 - x:.3f}{guest}{x:.3f}O4")["V"] for x in np.linspace(0.01, 0.5, 50)]
        assert np.abs(np.diff(steps, axis=0)).max() < 0.1


def test_every_element_is_finite_alone_and_in_an_oxide(electrons: Electrons) -> None:
    for amounts in ([[1.0, 0.0]] * 118, [[0.4, 0.6]] * 118, [[0.0, 0.0]] * 118):
        features = electrons(torch.tensor([[z, 8] for z in range(1, 119)]), torch.tensor(amounts))
        assert features.shape == (118, 2, ELECTRON_FEATURES)
        assert torch.isfinite(features).all()
        assert features.abs().max() < 5
