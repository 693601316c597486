"""Write formulas made by rule with pymatgen's reduced formulas, as the fixture of the test of the spelling.

    python scripts/elements/spelling_fixture.py

It writes ``server/src/chemistry/goldens/spelling.json``: a list of pairs [formula, reduced formula].
"""

from __future__ import annotations

import json
import warnings
from itertools import combinations, product
from pathlib import Path

from pymatgen.core import Composition

TARGET = Path(__file__).parents[2] / "server/src/chemistry/goldens/spelling.json"


def formulas() -> list[str]:
    """Each line exercises one rule of the spelling."""
    made: list[str] = []
    # Elements alone, among them the diatomic gases and the noble gases, which have no electronegativity.
    made += [f"{symbol}{n}" for symbol in "H N O F Cl Br I S P Zn He Ne Ar Kr Xe".split() for n in (1, 2, 4)]
    # Peroxides, whose smallest formula is kept double, beside compounds that look alike.
    made += [f"{m}{n}O{n}" for m in "Li Na K Rb Cs H Ag Tl Cu".split() for n in (1, 2, 3)]
    # Spinels by both orders of writing: the bracket depends on the contrast of electronegativity.
    made += [f"{a}{b}2{x}4" for a, b, x in product("Zn Mg Cd Na Li Si Cu".split(), "Al Bi Rh Mn".split(), "O S Se".split())]
    # Equal electronegativities (Si and Cu; Tc and Cu) fall back on the alphabet.
    made += [f"{a}{b}{c}6" for a, b in combinations("Si Cu Ag Tc Sn".split(), 2) for c in "O F".split()]
    # Amounts with common divisors, in brackets and nested.
    made += [f"{a}{n}(P{m}O{4 * m}){k}" for a in "Ca Fe".split() for n in (1, 2, 3) for m in (1, 2) for k in (2, 3)]
    made += [f"K{n}[Fe(CN){m}]{n}" for n in (1, 2, 3) for m in (4, 6)]
    # Decimals are kept as they are, ones included.
    pairs = [("Na", "Ag"), ("Zn", "Fe"), ("Si", "Cu")]
    made += [f"{a}{x}{b}{round(1 - x, 2)}Mn2O4" for a, b in pairs for x in (0.05, 0.1, 0.25, 0.5, 0.9)]
    made += [f"Zn(Bi{x}Fe{round(1 - x, 3)})2O4" for x in (0.125, 0.3, 0.5, 0.75)]
    # Halides and mixed anions.
    made += [f"Cs{a}{x}2{y}" for a in "Pb Sn Ge".split() for x, y in combinations("F Cl Br I".split(), 2)]
    return list(dict.fromkeys(made))


def main() -> None:
    # pymatgen warns about every noble gas, which has no electronegativity.
    warnings.simplefilter("ignore")
    rows = [[formula, Composition(formula).reduced_formula] for formula in formulas()]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(rows)} formulas")


if __name__ == "__main__":
    main()
