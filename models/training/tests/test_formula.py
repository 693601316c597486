"""Formula parsing and exact reduced compositions."""

from fractions import Fraction

import pytest

from models.training.formula import NUMBER, SYMBOLS, fractions, parse, reduced_key


def test_symbols_cover_the_table() -> None:
    assert len(SYMBOLS) == len(set(SYMBOLS)) == 118
    assert (NUMBER["H"], NUMBER["O"], NUMBER["Zn"], NUMBER["Og"]) == (1, 8, 30, 118)


@pytest.mark.parametrize(
    ("formula", "amounts"),
    [
        ("ZnBi2O4", {"Zn": "1", "Bi": "2", "O": "4"}),
        ("Zn0.9Fe0.1Bi2O4", {"Zn": "0.9", "Fe": "0.1", "Bi": "2", "O": "4"}),
        ("Ca3[Fe(CN)6]2", {"Ca": "3", "Fe": "2", "C": "12", "N": "12"}),
        ("CH3CH2OH", {"C": "2", "H": "6", "O": "1"}),
        ("Zn0Bi2O4", {"Bi": "2", "O": "4"}),
        ("Li.5CoO2", {"Li": "0.5", "Co": "1", "O": "2"}),
    ],
)
def test_parse(formula: str, amounts: dict[str, str]) -> None:
    assert dict(parse(formula)) == {NUMBER[symbol]: Fraction(text) for symbol, text in amounts.items()}


@pytest.mark.parametrize("formula", ["", "zn", "Zn(", "Zn)", "2Zn", "Xx2", "Zn1e3", "Zn0", "Zn2+"])
def test_refused(formula: str) -> None:
    with pytest.raises(ValueError):
        parse(formula)


def test_spellings_of_one_composition_are_equal() -> None:
    keys = {reduced_key(f) for f in ("CdRh2O4", "Cd(RhO2)2", "O4Rh2Cd", "Cd0.5RhO2", "Cd0.1Rh0.2O0.4")}
    assert len(keys) == 1
    assert reduced_key("Zn0.3Cd0.7O") != reduced_key("Zn0.7Cd0.3O")


def test_fractions_sum_to_one() -> None:
    assert fractions("Zn0.001Bi1.999O4")[0][1] == pytest.approx(0.001 / 6)
    assert sum(f for _, f in fractions("La0.67Ca0.33MnO3")) == pytest.approx(1.0)
