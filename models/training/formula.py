"""Chemical formulas: parsing, exact reduced compositions, atomic fractions.

Amounts are kept as exact fractions until the last step, so that ``Cd(RhO2)2``,
``CdRh2O4`` and ``Cd0.5RhO2`` compare equal and no string comparison is needed.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from math import gcd

SYMBOLS: tuple[str, ...] = tuple(
    """H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br
    Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er
    Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md
    No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og""".split()
)
"""Element symbols in order of atomic number; ``SYMBOLS[0]`` is hydrogen."""

NUMBER: dict[str, int] = {symbol: z for z, symbol in enumerate(SYMBOLS, start=1)}
"""Atomic number of each symbol."""

Key = tuple[tuple[int, int], ...]
"""A reduced composition: pairs (atomic number, whole amount), sorted, with no common divisor."""

_TOKEN = re.compile(r"([A-Z][a-z]?)|([(\[{])|([)\]}])|(\d+(?:\.\d+)?|\.\d+)")


@lru_cache(maxsize=200_000)
def parse(formula: str) -> tuple[tuple[int, Fraction], ...]:
    """Return pairs (atomic number, exact amount) in order of first appearance.

    Nested brackets and decimal amounts are allowed; exponents, charges and
    isotopes are not. An element that occurs twice is summed and an element
    with a total of zero is dropped.

    Raises:
        ValueError: if the text is not a formula, naming what was wrong.
    """
    text = formula.replace(" ", "")
    if not text:
        raise ValueError("empty formula")
    stack: list[dict[int, Fraction]] = [{}]
    # A group waits here until its multiplier, which may be absent, has been read.
    pending: dict[int, Fraction] | None = None

    def settle(multiplier: Fraction) -> None:
        nonlocal pending
        if pending is None:
            return
        for z, amount in pending.items():
            stack[-1][z] = stack[-1].get(z, Fraction(0)) + amount * multiplier
        pending = None

    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"{formula!r}: unexpected {text[position]!r} at {position}")
        symbol, opening, closing, number = match.groups()
        if number is not None:
            if pending is None:
                raise ValueError(f"{formula!r}: amount {number!r} follows nothing")
            settle(Fraction(number))
        else:
            settle(Fraction(1))
            if symbol is not None:
                if symbol not in NUMBER:
                    raise ValueError(f"{formula!r}: {symbol!r} is not an element")
                pending = {NUMBER[symbol]: Fraction(1)}
            elif opening is not None:
                stack.append({})
            else:
                if len(stack) == 1:
                    raise ValueError(f"{formula!r}: bracket closed but never opened")
                pending = stack.pop()
        position = match.end()
    settle(Fraction(1))
    if len(stack) != 1:
        raise ValueError(f"{formula!r}: bracket never closed")
    amounts = tuple((z, amount) for z, amount in stack[0].items() if amount > 0)
    if not amounts:
        raise ValueError(f"{formula!r}: all amounts are zero")
    return amounts


def reduced_key(formula: str) -> Key:
    """Return the exact reduced composition, equal for every spelling of one composition."""
    amounts = parse(formula)
    denominator = 1
    for _, amount in amounts:
        denominator = denominator * amount.denominator // gcd(denominator, amount.denominator)
    whole = [(z, int(amount * denominator)) for z, amount in amounts]
    divisor = 0
    for _, n in whole:
        divisor = gcd(divisor, n)
    return tuple(sorted((z, n // divisor) for z, n in whole))


def fractions(formula: str) -> list[tuple[int, float]]:
    """Return pairs (atomic number, atomic fraction), the fractions summing to 1."""
    amounts = parse(formula)
    total = sum((amount for _, amount in amounts), Fraction(0))
    return [(z, float(amount / total)) for z, amount in amounts]
