"""Enumerate the paper's study the plain way: one pymatgen Composition a candidate and a set of them.

Usage: python enumerate_with_pymatgen.py examples/paper.spinel. Prints the number of distinct compositions.
"""

import re
import sys
from fractions import Fraction

from pymatgen.core import Composition

A_POOL = "Ag Al Ba Be Ca Cd Co Cs Cu Dy Fe Ga Ge Hg La Mg Mn Mo Ni Rb Si Sn V W Y Zn".split()
B_POOL = (
    "Ag Al Bi Ca Cd Co Cr Cu Dy Er Eu Fe Ga Gd Ho In Ir La Lu Mg Mn Mo Na Nd Ni Pd Pm Pr Rb Sb Sc Sm Sn Ti Tm V W Y Yb Zn"
).split()
STEP = Fraction(1, 10)


def sites(formula: str) -> tuple[str, str]:
    """Return the elements on A and B of an AB2O4 formula."""
    amounts = Composition(formula).get_el_amt_dict()
    del amounts["O"]
    (first, a), (second, _) = amounts.items()
    return (first, second) if a == 1 else (second, first)


def key(parts: dict[str, Fraction]) -> str:
    """Return the formula that pymatgen gives to a composition, rounded as it rounds."""
    return Composition({element: float(amount) for element, amount in parts.items() if amount > 0}).formula


def main() -> None:
    """Count the distinct compositions of the study in the file named on the command line."""
    text = re.sub(r"//.*", "", open(sys.argv[1], encoding="utf-8").read())
    bases = [sites(f) for f in re.findall(r"\b(?:[A-Z][a-z]?\d*|\((?:[A-Z][a-z]?\d*)+\)\d*){3,}", text)]
    seen: set[str] = set()
    for a, b in bases:
        seen.add(key({a: Fraction(1), b: Fraction(2), "O": Fraction(4)}))
        for pool, multiplicity, on_a in ((A_POOL, 1, True), (B_POOL, 2, False)):
            for element in pool:
                if element in (a, b):
                    continue
                for i in range(1, int(multiplicity / STEP) + 1):
                    x = i * STEP
                    if on_a:
                        parts = {a: 1 - x, element: x, b: Fraction(2)}
                    else:
                        parts = {a: Fraction(1), b: 2 - x, element: x}
                    seen.add(key({**parts, "O": Fraction(4)}))
    print(len(seen))


main()
