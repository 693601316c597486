"""The intervals: domain flags, and half widths per sigma measured on the twin's calibration rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnxruntime

from .conformal import FLAGS, domain_flags, factors
from .data import GGA_U, HSE, METAL_BELOW_EV, Rows
from .export import predict
from .formula import SYMBOLS
from .train import HSE_WEIGHT

DOMAIN_EDGE = 1.0
"""Novelty from which a composition is at the edge of the training data: one row in twenty."""
DOMAIN_OUT = 1.6
"""Novelty from which a composition is outside the training data."""
FEWEST_ELEMENT_ROWS = 20
"""An element in fewer training rows puts a composition outside."""


@dataclass(frozen=True)
class Answers:
    """Predictions for rows, with their domain flags; gaps and sigma in eV, each array [n]."""

    gap: np.ndarray
    sigma: np.ndarray
    novelty: np.ndarray
    flags: np.ndarray

    def take(self, index: np.ndarray) -> "Answers":
        """Return the answers at these positions or under this mask."""
        return Answers(self.gap[index], self.sigma[index], self.novelty[index], self.flags[index])


@dataclass(frozen=True)
class Calibration:
    """Half widths per sigma by level and flag, and how many rows they rest on."""

    half_widths: dict[str, dict[str, float]]
    rows: int

    def half(self, answers: Answers, level: float) -> np.ndarray:
        """Return the half width of the interval of each answer in eV [n]."""
        row = self.half_widths[f"{level:.2f}"]
        return answers.sigma * np.array([row[flag] for flag in answers.flags])


def element_counts(training: Rows) -> np.ndarray:
    """Return int64 [119]: the number of training rows that contain each element."""
    counts = np.zeros(len(SYMBOLS) + 1, dtype=np.int64)
    # An element fills at most one slot of a row, so slots can be counted directly.
    np.add.at(counts, training.elements.ravel(), 1)
    counts[0] = 0
    return counts


def rarest_counts(rows: Rows, counts: np.ndarray) -> np.ndarray:
    """Return for each row [n] the training rows of its rarest element; ``counts`` is [119]."""
    of_slot = np.where(rows.elements > 0, counts[rows.elements], np.iinfo(np.int64).max)
    return of_slot.min(axis=1)


def answer(opened: onnxruntime.InferenceSession, rows: Rows, counts: np.ndarray) -> Answers:
    """Ask the model for HSE gaps, and flag each row by its novelty and its rarest element."""
    gap, sigma, novelty = predict(opened, rows)
    flags = domain_flags(novelty, rarest_counts(rows, counts), DOMAIN_EDGE, DOMAIN_OUT, FEWEST_ELEMENT_ROWS)
    return Answers(gap, sigma, novelty, flags)


def calibrate(rows: Rows, answers: Answers) -> Calibration:
    """Return the half widths from calibration rows.

    Only non-metals calibrate: metals that are called metals have errors of nearly zero and would
    make the intervals of all others too narrow. Labels that are plain GGA+U gaps do not calibrate
    the error of an HSE gap. True HSE gaps are few, so estimates of them calibrate too, but a true
    one counts as often as in the loss.
    """
    chosen = np.flatnonzero((rows.target >= METAL_BELOW_EV) & (rows.kind != GGA_U))
    counted = np.repeat(chosen, np.where(rows.kind[chosen] == HSE, round(HSE_WEIGHT), 1))
    scores = np.abs(answers.gap - rows.target) / answers.sigma
    return Calibration(factors(scores[counted], answers.flags[counted]), len(chosen))
