"""Substitution chains keep the site full and go from one end member to the other."""

from models.training.chains import chain
from models.training.formula import parse


def test_b_site() -> None:
    formulas = chain("Bi", "Fe", "Zn", 1, 2)
    assert (formulas[0], formulas[1], formulas[-1]) == ("Bi2Zn1O4", "Bi1.9Fe0.1Zn1O4", "Fe2Zn1O4")
    assert len(formulas) == 21
    assert all(sum(amount for _, amount in parse(formula)) == 7 for formula in formulas)


def test_a_site() -> None:
    formulas = chain("Zn", "Fe", "Bi", 2, 1)
    assert (formulas[0], formulas[3], formulas[-1]) == ("Zn1Bi2O4", "Zn0.7Fe0.3Bi2O4", "Fe1Bi2O4")
    assert len(formulas) == 11
