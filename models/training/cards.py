"""The tables of figures on the cards: what differs in one respect alone stands side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .manifest import Figure

ITSELF = "this model"
COMPARED = (
    "what it is if there is one",
    "one network",
    "PBE of the same structure",
    "PBE",
    "uncorrected PBE",
    "paper's CrabNet_s",
    "paper's CrabNet",
    "paper's labels",
)
"""Ends of descriptions that say of whom the figure is, if not of the model itself; ``this model`` is the beginning of its column."""
INTERVALS = {
    "errors inside the 68 % interval": "68 %",
    "errors inside the 90 % interval": "90 %",
    "errors inside the 95 % interval": "95 %",
    "median half width of the 68 % interval": "median half of the 68 % interval",
}
METALS = {
    "area under the curve of metal or not": "area under the curve",
    "balanced accuracy of metal or not, cut at one half": "right at one half, balanced",
    "balanced accuracy of metal or not, cut at the share of metals among other oxides": "right at the share among other oxides, balanced",
    "share of metals among other oxides": "that share",
    "share of metals that the probabilities expect": "metals expected",
    "share of metals": "metals",
}
"""Beginnings of descriptions, and the columns in which their figures stand."""


@dataclass
class Grid:
    """Figures of several kinds for several groups of rows."""

    head: str
    columns: Sequence[str]
    lines: dict[str, dict[str, Figure]] = field(default_factory=dict)

    def put(self, line: str, column: str, one: Figure) -> None:
        """Add a figure."""
        self.lines.setdefault(line, {})[column] = one

    def as_table(self) -> str:
        """Return it as a table with a column of row counts, which holds for every figure that does not state another."""
        used = [column for column in self.columns if any(column in line for line in self.lines.values())]
        shown = []
        for name, line in self.lines.items():
            counts = [line[column]["rows"] for column in used if column in line]
            cells = [with_rows(line[column], counts[0]) if column in line else "" for column in used]
            shown.append([name, *cells, f"{counts[0]:,}"])
        return table((self.head, *used, "rows"), shown)


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *lines])


def with_unit(one: Figure) -> str:
    """Return a figure's value with its unit: a percentage with three digits, anything else with three decimals."""
    value, unit = one["value"], one["unit"]
    if unit == "%":
        return f"{value:.{1 if abs(value) >= 10 else 2}f} %"
    return f"{value:.3f} {unit}".removesuffix(" 1")


def with_rows(one: Figure, usual: int) -> str:
    """Return a figure's value with its unit, and its rows where they are not the usual ones."""
    return with_unit(one) + ("" if one["rows"] == usual else f" ({one['rows']:,} rows)")


def compared(what: str) -> tuple[str, str]:
    """Return a description without its end that says of whom it is, and of whom."""
    found = next((who for who in COMPARED if what.endswith(f", {who}")), None)
    return (what, ITSELF) if found is None else (what.removesuffix(f", {found}"), found)


def begun(what: str, beginnings: dict[str, str]) -> tuple[str, str] | None:
    """Return the rest of a description that begins in one of these ways, and the column; nothing for others."""
    return next(((what.removeprefix(f"{start}, "), column) for start, column in beginnings.items() if what.startswith(f"{start}, ")), None)


def figure_tables(figures: Sequence[Figure]) -> str:
    """Return figures as tables, each in their order: those that are compared with others, single ones, metals, intervals."""
    beside = {line for line, who in (compared(one["what"]) for one in figures) if who != ITSELF}
    comparison = Grid("figure", (ITSELF, *COMPARED))
    single = Grid("figure", ("value",))
    metals = Grid("metal or not", tuple(METALS.values()))
    intervals = Grid("errors inside the interval", tuple(INTERVALS.values()))
    for one in figures:
        what = one["what"]
        line, who = compared(what)
        if (place := begun(what, METALS)) is not None:
            metals.put(*place, one)
        elif (place := begun(what, INTERVALS)) is not None:
            intervals.put(*place, one)
        elif line in beside:
            comparison.put(line, who, one)
        else:
            single.put(what, "value", one)
    return "\n\n".join(grid.as_table() for grid in (comparison, single, metals, intervals) if grid.lines)


def write_tables(card: Path, blocks: dict[str, str]) -> None:
    """Replace what lies between ``<!-- name -->`` and ``<!-- /name -->`` in the card."""
    text = card.read_text()
    for block, content in blocks.items():
        pattern = re.compile(rf"(<!-- {block} -->\n).*?(<!-- /{block} -->)", re.DOTALL)
        text, found = pattern.subn(lambda match, c=content: f"{match[1]}\n{c}\n\n{match[2]}", text)  # type: ignore[misc]
        if found != 1:
            raise RuntimeError(f"{card.name} has {found} places for the table {block!r}")
    card.write_text(text)
