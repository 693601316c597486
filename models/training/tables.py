"""Constant tables that the model carries inside its graph: element properties and space groups.

mat2vec (Tshitoyan et al., Nature 571, 95, 2019) and the Magpie properties (Ward et al.,
npj Comput. Mater. 2, 16028, 2016) are read from the copies distributed with CrabNet (MIT).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from .formula import SYMBOLS

ELEMENT_ROWS = len(SYMBOLS) + 1
"""Rows of every element table: row 0 is padding, row Z is the element of atomic number Z."""

ELEMENT_TABLE = Path(__file__).resolve().parents[2] / "server" / "src" / "chemistry" / "generated" / "elementTable.ts"
"""The product's own element properties, generated from pymatgen and mendeleev."""

SPACE_GROUP_SYMBOLS = ELEMENT_TABLE.with_name("spaceGroupSymbols.ts")
"""The product's own symbols of space groups, generated from spglib."""

SPACE_GROUP_ROWS = 231
"""Rows of every space group table: row 0 means that the space group is unknown."""

# The first space group number of each crystal system: triclinic, monoclinic, orthorhombic,
# tetragonal, trigonal, hexagonal, cubic (International Tables for Crystallography, A).
_SYSTEM_STARTS = (1, 3, 16, 75, 143, 168, 195)

# The first space group number of each of the 32 crystallographic point groups (same source).
_POINT_GROUP_STARTS = (
    1, 2, 3, 6, 10, 16, 25, 47, 75, 81, 83, 89, 99, 111, 123, 143, 147, 149, 156, 162,
    168, 174, 175, 177, 183, 187, 191, 195, 200, 207, 215, 221,
)  # fmt: skip


def _class_of_number(starts: tuple[int, ...]) -> np.ndarray:
    """Return int64 [231]: the 1-based index of the class that holds each number, 0 for unknown."""
    return np.searchsorted(np.asarray(starts), np.arange(SPACE_GROUP_ROWS), side="right")


def crystal_system() -> np.ndarray:
    """Return int64 [231] with 0 for unknown and 1 (triclinic) … 7 (cubic)."""
    return _class_of_number(_SYSTEM_STARTS)


def point_group() -> np.ndarray:
    """Return int64 [231] with 0 for unknown and 1 … 32 in the order of the space groups."""
    return _class_of_number(_POINT_GROUP_STARTS)


def _standardised(frame: pd.DataFrame) -> np.ndarray:
    """Return float32 [119, columns]: each column with mean 0 and deviation 1, absent elements 0."""
    known = frame.reindex(SYMBOLS)
    scaled = (known - known.mean()) / known.std().replace(0.0, 1.0)
    table = np.zeros((ELEMENT_ROWS, scaled.shape[1]), dtype=np.float32)
    table[1:] = scaled.fillna(0.0).to_numpy(dtype=np.float32)
    return table


def element_features(data: Path) -> np.ndarray:
    """Return float32 [119, 222]: 200 mat2vec numbers, then 22 Magpie properties, standardised.

    Magpie covers 97 elements. The others get the mean of each property, so that every element
    has finite features.
    """
    mat2vec = pd.read_csv(data / "mat2vec.csv.gz", index_col=0, keep_default_na=False).astype(float)
    magpie = pd.read_csv(data / "elements" / "magpie.csv", index_col=0, keep_default_na=False)
    return np.concatenate([_standardised(mat2vec), _standardised(magpie.astype(float))], axis=1)


def product_elements(path: Path = ELEMENT_TABLE) -> list[dict[str, object]]:
    """Return the rows of the product's element table."""
    lines = [line.strip().rstrip(",") for line in path.read_text().splitlines() if line.startswith("  { atomicNumber")]
    return [json.loads(re.sub(r"(\w+): ", r'"\1": ', line).replace("undefined", "null")) for line in lines]


@lru_cache
def space_group_symbols(path: Path = SPACE_GROUP_SYMBOLS) -> dict[str, int]:
    """Return the numbers of the product's space group symbols, which are without blanks and underscores."""
    rows = [json.loads(line.strip().rstrip(",")) for line in path.read_text().splitlines() if line.startswith('  ["')]
    return {symbol: number for number, symbols in enumerate(rows, start=1) for symbol in symbols}


def space_group_number(cell: object) -> float:
    """Return the number of a space group that is written as its number or its symbol, such as ``Fd-3m`` or ``P6_3mc``; not a number where it is neither."""
    text = re.sub(r":[12hr]$|:?\s*[HRSZ]$|[\s_]", "", str(cell).strip())
    return float(text) if re.fullmatch(r"\d+(\.\d*)?", text) else float(space_group_symbols().get(text, np.nan))
