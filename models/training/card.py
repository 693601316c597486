"""Writes the measured tables into the model card, between comments that mark their places."""

from __future__ import annotations

import re
from pathlib import Path

from .calibration import Answers
from .chains import CROSSING, JUMP, PAPER, STEP
from .figures import AS_HSE, BIAS, FOLD, OWN_KIND, RIGHT, SPINELS, TRUE, name
from .manifest import Measured
from .previous import PREVIOUS
from .sanity import TEXTBOOK, Textbook

LEVELS = ("68", "90", "95")


def table(head: tuple[str, ...], lines: list[list[str]]) -> str:
    """Return a Markdown table."""
    rows = [list(head), ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def rows_of(measured: Measured, what: str) -> str:
    """Return the number of rows behind a figure, with a comma per thousand."""
    return f"{measured.of(what)['rows']:,}"


def errors(measured: Measured, base: str, group: str, whose: tuple[str, ...]) -> list[str]:
    """Return one line: the group, its rows and an error per predictor; ``1.0.0`` is taken from the record."""
    cells = [group, rows_of(measured, name(base, group, whose[0]))]
    for who in whose:
        if who == "1.0.0":
            before = PREVIOUS.get(name(base, group))
            cells.append("" if before is None else f"{before:.3f}")
        else:
            cells.append(f"{measured.value(name(base, group, who)):.3f}")
    return cells


def fold_table(measured: Measured) -> str:
    """Return the errors on fold 0 by group of rows."""
    whose = (OWN_KIND, AS_HSE, "1.0.0", "paper's CrabNet_s", "paper's CrabNet")
    groups = ("all", "non-metals", "metals", "block kept, true HSE", "block kept, non-metals")
    lines = [errors(measured, FOLD, group, whose) for group in (*groups, "block nonmetal", "block U", "block metal")]
    right = ["metal or not, right at 0.1 eV", rows_of(measured, name(RIGHT, "all", OWN_KIND))]
    for who in whose:
        share = PREVIOUS[name(RIGHT, "all")] if who == "1.0.0" else measured.value(name(RIGHT, "all", who))
        right.append(f"{share:.1f} %")
    head = ("rows of fold 0", "rows", "twin, own kind", "twin, as HSE", "1.0.0", "paper's CrabNet_s", "paper's CrabNet")
    return table(head, [*lines, right])


def true_table(measured: Measured) -> str:
    """Return the errors against true HSE gaps of held-out formulas."""
    groups = ["all", "non-metals", "metals"]
    groups += ["oxides and fluorides of U metals", "oxides and fluorides of U metals, non-metals"]
    lines = [errors(measured, TRUE, group, ("", "1.0.0", "PBE")) for group in groups]
    return table(("true HSE, formulas held out", "rows", "twin", "1.0.0", "PBE"), lines)


def spinel_table(measured: Measured) -> str:
    """Return the errors on the spinel oxides."""
    groups = ("all", "HSE gap above zero", "without 3d, Mo or W metals", "with 3d, Mo or W metals")
    lines = [errors(measured, SPINELS, group, ("", "twin", "1.0.0", "PBE")) for group in groups]
    return table(("spinel oxides", "rows", "shipped model", "twin", "1.0.0", "PBE"), lines)


def range_table(measured: Measured) -> str:
    """Return the error and the signed error by range of the true gap."""
    groups = [str(entry["what"]).removeprefix(f"{BIAS} (")[:-1] for entry in measured.figures if str(entry["what"]).startswith(BIAS)]
    lines = [
        [group, rows_of(measured, name(TRUE, group)), f"{measured.value(name(TRUE, group)):.2f}", f"{measured.value(name(BIAS, group)):+.2f}"]
        for group in groups
    ]
    return table(("true HSE gap", "rows", "mean error", "mean signed error"), lines)


def coverage_table(measured: Measured) -> str:
    """Return the coverage of the intervals."""
    lines = []
    for base in ("true HSE, formulas held out", "fold 0 without block U"):
        for group in ("all", "non-metals", "predicted gap >= 0.1 eV", "flag in", "flag edge", "flag edge, non-metals"):
            whats = [name(f"errors inside the {level} % interval", f"{base}, {group}") for level in LEVELS]
            width = measured.value(name("median half width of the 90 % interval", f"{base}, {group}"))
            shares = [f"{measured.value(what):.1f} %" for what in whats]
            lines.append([f"{base}: {group}", rows_of(measured, whats[0]), *shares, f"{width:.2f} eV"])
    return table(("rows", "rows", "68 %", "90 %", "95 %", "median half width, 90 %"), lines)


def chain_table(measured: Measured) -> str:
    """Return the smoothness along chains of spinels."""
    texts = (
        (STEP, "mean change of the gap per step, both ends ≥ 0.5 eV", "{:.3f} eV"),
        (CROSSING, "steps that cross 0.5 eV", "{:.1f} %"),
        (JUMP, "steps that jump by more than 1.5 eV", "{:.1f} %"),
    )
    lines = [
        [text, form.format(measured.value(what)), form.format(PREVIOUS[what]), form.format(measured.value(what + PAPER))]
        for what, text, form in texts
    ]
    return table(("", "shipped model", "1.0.0", "paper's labels"), lines)


def textbook_table(measured: Measured, compounds: Textbook, answers: Answers) -> str:
    """Return the predictions for textbook compounds."""
    half = measured.calibration.half(answers, 0.90)
    lines = []
    for i, (title, formula, number) in enumerate(TEXTBOOK):
        gap, true = answers.gap[i], compounds.hse[i]
        interval = f"{max(0.0, gap - half[i]):.2f} to {gap + half[i]:.2f}"
        mark = "*" if compounds.held_out[i] else ""
        lines.append([f"{title}{mark}", formula, str(number), f"{gap:.2f}", interval, "" if true is None else f"{true:.2f}"])
    return table(("compound", "formula", "space group", "predicted, eV", "90 % interval, eV", "SNUMAT HSE, eV"), lines)


def write_card(path: Path, measured: Measured, compounds: Textbook, answers: Answers) -> None:
    """Replace what lies between ``<!-- name -->`` and ``<!-- /name -->`` in the card by measured tables."""
    text = path.read_text()
    blocks = {
        "fold": fold_table(measured),
        "true": true_table(measured),
        "spinels": spinel_table(measured),
        "ranges": range_table(measured),
        "coverage": coverage_table(measured),
        "chains": chain_table(measured),
        "textbook": textbook_table(measured, compounds, answers),
    }
    for block, content in blocks.items():
        pattern = re.compile(rf"(<!-- {block} -->\n).*?(<!-- /{block} -->)", re.DOTALL)
        text, found = pattern.subn(lambda match: f"{match[1]}\n{content}\n\n{match[2]}", text)
        if found != 1:
            raise RuntimeError(f"{path.name} has {found} places for the table {block!r}")
    path.write_text(text)
    print(f"wrote the tables of {path.name}")
