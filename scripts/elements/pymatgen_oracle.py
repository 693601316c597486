"""Write pymatgen's reduced formulas beside the formulas of a table, for tests that compare with them.

    python scripts/elements/pymatgen_oracle.py TABLE.csv[.gz] OUT.csv [--column formula]

``OUT.csv`` has the columns ``formula`` and ``reduced``, one row for each row of the table, in its order. ``reduced`` is empty where
pymatgen refuses the formula.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import warnings
from functools import lru_cache
from pathlib import Path

from pymatgen.core import Composition


@lru_cache(maxsize=None)
def reduced_formula(formula: str) -> str:
    try:
        return Composition(formula).reduced_formula
    except ValueError:
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--column", default="formula")
    arguments = parser.parse_args()
    # pymatgen warns about every noble gas, which has no electronegativity.
    warnings.simplefilter("ignore")
    opened = gzip.open if arguments.table.suffix == ".gz" else open
    with opened(arguments.table, "rt", newline="", encoding="utf-8") as table:
        formulas = [row[arguments.column] for row in csv.DictReader(table)]
    with arguments.out.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["formula", "reduced"])
        writer.writerows([formula, reduced_formula(formula)] for formula in formulas)


if __name__ == "__main__":
    main()
